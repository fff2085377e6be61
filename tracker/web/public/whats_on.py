"""`/`: what's on. Film screenings that anybody may know of, narrowed as the address says, as a map and as a list that tell the same.

Somebody may also land here who typed only the first part of an address: a code opens its form.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import ValidationError

from tracker.records import dataclass
from tracker.screenings import code as codes
from tracker.screenings import terms, us_places, whats_on
from tracker.screenings.code import CodeMistyped, CodeUnknown
from tracker.screenings.screening import ACCESSIBILITY
from tracker.screenings.us_places import Point
from tracker.screenings.whats_on import USUAL_MILES, Listed, Wanted
from tracker.times import language_words
from tracker.web.frame.access import for_anyone
from tracker.web.frame.fields import CODE, Day, Pick, Text, Ticks
from tracker.web.public import facts_told, places_told, us_map
from tracker.web.public.revalidated import revalidated
from tracker.words import _, language, lazy

bp = for_anyone(Blueprint("whats_on", __name__))

# Film screenings on one page.
PAGE = 25
MILES = (10, 25, 50, 100, 250)
# The filters, as an address names them.
NAMES = ("near", "within", "from", "to", "spoken", "subtitles", "access", "in", "film")


class Filters(FlaskForm):
    """What to show. Read from the address: it changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    near = Text(lazy("Near a postcode"), 10, render_kw={"inputmode": "numeric", "autocomplete": "postal-code"})
    within = Pick(lazy("Within"))
    since = Day(lazy("From"), name="from")
    until = Day(lazy("Until"), name="to")
    spoken = Pick(lazy("Spoken"))
    subtitles = Pick(lazy("Subtitles"))
    access = Ticks(lazy("With"), choices=[])
    area = Pick(lazy("Where"), name="in")
    film = Pick(lazy("Film"))

    point: Point | None = None

    def offer(self, lines: list[Listed]) -> None:
        """Fill the lists with what there is just now, and with what is asked for."""
        self.within.choices = [(str(each), _("%(n)s miles", n=each)) for each in MILES]
        self.within.data = self.within.data or str(USUAL_MILES)
        self.spoken.choices = self._languages(_("Any"), self.spoken, (line.languages for line in lines))
        self.subtitles.choices = self._languages(_("Any, or none"), self.subtitles, (line.subtitles for line in lines))
        self.access.choices = [(name, str(terms.ACCESSIBILITY[name])) for name in ACCESSIBILITY]
        areas = {line.place.area: places_told.area(line.place) for line in lines if line.place}
        self.area.choices = [("", _("Anywhere")), *sorted(areas.items(), key=lambda each: each[1])]
        titles = {line.film_id: line.title for line in lines}
        self.film.choices = [("", _("Any film")), *sorted(titles.items(), key=lambda each: each[1])]

    @property
    def of_several_films(self) -> bool:
        return len(self.film.choices) > 2 or bool(self.film.data)

    def validate_near(self, field: Text) -> None:
        """A postcode that the post knows."""
        if not field.data:
            return
        digits = us_places.postcode_in(field.data)
        if digits is None:
            raise ValidationError(_("A US postcode has five digits, such as 60614."))
        self.point = us_places.of_postcode(digits)
        if self.point is None:
            raise ValidationError(_("We know of no such postcode. Look at it again, or try one nearby."))

    def validate_until(self, field: Day) -> None:
        """Not before the first day."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("That is before the first day. Look at both again."))

    def wanted(self) -> Wanted:
        """As the room takes it."""
        return Wanted(
            near=self.point, within=int(self.within.data), since=self.since.data, until=self.until.data,
            language=self.spoken.data, subtitles=self.subtitles.data, accessibility=tuple(self.access.data or ()),
            area=self.area.data, film_id=self.film.data,
        )  # fmt: skip

    def _languages(self, any_: str, field: Pick, there: Any) -> list[tuple[str, str]]:
        found = {code for codes_ in there for code in codes_}
        asked = str(field.data or "")
        if CODE.fullmatch(asked):
            found.add(asked)
        return [("", any_), *sorted(((code, language_words(code)) for code in found), key=lambda each: each[1])]


@dataclass(frozen=True, slots=True)
class Found:
    """What the filters let through; `lines` is None when something about them is wrong."""

    filters: Filters
    lines: list[Listed] | None
    # Without any filter.
    all_of_them: int


def found(with_cancelled: bool = False) -> Found:
    """What this request asks for."""
    lines = whats_on.coming(with_cancelled)
    filters = Filters(request.args)
    filters.offer(lines)
    wanted = whats_on.narrowed(lines, filters.wanted()) if filters.validate() else None
    return Found(filters, wanted, len(lines))


def asked() -> dict[str, list[str]]:
    """The filters of this request that say something, as an address carries them."""
    return {name: kept for name in NAMES if (kept := [each for each in request.args.getlist(name) if each])}


def address(path: str = "/", **changes: Any) -> str:
    """This list with its filters, elsewhere or narrowed otherwise; None takes a filter away."""
    told = {**asked(), "lang": language(), **changes}
    return f"{path}?{urlencode({name: value for name, value in told.items() if value}, doseq=True)}"


@bp.get("/")
def show() -> ResponseReturnValue:
    """The list and its map; with a code, the way to its form."""
    typed = request.args.get("code", "")[:40]
    if not typed.strip():
        return page()
    try:
        opened = codes.find(typed)
    except (CodeMistyped, CodeUnknown) as refusal:
        return page(typed, str(refusal), refusal.status)
    return redirect(f"/{opened.code}" + (f"?lang={language()}" if "lang" in request.args else ""), 303)


def page(typed: str = "", wrong: str = "", status: int = 200) -> ResponseReturnValue:
    """`typed` and `wrong`: what somebody took for a code, and why it is none."""
    here = found()
    lines = here.lines or []
    number, last = _place(len(lines))
    text = render_template(
        "public/whats_on.html", found=here, filters=here.filters, filtered=bool(asked()), typed=typed, wrong=wrong,
        days=places_told.by_day(lines[(number - 1) * PAGE : number * PAGE]), number=number, last=last,
        map=us_map.drawn(lines), wide=us_map.WIDE, high=us_map.HIGH, areas=places_told.by_area(lines),
        farther=_farther(here), address=address, told=facts_told, base_url=current_app.config["BASE_URL"],
    )  # fmt: skip
    return revalidated(text, 422 if here.lines is None else status)


def _place(how_many: int) -> tuple[int, int]:
    """Which page is asked for, and which is the last; a strange number is the nearest one that is there."""
    last = max(1, -(-how_many // PAGE))
    said = request.args.get("page", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
    return min(max(number, 1), last), last


def _farther(here: Found) -> int | None:
    """The most miles, for whoever looked less far."""
    if here.lines is None:  # they may have said no number at all
        return None
    return MILES[-1] if here.filters.point and int(here.filters.within.data) < MILES[-1] else None
