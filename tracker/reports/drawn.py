"""All pictures of one scope's figures, as the team sees them: nothing is hidden, what is not computable says so."""

from collections.abc import Mapping, Sequence
from datetime import date

from tracker.charts.bars import Bars
from tracker.charts.columns import Columns
from tracker.charts.spans import Span, of_days
from tracker.charts.state_map import StateMap
from tracker.charts.told import Told
from tracker.records import dataclass
from tracker.reports import pictures
from tracker.reports.figures import Figures, Funnel, Row
from tracker.reports.pictures import Line, Timely
from tracker.words import _, _n, language, plain


@dataclass(frozen=True, slots=True)
class Drawn:
    """Each a picture; the page chooses their order."""

    funnel: Bars
    sources: Bars
    signups: Columns
    on_time: Columns
    states: StateMap
    countries: Bars
    ladder: Bars
    moves: Bars
    calls: Bars
    goals: Bars


@dataclass(frozen=True, slots=True)
class Scales:
    """What the full length stands for in pictures side by side; None: each picture's own."""

    people: int | None = None
    signups: int | None = None
    week: int | None = None
    state: int | None = None


OWN = Scales()


def drawn(found: Figures, screenings: Mapping[date, int], scales: Scales = OWN) -> Drawn:
    """`screenings`: how many film screenings on which day, of this scope."""
    rungs = {each.id: plain(each.title) for each in found.rungs}
    lines = [Line(each.id, plain(each.title) or _("on no rung yet"), Told(each.allies)) for each in found.rungs]
    return Drawn(
        funnel=funnel(found.funnel, scales), sources=pictures.sources(_lines(found.sources)),
        signups=pictures.signups(spans(found, screenings), scale=scales.signups),
        on_time=pictures.on_time(pictures.weekly(timely(found)), scales.week),
        states=pictures.states(
            _lines(found.regions), elsewhere=_elsewhere(found.regions), scale=scales.state,
            whole=Told(found.funnel.signups),
        ),
        countries=pictures.countries(_lines(found.countries)), ladder=pictures.ladder(lines),
        moves=pictures.moves(_moves(found, rungs)), goals=pictures.goals(_goals(found)),
        calls=pictures.calls(
            [Line(each.key, label(each.labels, each.key), Told(each.acted)) for each in found.calls if each.acted],
            Told(found.funnel.acted),
        ),
    )  # fmt: skip


def label(labels: Mapping[str, str], key: str) -> str:
    """What a call to action is called: in the language in force, else in English."""
    return labels.get(language()) or labels.get("en") or key


def spans(found: Figures, screenings: Mapping[date, int]) -> list[Span]:
    """From the first signup or film screening to the last, within the period; all of the period where it is set."""
    by_day = {each.day: each.signups for each in found.days}
    since, until = found.scope.since, found.scope.until
    within = {
        day: number for day, number in screenings.items() if (not since or since <= day) and (not until or day <= until)
    }
    days = [*by_day, *(day for day in within if not by_day or day <= max(by_day))]
    if not days:
        return []
    return of_days(by_day, within, since or min(days), until or max(days))


def timely(found: Figures) -> list[Timely]:
    """Of each week whose time is over for anybody, how many were contacted in time."""
    return [
        Timely(each.monday, Told(each.on_time.part), Told(each.on_time.whole))
        for each in found.weeks
        if each.on_time.whole
    ]


def funnel(found: Funnel, scales: Scales = OWN) -> Bars:
    """That of one film screening, too."""
    people = {each.key: _told(each.people) for each in found.steps}
    room = found.room
    counted = ""
    if room.heads is not None and room.screenings > 1:
        counted = _("counted at %(counted)s of %(all)s", counted=Told(room.counted), all=Told(room.screenings))
    elif room.screenings and room.heads is None:
        counted = _n("no head count at %(n)s film screening", "no head count at any of %(n)s", room.screenings)
    return pictures.funnel(people, room=counted, conversion=room.conversion.percent, scale=scales.people)


def _told(number: int | None) -> Told:
    return Told(number, _("not computable"))


def _lines(rows: Sequence[Row]) -> list[Line]:
    return [Line(each.key, each.words, Told(each.signups)) for each in rows]


def _elsewhere(rows: Sequence[Row]) -> str:
    """How many are in no state of the map."""
    number = sum(each.signups for each in rows if not each.key.startswith("US-"))
    if not number:
        return ""
    return _n(
        "%(n)s more is outside the states, at home or not placed yet.",
        "%(n)s more are outside the states, at home or not placed yet.",
        number,
    )


def _moves(found: Figures, rungs: Mapping[str, str]) -> list[Line]:
    """The most first."""
    named = [
        Line(
            f"{each.before} {each.after}",
            _(
                "%(before)s → %(after)s",
                before=rungs.get(each.before) or _("on no rung yet"),
                after=rungs.get(each.after, ""),
            ),
            Told(each.allies),
        )
        for each in found.moves
    ]
    return sorted(named, key=lambda each: (-each.value.length, each.words))


def _goals(found: Figures) -> list[tuple[Line, Told]]:
    words = {"signups": _("signups"), "hosts": _("film screenings that allies host")}
    return [(Line(each.key, words.get(each.key, each.key), Told(each.done)), Told(each.wanted)) for each in found.goals]
