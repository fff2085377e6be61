"""What of some figures may be told, after all that was told before: decided number by number, and table by table. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.records import dataclass
from tracker.reports import nested, nowhere
from tracker.reports.figures import Figures
from tracker.reports.grouping import Before, Impossible, Split, split
from tracker.reports.known import Known
from tracker.reports.nested import Kept
from tracker.reports.once_told import Telling
from tracker.reports.protected import DAYS_TOLD
from tracker.reports.scope import Scope
from tracker.reports.small_numbers import FOR_EVER, LEAST_WHOLE, SINCE_EVER, Fact, tellable
from tracker.reports.spans import spans
from tracker.reports.timely import Timely, timely
from tracker.reports.told_numbers import nest_of, numbers_of

QUARTER = 900
# Quarters of an hour: of three days.
ON_TIME = 3 * 96


@dataclass(frozen=True, slots=True)
class Decided:
    """`now`: when it is told, and nothing else yet. `tables`: those that are told apart. `spans`: signups by time; `cuts`: the quarters
    of an hour in which a week or a day begins.
    """

    now: Telling
    numbers: dict[str, int]
    kept: Kept
    tables: dict[str, Split] = field(default_factory=dict)
    cuts: dict[float, date] = field(default_factory=dict)
    spans: list[Fact] = field(default_factory=list)
    timely: list[Timely] = field(default_factory=list)
    # By rung: who came up to it in the period.
    came: dict[str, int] = field(default_factory=dict)
    # Where the last of them ends, for the eye: few came in afterwards, or nobody.
    enough_at: list[float] = field(default_factory=list)

    def span_starts(self) -> list[date]:
        """The first day of each span but the first."""
        return [self.cuts[each.begins] for each in self.spans[1:]]


def decide(
    figures: Figures, known: Known, names: Collection[str], tables: Collection[str], zone: str
) -> Decided | None:
    """`names`: of the numbers that are asked for, as in told_numbers. None: nothing new can be told."""
    scope, numbers = figures.scope, {key: number for key, number in numbers_of(figures).items() if key in names}
    now = moment(scope, figures.counted_at, zone)
    held_back = set[str]()
    while True:
        kept = _kept(figures, known, numbers, now, held_back)
        if "signups" not in kept.fresh:
            return None
        decided = Decided(now, numbers, kept)
        try:
            _split_all(decided, figures, known, tables)
        except Impossible as table:
            too_much: str | None = "everybody" if str(table) == "rungs" else "signups"
        else:
            whole = not (scope.since or scope.until)
            countries = decided.tables.get("countries") or Split(stale=known.stale_lines("countries", now.period))
            too_much = nowhere.too_much(countries, kept.shown, kept.stale, whole)
        if too_much is not None:
            if too_much in {*held_back, "signups"}:
                return None
            held_back.add(too_much)
            continue
        if "weeks" in tables:
            _by_time(decided, figures, known, zone)
        if "on_time" in tables:
            _on_time(decided, figures, known)
        if "came" in tables:
            _came(decided, figures, known)
        return decided


def moment(scope: Scope, at: datetime, zone: str) -> Telling:
    """A telling of which only the time is known. What comes in later in the quarter of the counting stands beside it."""
    begins, ends = scope.begins(zone), scope.ends(zone)
    counted = int(at.timestamp()) // QUARTER + 1
    return Telling(
        scope.since, scope.until, begins.timestamp() // QUARTER if begins else SINCE_EVER,
        min(counted, ends.timestamp() // QUARTER if ends else FOR_EVER),
    )  # fmt: skip


def _kept(figures: Figures, known: Known, numbers: Mapping[str, int], now: Telling, held_back: set[str]) -> Kept:
    nest = nest_of(figures)
    # What was told is known, whether it is asked for now or not.
    stale = {name: number for name in nest.within if (number := known.stale_number(name, now.period)) is not None}

    def allowed(name: str, number: int) -> bool:
        if name in held_back:
            return False
        if not known.rest_allowed(name, now, numbers):
            return False
        if name != "signups":
            return known.number_allowed(name, now, number)
        # Of lines that are known from several moments.
        lines = [known.stale_lines(table, now.period) for table in ("sources", "countries")]
        if not all(tellable(number - sum(each.values())) for each in lines if each):
            return False
        return known.signups_allowed([Fact(now.begins, now.ends, number)])

    return nested.kept(nest, numbers, stale, allowed)


def _split_all(decided: Decided, figures: Figures, known: Known, tables: Collection[str]) -> None:
    if "sources" in tables:
        lines = {row.key: row.signups for row in figures.sources}
        decided.tables["sources"] = _split("sources", lines, decided, known)
    if "countries" in tables or "regions" in tables:
        _split_places(decided, figures, known)
    if "rungs" in tables and "everybody" in decided.kept.fresh:
        lines = {rung.id: rung.allies for rung in figures.rungs}
        decided.tables["rungs"] = _split("rungs", lines, decided, known)


def _split_places(decided: Decided, figures: Figures, known: Known) -> None:
    """Regions within those countries that are told. A country that cannot be told anew beside its regions stays as it was."""
    regions = dict[str, dict[str, int]]()
    for row in figures.regions:
        regions.setdefault(row.key.partition("-")[0], {})[row.key] = row.signups
    countries, held_back = {row.key: row.signups for row in figures.countries}, set[str]()
    while True:
        whole, found = _split("countries", countries, decided, known, held_back), dict[str, Split]()
        try:
            for country in whole.told:
                found[f"regions:{country}"] = _split(f"regions:{country}", regions.get(country, {}), decided, known)
        except Impossible as table:
            held_back.add(str(table).partition(":")[2])
            continue
        decided.tables.update({"countries": whole, **found})
        return


def _split(table: str, lines: dict[str, int], decided: Decided, known: Known, held_back: Collection[str] = ()) -> Split:
    """Raises Impossible, with the name of the table."""
    befores, now = known.told_before(table), decided.now
    every = {**{key: 0 for before in befores for key in before}, **lines}
    all_lines = frozenset(every)

    def allowed(some: frozenset[str], number: int) -> bool:
        if some <= frozenset(held_back) and some != all_lines:
            return False
        if (
            table == "rungs"
            and len(some) == 1
            and not known.rung_allowed(min(some), now, number, _above(min(some), lines))
        ):
            return False
        return known.lines_allowed(table, some, now, number, all_lines)

    ways = {frozenset(before) for before in befores}
    try:
        return split(
            every, [Before(dict.fromkeys(each, 0)) for each in ways], known.stale_lines(table, now.period), allowed
        )
    except Impossible:
        raise Impossible(table) from None


def _by_time(decided: Decided, figures: Figures, known: Known, zone: str) -> None:
    """By days in short periods, else by weeks."""
    scope, whole = figures.scope, Fact(decided.now.begins, decided.now.ends, decided.numbers["signups"])
    days = {each.day: each.signups for each in figures.days}
    if not days:
        return
    last = figures.counted_at.astimezone(ZoneInfo(zone)).date()
    last = min(last, scope.until or last)
    by_days = scope.since is not None and (last - scope.since).days < DAYS_TOLD
    step = timedelta(days=1 if by_days else 7)
    first = scope.since or min(days)
    cut = first + step if by_days else first + timedelta(days=7 - first.weekday())
    left, total, so_far = sorted(days, reverse=True), 0, dict[float, int]()
    while cut <= last:
        while left and left[-1] < cut:
            total += days[left.pop()]
        quarter = _quarter(scope.campaign_id, cut, zone)
        decided.cuts[quarter], so_far[quarter] = cut, total
        cut += step
    found, enough_at = spans(whole, list(decided.cuts), so_far.__getitem__, known.signups_allowed)
    decided.spans.extend(found)
    decided.enough_at.extend([] if enough_at is None else [enough_at])


def _on_time(decided: Decided, figures: Figures, known: Known) -> None:
    """By the weeks at which signups are told apart: then it is known of how many of these it is told."""
    numbers, now, spans_ = decided.kept.fresh, decided.now, decided.spans
    if "due" not in numbers or "in_time" not in numbers or len(spans_) < 2:
        return
    mondays = {each.begins: day for each in spans_[1:] if (day := decided.cuts[each.begins]).weekday() == 0}

    def signups_before(cut: float) -> int:
        return sum(each.number for each in spans_ if each.ends <= cut)

    def before(cut: float) -> tuple[int, int, int]:
        weeks = [each.on_time for each in figures.weeks if each.monday < mondays[cut]]
        return sum(each.whole or 0 for each in weeks), sum(each.part or 0 for each in weeks), signups_before(cut)

    # Of the last three days nobody's time is over yet: whoever knows that counts those before them alone.
    over = int(figures.counted_at.timestamp()) // QUARTER - ON_TIME
    signups = next((signups_before(each.begins) for each in spans_[1:] if each.begins >= over), numbers["signups"])
    closed = figures.scope.until is not None
    whole = Timely(now.begins, now.ends, numbers["due"], numbers["in_time"], signups, closed)
    decided.timely.extend(timely(whole, list(mondays), before, known.timely_allowed))


def _came(decided: Decided, figures: Figures, known: Known) -> None:
    """Only to rungs that are told by themselves. Without a beginning everybody has come from none, which says nothing new."""
    rungs = decided.tables.get("rungs")
    if rungs is None or figures.scope.since is None:
        return
    came = Counter[str]()
    for move in figures.moves:
        came[move.after] += move.allies
    on = {rung.id: rung.allies for rung in figures.rungs}
    for rung, there in rungs.told.items():
        stayed = there - came[rung]
        if not rung or there < LEAST_WHOLE or not (tellable(came[rung]) and tellable(stayed)):
            continue
        if known.stay_allowed(rung, decided.now, there, stayed, _above(rung, on)):
            decided.came[rung] = came[rung]


def _above(rung: str, rungs: Mapping[str, int]) -> dict[str, int]:
    """Who stands higher. `rungs`: the lowest first; of one that is not there any more nothing is known."""
    order = list(rungs)
    higher = order[order.index(rung) + 1 :] if rung in rungs else order
    return {each: rungs[each] for each in higher}


def _quarter(campaign_id: str, day: date, zone: str) -> float:
    begins = Scope(campaign_id, since=day).begins(zone)
    assert begins is not None
    return begins.timestamp() // QUARTER
