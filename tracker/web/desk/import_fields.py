"""The form of step 1: what each column means, and what fills in what the file lacks."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional, Regexp

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports import choices_kept
from tracker.imports.cells import clean
from tracker.imports.choices import Choices, Clock, Holds, Midnight, When
from tracker.imports.columns import Guess
from tracker.imports.dates import Order
from tracker.imports.given_dates import read_given
from tracker.imports.meanings import LABELS, Meaning
from tracker.imports.readings import file_order
from tracker.screenings.zones import ZONE_OF_STATE, known_zones
from tracker.web.frame.refusing import beside
from tracker.words import Lazy, _, lazy

OTHER = "other"
OF_FILM = (Meaning.TITLE, Meaning.ORIGINAL_TITLE, Meaning.YEAR)
KIND_WORDS = {
    "theatrical": lazy("Theatrical"), "festival": lazy("Festival"), "campus": lazy("Campus"),
    "community": lazy("Community"), "virtual": lazy("Virtual"), "streaming": lazy("Streaming"),
}  # fmt: skip
MEANINGS = [(Meaning.IGNORE.value, LABELS[Meaning.IGNORE])] + [
    (meaning.value, LABELS[meaning]) for meaning in Meaning if meaning is not Meaning.IGNORE
]
NOT_OFFERED = lazy("Choose one from the list.")


def pick(label: Lazy | str, choices: Any = (), **more: Any) -> SelectField:
    """A list to choose from; a forged choice is told like a forgotten one."""
    return SelectField(label, choices=listed(choices), invalid_choice_message=NOT_OFFERED, **more)


def listed(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and their words as WTForms wants them."""
    return [SelectChoice(value=value, label=words) for value, words in pairs]


class Choosing(FlaskForm):
    """All but the columns, which each file has its own."""

    campaign = pick(lazy("Campaign"))
    follows = pick(lazy("This list is"))
    film = pick(lazy("Film"))
    film_title = StringField(
        lazy("Its title"), filters=[lambda text: clean(text or "")],
        validators=[Length(max=200, message=lazy("Use 200 characters or fewer."))], render_kw={"maxlength": 200},
    )  # fmt: skip
    holds = RadioField(
        lazy("The date column holds"), default="starts",
        choices=listed([("starts", lazy("when it starts")), ("ends", lazy("when it ends")), ("days", lazy("the day only"))]),
    )  # fmt: skip
    minutes = IntegerField(
        lazy("Running time in minutes"),
        validators=[Optional(), NumberRange(1, 6000, lazy("Write a number from 1 to 6000."))],
        render_kw={"inputmode": "numeric", "maxlength": 4},
    )  # fmt: skip
    midnight = RadioField(
        lazy("A value that is exactly midnight"), default="none",
        choices=listed([
            ("none", lazy("is a time like any other")),
            ("venue", lazy("at the venue means: that day, time unknown")),
            ("utc", lazy("in UTC means: that day, time unknown")),
        ]),
    )  # fmt: skip
    clock = RadioField(
        lazy("Times are written"), default="stated",
        choices=listed([
            ("stated", lazy("on the venue’s clock, unless they say otherwise")),
            ("venue", lazy("on the venue’s clock, whatever they say")),
            ("utc", lazy("in UTC")),
        ]),
    )  # fmt: skip
    order = RadioField(
        lazy("In dates like 10/11/2023"), default="",
        choices=listed([("", lazy("the file shows it")), ("month", lazy("the month comes first")), ("day", lazy("the day comes first"))]),
    )  # fmt: skip
    given = TextAreaField(lazy("Dates for rows that have none"), validators=[Length(max=2000)], render_kw={"rows": 3})
    zone = pick(lazy("Time zone"))
    zone_first = BooleanField(lazy("Use it for every row, whatever its state says"))
    country = StringField(
        lazy("Country, where no column says it"), default="US", filters=[lambda text: (text or "").strip().upper()],
        validators=[Regexp(r"^[A-Z]{2}\Z", message=lazy("Write two letters, such as US."))], render_kw={"maxlength": 2},
    )  # fmt: skip
    kind = pick(lazy("Kind, where no column says it"), KIND_WORDS.items(), default="theatrical")
    missing_words = BooleanField(lazy("NA, NULL, N/A and the like mean that nothing is there"), default=True)

    def column(self, at: int) -> Any:
        return self[f"column-{at}"]

    def meanings(self, table: Table) -> tuple[Meaning, ...]:
        return tuple(Meaning(self.column(at).data) for at in range(len(table.header)))

    def fits(self, table: Table) -> bool:
        """Whether it can be meant; what cannot is said beside its field."""
        if not self.validate():
            return False
        columns, seen = self.meanings(table), set()
        for at, meaning in enumerate(columns):
            if meaning is not Meaning.IGNORE and meaning in seen:
                self.column(at).errors = [_("Another column means that already.")]
            seen.add(meaning)
        if Meaning.VENUE not in seen:
            self.form_errors.append(_("Say which column is the venue."))
        if not self.film.data and Meaning.TITLE not in seen:
            self.film.errors = [_("No column is the film title. Choose the film.")]
        if self.film.data == OTHER and not self.film_title.data:
            self.film_title.errors = [_("Write the film’s title.")]
        if not self.order.data and file_order(table, columns) is Order.ASK:
            self.order.errors = [_("Nothing in the file shows it. Say which comes first.")]
        self._dates_fit()
        return not self.errors

    def _dates_fit(self) -> None:
        try:
            read_given(self.given.data or "", self._order())
        except Refusal as refusal:
            beside(self, refusal)

    def _order(self) -> Order | None:
        return Order(self.order.data) if self.order.data else None

    def chosen(self, table: Table, titles: dict[str, str], sheet: str) -> dict[str, Any]:
        """As the database keeps it; after fits()."""
        columns, film = self.meanings(table), ""
        if self.film.data:
            film = self.film_title.data if self.film.data == OTHER else titles[self.film.data]
            columns = tuple(Meaning.IGNORE if meaning in OF_FILM else meaning for meaning in columns)
        when = When(
            Holds(self.holds.data),
            Clock(self.clock.data),
            Midnight(self.midnight.data),
            self._order(),
            self.minutes.data,
        )
        choices = Choices(
            columns, film, self.zone.data, self.zone_first.data, when, read_given(self.given.data or "", self._order()),
            self.kind.data, self.country.data, self.missing_words.data,
        )  # fmt: skip
        film_id = self.film.data if self.film.data and self.film.data != OTHER else ""
        return choices_kept.written(choices, film_id, sheet, self.given.data or "")


def form_for(table: Table) -> type[Choosing]:
    """The form with a field for each column of the table."""
    fields: dict[str, Any] = {
        f"column-{at}": pick(name, MEANINGS, render_kw={"aria-label": name[:200]})
        for at, name in enumerate(table.header)
    }
    return type("ChoosingOf", (Choosing,), fields)


def first_values(
    guesses: list[Guess], kept: dict[str, Any] | None, defaults: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """What the form shows at first: kept from last time, else as guessed."""
    values: dict[str, Any] = {f"column-{at}": guess.meaning.value for at, guess in enumerate(guesses)}
    if kept and len(kept["columns"]) == len(guesses):
        values |= {f"column-{at}": value for at, value in enumerate(kept["columns"])}
        names = (
            "holds",
            "clock",
            "midnight",
            "order",
            "minutes",
            "zone",
            "zone_first",
            "country",
            "kind",
            "missing_words",
        )
        values |= {name: kept[name] for name in names}
        values |= {"given": kept["given_text"], "film": kept["film_id"] or (OTHER if kept["film"] else "")}
        values["film_title"] = "" if kept["film_id"] else kept["film"]
    return values | defaults


def zone_choices() -> list[SelectChoice]:
    """The zones of the states first, then every other."""
    near = sorted(set(ZONE_OF_STATE.values()))
    zones = [*near, *sorted(known_zones() - set(near))]
    return listed([("", _("As each row’s state says")), *((zone, zone.replace("_", " ")) for zone in zones)])
