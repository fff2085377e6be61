"""What an import from the command line still has to be told: by options, by what was kept from last time, or asked."""

from typing import Any

import click

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports import choices_kept, listing
from tracker.imports.cells import clean
from tracker.imports.choices import Choices, Clock, Holds, Midnight, When
from tracker.imports.columns import guess_columns
from tracker.imports.dates import Order
from tracker.imports.given_dates import read_given
from tracker.imports.meanings import LABELS, Meaning
from tracker.imports.readings import file_order
from tracker.records import dataclass
from tracker.screenings import who_works
from tracker.screenings.names import title_key
from tracker.screenings.zones import known_zones
from tracker.words import _

OF_FILM = (Meaning.TITLE, Meaning.ORIGINAL_TITLE, Meaning.YEAR)
DATED = (Meaning.DATE, Meaning.STARTS, Meaning.ENDS)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed; `questions`: whether anybody is there to ask."""

    questions: bool
    campaign: str | None
    film: str | None
    zone: str | None
    kind: str | None
    holds: str | None
    midnight: str | None
    clock: str | None
    order: str | None
    when: tuple[str, ...]
    sheet: str


def ask(asked: Asked, table: Table, kept: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """The campaign's id and the choices. Raises UsageError for what nobody said, and what the dates are refused for."""
    campaign_id = _campaign(asked)
    guesses = guess_columns(table)
    same = kept is not None and len(kept["columns"]) == len(guesses)
    old = choices_kept.read(kept) if kept is not None and same else Choices(tuple(guess.meaning for guess in guesses))
    if not same:
        _tell_columns(table, old.columns)
    columns, film, film_id = _film(asked, old, kept if same else None)
    if Meaning.VENUE not in columns:
        raise click.UsageError(_("No column is the venue. Import at the desk, where columns can be told."))
    order = Order(asked.order) if asked.order else _order(asked, table, columns, old.when.order)
    when = When(
        Holds(asked.holds) if asked.holds else _holds(asked, columns, same, old.when.holds),
        Clock(asked.clock) if asked.clock else old.when.clock,
        Midnight(asked.midnight) if asked.midnight else old.when.midnight, order, old.when.minutes,
    )  # fmt: skip
    dates = "\n".join(asked.when) if asked.when else kept["given_text"] if kept and same else _dates(asked, columns)
    zone = _zone(asked, old)
    choices = Choices(
        columns, film, zone, old.zone_first, when, read_given(dates, order), asked.kind or old.kind, old.country,
        old.missing_words,
    )  # fmt: skip
    return campaign_id, choices_kept.written(choices, film_id, table.sheet, dates)


def _tell_columns(table: Table, columns: tuple[Meaning, ...]) -> None:
    for name, meaning in zip(table.header, columns, strict=True):
        if meaning is not Meaning.IGNORE:
            shown = "".join(char for char in name if char.isprintable())[:40]
            click.echo(f"  {shown:<40}  {LABELS[meaning]}")


def _campaign(asked: Asked) -> str:
    names = who_works.campaign_names()
    if not names:
        raise click.UsageError(_("An import goes into a campaign, and there is none yet. Make one at the desk first."))
    wanted = asked.campaign
    if wanted is None and len(names) == 1:
        return next(iter(names))
    if wanted is None:
        if not asked.questions:
            raise click.UsageError(_("Which campaign? Say --campaign NAME."))
        wanted = click.prompt(_("Campaign"), type=click.Choice(sorted(set(names.values()))))
    found = [id_ for id_, name in names.items() if wanted in (id_, name)]
    if len(found) != 1:
        raise click.UsageError(_("There is no campaign “%(name)s”, or there are several.", name=wanted))
    return found[0]


def _film(asked: Asked, old: Choices, kept: dict[str, Any] | None) -> tuple[tuple[Meaning, ...], str, str]:
    """Columns, the film of every row and its id; both empty when a column says the film."""
    title = clean(asked.film or "")[:200]
    if not title and Meaning.TITLE not in old.columns:
        if kept and kept["film"]:
            return old.columns, kept["film"], kept["film_id"]
        if not asked.questions:
            raise click.UsageError(_("No column is the film title. Say --film TITLE."))
        title = clean(click.prompt(_("No column is the film title. Which film is it?")))[:200]
    if not title:
        return old.columns, "", ""
    columns = tuple(Meaning.IGNORE if meaning in OF_FILM else meaning for meaning in old.columns)
    same = [id_ for id_, known, _year in listing.films() if title_key(known) == title_key(title)]
    return columns, title, same[0] if len(same) == 1 else ""


def _order(asked: Asked, table: Table, columns: tuple[Meaning, ...], kept: Order | None) -> Order | None:
    if kept in (Order.DAY, Order.MONTH) or file_order(table, columns) is not Order.ASK:
        return kept if kept is not Order.ASK else None
    if not asked.questions:
        raise click.UsageError(_("Dates like 10/11/2023 can be two days. Say --order day or --order month."))
    return Order(click.prompt(_("Dates like 10/11/2023: which comes first"), type=click.Choice(["day", "month"])))


def _holds(asked: Asked, columns: tuple[Meaning, ...], kept: bool, old: Holds) -> Holds:
    if kept or not asked.questions or Meaning.DATE not in columns:
        return old
    return Holds(
        click.prompt(_("The date column holds"), type=click.Choice(["starts", "ends", "days"]), default="starts")
    )


def _dates(asked: Asked, columns: tuple[Meaning, ...]) -> str:
    """Dates for rows without one are asked for when no column has any."""
    if any(meaning in DATED for meaning in columns) or not asked.questions:
        return ""
    while True:
        text: str = click.prompt(_("No column is a date. Which dates, such as 23 and 24 October 2023, 7:00 pm"))
        try:
            read_given(text)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
        else:
            return text


def _zone(asked: Asked, old: Choices) -> str:
    zone = asked.zone or old.zone
    if zone and zone not in known_zones():
        raise click.UsageError(_("“%(zone)s” is not a time zone such as America/Chicago.", zone=zone))
    places = {Meaning.REGION, Meaning.ZONE, Meaning.ADDRESS_JSON} & set(old.columns)
    if not zone and not places and asked.questions:
        zone = click.prompt(
            _("No column tells the place. Time zone"), type=click.Choice(sorted(known_zones())), show_choices=False
        )
    return zone
