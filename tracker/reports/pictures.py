"""Figures as pictures: what each chart shows, and its words. Numbers come as charts.told.Told, so that hidden ones draw right, too.

drawn.py makes them of figures as the team sees them; a report, of what its readers may be told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tracker.charts.bars import Bars, Item, bars
from tracker.charts.columns import Columns, Series, over_time
from tracker.charts.spans import Span, of_weeks, slots
from tracker.charts.state_map import State, StateMap, state_map
from tracker.charts.told import Told, largest, share_of, share_words, together
from tracker.records import dataclass
from tracker.words import Lazy, _, lazy

# The steps of the funnel in their order: in the words of a bar, what each is measured by, and how that is called.
STEPS: tuple[tuple[str, Lazy, str, Lazy | None], ...] = (
    ("room", lazy("in the room"), "", None),
    ("signups", lazy("signups"), "room", lazy("%(share)s of the counted rooms")),
    ("allies", lazy("allies, each counted once"), "", None),
    ("contactable", lazy("may be contacted"), "allies", lazy("%(share)s of the allies")),
    ("awaiting", lazy("awaiting confirmation"), "allies", lazy("%(share)s of the allies")),
    ("reached", lazy("were reached"), "contactable", lazy("%(share)s of who may be contacted")),
    ("acted_said", lazy("say that they acted"), "contactable", lazy("%(share)s of who may be contacted")),
    ("acted", lazy("acted, confirmed"), "reached", lazy("%(share)s of the reached")),
    ("outcomes", lazy("with an outcome written down"), "contactable", lazy("%(share)s of who may be contacted")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a breakdown: its key, its words, its number."""

    key: str
    words: str
    value: Told


@dataclass(frozen=True, slots=True)
class Timely:
    """Of those whose time ended in the week that begins on `monday`: on time, and in all."""

    monday: date
    on_time: Told
    whole: Told


def funnel(
    people: Mapping[str, Told], *, room: str = "", conversion: float | None = None, scale: int | None = None
) -> Bars:
    """From the room to an outcome. `people` by step; one that is left out is not drawn. `room`: how many rooms were counted.

    A room is so much larger than what comes of it that the allies begin anew with the full width.
    `conversion`: percent of the counted rooms who signed up; not the signups of the bar, which are those of every room.
    """
    items: list[Item] = []
    anew = largest(each for key, each in people.items() if key not in ("room", "signups")) or None
    parted = {}
    for key, words, of, share in STEPS:
        if key not in people:
            continue
        whole = people.get(of)
        # The rooms that were counted are not where all signups are from.
        percent = conversion if of == "room" else share_of(people[key], whole) if whole else None
        said = str(share) % {"share": share_words(percent)} if share and percent is not None else ""
        aside = key in ("awaiting", "acted_said")
        share_said = room if key == "room" else said
        if key == "allies" and items:
            parted[len(items)] = _("From here on, full width means all allies:")
        small = anew if key not in ("room", "signups") else None
        items.append(
            Item(str(words), people[key], whole, share_said, accent=key == "signups", aside=aside, scale=small)
        )
    return bars(
        _("How far people came"), items, (_("Step"), _("People"), _("Share")), whole=scale, most=len(STEPS),
        parted=parted, about="signups",
        empty=_("Nobody has signed up yet. Was the code shown?"),
    )  # fmt: skip


def sources(lines: Sequence[Line], whole: Told | None = None) -> Bars:
    """Against all signups: the shares of two campaigns can be laid side by side. `whole`: their sum, where it is told apart."""
    heads = (_("Source"), _("Signups"), _("Share"))
    empty = _("Nobody has signed up yet. Each printed thing and each screen has a code of its own.")
    return _of_whole(_("How signups came"), lines, heads, empty, "sources", whole)


def signups(spans: Sequence[Span], *, scale: int | None = None, marks: str = "") -> Columns:
    """By day, week or month (charts.spans.of_days), with the film screenings below."""
    total = together(each.values[0] for each in spans)
    words = _("Signups: %(number)s.", number=total)
    return over_time(
        _("Signups over time"), slots(spans), Series((_("Signups"),), words, _("Most, %(number)s: %(when)s.")), scale=scale,
        marks=marks or _("film screenings"), about="days", empty=_("No signups in this time. Choose a longer one, or all of it."),
    )  # fmt: skip


def on_time(spans: Sequence[Span], scale: int | None = None) -> Columns:
    """A first contact within 72 hours, by the week of the signup: the lower part; above, who waited longer or waits still.

    Of each span on time, and not: see weekly().
    """
    done = together(each.values[0] for each in spans)
    whole = together(value for each in spans for value in each.values)
    share = share_words(share_of(done, whole))
    words = _("Lower part: contacted within 72 hours, %(done)s of %(whole)s", done=done, whole=whole)
    series = Series((_("Within 72 hours"), _("Later, or not yet")), f"{words} ({share})." if share else f"{words}.")
    return over_time(
        _("First contact on time, by week"), slots(spans), series, scale=scale, about="on_time", first=_("Signed up"),
        empty=_("Nobody’s 72 hours are over yet."),
    )  # fmt: skip


def states(
    lines: Sequence[Line], *, elsewhere: str = "", scale: int | None = None, whole: Told | None = None
) -> StateMap:
    """`lines` by key "US-TX" (others are not drawn). `whole`: all signups, wherever they are; as for countries and sources."""
    found = [State(each.key[3:], each.words, each.value) for each in lines if each.key.startswith("US-")]
    return state_map(
        _("Signups by state"), found, (_("State"), _("Signups"), _("Share")), words=elsewhere, scale=scale, about="signups", whole=whole,
        empty=_("No signups in the United States yet."),
    )  # fmt: skip


def countries(lines: Sequence[Line], whole: Told | None = None) -> Bars:
    """The largest first, against all."""
    heads = (_("Country"), _("Signups"), _("Share"))
    some = [each for each in lines if each.value.number != 0]
    return _of_whole(_("Signups by country"), some, heads, _("No signups with a place yet."), "signups", whole)


def ladder(rungs: Sequence[Line], whole: Told | None = None) -> Bars:
    """How many stand on each rung, the highest first; they are handed over with the lowest first."""
    top = list(reversed(rungs))
    heads = (_("Rung"), _("Allies"), _("Share"))
    return _of_whole(
        _("Where they stand on the ladder"), top, heads, _("Nobody stands on a rung yet."), "ladder", whole
    )


def came(lines: Sequence[tuple[Line, Told]]) -> Bars:
    """Of those who stand on each rung, the highest first, who has come up to it in this time: handed over with the lowest first."""
    items = [
        Item(line.words, line.value, there, _("of %(all)s there", all=there), accent=n == 0)
        for n, (line, there) in enumerate(reversed(lines))
    ]
    return bars(
        _("Who came up the ladder"), items, (_("Rung"), _("Allies"), _("Share")), about="moves",
        empty=_("Nobody has come up in this time."),
    )  # fmt: skip


def calls(lines: Sequence[Line], whole: Told | None = None) -> Bars:
    """Who acted on which call to action, the most first; somebody may have acted on two. `whole`: all who acted."""
    ranked = sorted(lines, key=lambda each: (-each.value.length, each.words))
    items = [
        Item(each.words, each.value, whole, share_words(share_of(each.value, whole)) if whole else "", accent=n == 0)
        for n, each in enumerate(ranked)
    ]
    return bars(
        _("What they did"), items, (_("Call to action"), _("Allies"), _("Share")), about="calls",
        words=_("Of all who acted, confirmed; somebody may have done two things."),
        empty=_("Nobody is known to have acted on a call to action yet."),
    )  # fmt: skip


def moves(lines: Sequence[Line]) -> Bars:
    """Who has come up in this time, from where to where."""
    items = [Item(each.words, each.value, share="", accent=n == 0) for n, each in enumerate(lines)]
    return bars(
        _("Who came up the ladder"), items, (_("From and to"), _("Allies"), _("Share")), about="moves",
        empty=_("Nobody has come up in this time."),
    )  # fmt: skip


def goals(lines: Sequence[tuple[Line, Told]]) -> Bars:
    """Each against its own goal, which is pale."""
    items = []
    for line, wanted in lines:
        share = share_words(share_of(line.value, wanted))
        said = _("%(share)s of %(goal)s", share=share, goal=wanted) if share else _("of %(goal)s", goal=wanted)
        items.append(Item(line.words, line.value, wanted, said, accent=True))
    return bars(
        _("Goals"), items, (_("Goal"), _("So far"), _("Share")), own_scale=True, about="goals",
        empty=_("This campaign has no goals yet. They are set where the campaign is changed.") if not items else _("Nothing yet."),
    )  # fmt: skip


def _of_whole(
    title: str, lines: Sequence[Line], heads: tuple[str, str, str], empty: str, about: str, whole: Told | None
) -> Bars:
    """Each against all of them; the accent is on the largest."""
    total = whole or together(each.value for each in lines)
    most = largest(each.value for each in lines)
    accent = next((n for n, each in enumerate(lines) if most and each.value.number == most), None)
    items = [
        Item(each.words, each.value, share=share_words(share_of(each.value, total)), accent=n == accent)
        for n, each in enumerate(lines)
    ]
    return bars(title, items, heads, whole=total.number, about=about, empty=empty)


def weekly(weeks: Sequence[Timely]) -> list[Span]:
    """The columns of on_time(): on time and not."""
    return of_weeks(_by_week(weeks))


def _by_week(weeks: Sequence[Timely]) -> list[Span]:
    """Every week between the first and the last, those without anybody, too."""
    if not weeks:
        return []
    known = {each.monday: each for each in weeks}
    first, last = min(known), max(known)
    mondays = [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
    nobody = Told(0)
    return [
        Span(each, each + timedelta(days=6), _parts(known.get(each, Timely(each, nobody, nobody)))) for each in mondays
    ]


def _parts(week: Timely) -> tuple[Told, Told]:
    """On time and not; where one is hidden the other is not drawn either: the two would tell it."""
    if week.on_time.number is None or week.whole.number is None:
        hidden = week.on_time if week.on_time.number is None else week.whole
        return hidden, hidden
    return week.on_time, Told(week.whole.number - week.on_time.number)
