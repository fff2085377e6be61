"""What was decided, as tables: those that protected.Protected names, and what readers know by them."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import pairwise

from tracker.reports.deciding import Decided
from tracker.reports.figures import Figures, Waits
from tracker.reports.grouping import Split
from tracker.reports.known import Known
from tracker.reports.once_told import Telling
from tracker.reports.protected import HIDDEN, OTHERS, Line, Number, Reason
from tracker.reports.small_numbers import LEAST, LEAST_WHOLE

STEPS = ("signups", "allies", "contactable", "awaiting", "reached", "acted_said", "acted", "outcomes")
# (the part, the whole) of each rate.
RATES = {
    "conversion": ("room_signups", "heads"), "follow_up": ("followed", "promised"), "on_time": ("in_time", "due"),
    "action": ("acted", "reached"), "action_said": ("acted_said", "contactable"), "outcome": ("outcomes", "contactable"),
    "abandon": ("abandoned", "promised"), "opt_out": ("opted_out", "agreed"),
}  # fmt: skip
# The numbers of each table. Signups are always among them: what is told stands beside these.
NAMES: dict[str, tuple[str, ...]] = {
    "room": ("heads", "room_signups", "total", "total_signups"),
    "steps": STEPS,
    "rates": (*(name for pair in RATES.values() for name in pair), "total", "total_signups"),
    "parts": ("new_allies", "allies", "unplaced"),
    "waits": ("promised", "contacted", "promised_person", "spoken"),
    "rungs": ("everybody",),
    "on_time": ("due", "in_time"),
    "hosts": ("asked", "approved", "hosted", "cancelled", "hosted_signups"),
    "goals": ("goal_hosts",),
}
HOSTS = {
    "asked": "asked",
    "approved": "approved",
    "screenings": "hosted",
    "cancelled": "cancelled",
    "signups": "hosted_signups",
}
# So that at least five wait as long as the figure says, or longer.
LEAST_FOR_P90 = 10 * LEAST


def names_of(tables: Collection[str], figures: Figures) -> set[str]:
    names = {"signups", *(name for table in tables for name in NAMES.get(table, ()))}
    if "calls" in tables:
        names |= {f"acted {each.key}" for each in figures.calls}
    if "gifts" in tables:
        names |= {f"{what} {currency}" for currency in figures.gifts for what in ("gifts", "givers")}
    return names


class Showing:
    """The tables of one telling. `decided` None: nothing is told at all."""

    def __init__(self, figures: Figures, decided: Decided | None, known: Known) -> None:
        self._figures, self._decided, self._known = figures, decided, known
        self._shown = decided.kept.shown if decided else {}
        # What hangs on a number: sums of gifts, waiting times.
        self.beside: dict[str, int | None] = {}

    def tables(self, wanted: Collection[str]) -> dict[str, tuple[Line, ...]]:
        """Those that are wanted and have lines."""
        made = {table: tuple(getattr(self, f"_{table}")()) for table in wanted}
        if "weeks" in wanted:
            made["days" if self._by_days else "weeks"] = made.pop("weeks")
        return {table: lines for table, lines in made.items() if lines}

    def telling(self) -> Telling:
        """What readers know, once it is told."""
        assert self._decided
        now, decided = self._decided.now, self._decided
        told = {table: split.told for table, split in decided.tables.items() if split.told}
        told |= {"came": decided.came} if decided.came else {}
        spans = [(each.begins, each.ends, each.number) for each in decided.spans] if len(decided.spans) > 1 else []
        return Telling(
            now.since, now.until, now.begins, now.ends, decided.kept.fresh, told, spans, decided.timely, self.beside
        )

    def reasons(self, wanted: Collection[str]) -> Iterator[Reason]:
        if self._decided is None:
            yield Reason("steps", "too few")
            return
        hidden = tuple(key for key in self._decided.numbers if key not in self._shown)
        if hidden:
            yield Reason("steps", "hidden", hidden)
        if stale := tuple(key for key in self._decided.kept.stale if key in self._decided.numbers):
            yield Reason("steps", "as told", stale)
        for table, split in self._decided.tables.items():
            if split.stale:
                yield Reason(table, "as told", tuple(sorted(split.stale)))
            if grouped := split.grouped - split.stale.keys():
                yield Reason(table, "hidden" if split.whole else "grouped", tuple(sorted(grouped)))
        yield from self._reasons_in_time(wanted)

    def _reasons_in_time(self, wanted: Collection[str]) -> Iterator[Reason]:
        """Of what is told by weeks, and of the ladder's moves."""
        for table, made in (("weeks", self._weeks), ("on_time", self._on_time)):
            if table in wanted and (table == "weeks" or "due" in self._shown):
                lines = list(made())
                if not lines or any(line.grouped for line in lines):
                    yield Reason(table, "grouped" if lines else "hidden")
        came = tuple(line.key for line in self._came() if line.numbers[0] is HIDDEN)
        if came and "came" in wanted:
            yield Reason("came", "hidden", came)

    def _number(self, name: str) -> Number:
        if name in self._shown:
            return self._shown[name]
        return HIDDEN if self._decided is None or name in self._decided.numbers else None

    def _room(self) -> Iterator[Line]:
        room = self._figures.funnel.room
        yield Line("heads", (self._number("heads"),))
        yield Line("signups", (self._number("room_signups"),))
        for key in ("counted", "screenings", "shared"):
            yield Line(key, (getattr(room, key),))
        yield from (Line(key, (self._number(key),)) for key in ("total", "total_signups"))

    def _steps(self) -> Iterator[Line]:
        return (Line(key, (self._number(key),)) for key in STEPS)

    def _rates(self) -> Iterator[Line]:
        for key, (part, whole) in RATES.items():
            if key == "conversion" and self._figures.funnel.room.heads is None:
                part, whole = "total_signups", "total"
            yield Line(key, (self._number(part), self._number(whole)))

    def _parts(self) -> Iterator[Line]:
        yield Line("new_allies", (self._number("new_allies"), self._number("allies")))
        yield Line("unplaced", (self._number("unplaced"), self._number("signups")))

    def _waits(self) -> Iterator[Line]:
        yield self._wait("waits", self._figures.waits, "promised", "contacted")
        yield self._wait("waits_in_person", self._figures.waits_in_person, "promised_person", "spoken")

    def _wait(self, key: str, waits: Waits, people_name: str, done_name: str) -> Line:
        people, done = self._number(people_name), self._number(done_name)
        waiting = people - done if isinstance(people, int) and isinstance(done, int) else HIDDEN
        fresh = self._decided is not None and people_name in self._decided.kept.fresh
        hours = (
            self._beside(f"{key} median", waits.median, fresh, waits.people >= LEAST_WHOLE),
            self._beside(f"{key} p90", waits.p90, fresh, waits.people >= LEAST_FOR_P90),
        )
        return Line(key, (people, waiting, *hours))

    def _beside(self, name: str, value: int | None, fresh: bool, enough: bool = True) -> Number:
        """What hangs on a number is told anew with it, or stays as it was told."""
        if fresh and enough:
            self.beside[name] = value
            return value
        stale = self._known.stale_beside(name, (self._figures.scope.since, self._figures.scope.until))
        return stale if isinstance(stale, int) else HIDDEN

    def _split_lines(self, table: str, others: str = OTHERS) -> Iterator[Line]:
        split = self._decided.tables.get(table) if self._decided else None
        if split is None or split.whole:
            return
        lines = {**split.stale, **split.told}
        yield from (Line(key, (lines[key],)) for key in sorted(lines, key=lambda key: (-lines[key], key)) if lines[key])
        if split.rest is not None and split.rest_shown:
            yield Line(others, (split.rest_shown,), max(1, len(split.grouped - split.stale.keys())))

    def _sources(self) -> Iterator[Line]:
        return self._split_lines("sources")

    def _countries(self) -> Iterator[Line]:
        return self._split_lines("countries")

    def _regions(self) -> Iterator[Line]:
        """A country stands for itself where its regions cannot be told apart."""
        for line in self._split_lines("countries"):
            within = f"regions:{line.key}"
            stale = self._known.stale_lines(within, (self._figures.scope.since, self._figures.scope.until))
            split = self._decided.tables.get(within) if self._decided else None
            if split is None and stale and isinstance(line.numbers[0], int):
                # The country stays as it was told, and so do they.
                split = Split({}, frozenset(), line.numbers[0], stale)
            yield from self._within(line, split)

    def _within(self, country: Line, split: Split | None) -> Iterator[Line]:
        lines = {**split.stale, **split.told} if split else {}
        if split is None or not lines:
            yield country
            return
        yield from (Line(key, (lines[key],)) for key in sorted(lines, key=lambda key: (-lines[key], key)) if lines[key])
        if split.rest is not None and split.rest_shown:
            yield Line(f"{country.key}-{OTHERS}", (split.rest_shown,), max(1, len(split.grouped - split.stale.keys())))

    def _rungs(self) -> Iterator[Line]:
        """The lowest first."""
        order = [rung.id for rung in self._figures.rungs]
        return iter(
            sorted(
                self._split_lines("rungs"), key=lambda line: order.index(line.key) if line.key in order else len(order)
            )
        )

    @property
    def _by_days(self) -> bool:
        cuts = list(self._decided.cuts.values()) if self._decided else []
        return len(cuts) > 1 and cuts[1] - cuts[0] == timedelta(days=1)

    def _weeks(self) -> Iterator[Line]:
        if self._decided is None or len(self._decided.spans) < 2:
            return
        step = timedelta(days=1 if self._by_days else 7)
        begins = [*self._span_begins(step), self._spans_end(step)]
        for span, (one, after) in zip(self._decided.spans, pairwise(begins), strict=True):
            yield Line(one.isoformat(), (span.number,), _grouped((after - one) // step))

    def _spans_end(self, step: timedelta) -> date:
        """For the eye: few came in afterwards, or nobody."""
        assert self._decided
        cuts = self._decided.cuts
        return next((cuts[each] for each in self._decided.enough_at), [*cuts.values()][-1] + step)

    def _span_begins(self, step: timedelta) -> Iterator[date]:
        """The first day of each span. The first one of a period without a beginning: of its last week."""
        assert self._decided
        first = self._figures.scope.since
        starts = self._decided.span_starts()
        if first is None:
            yield starts[0] - step
        else:
            yield first if step.days == 1 else first - timedelta(days=first.weekday())
        yield from starts

    def _on_time(self) -> Iterator[Line]:
        """The first line holds all before, the last all after."""
        if self._decided is None or not self._decided.timely:
            return
        cuts, weeks = self._decided.cuts, self._decided.timely
        # Where signups begin and end: not where the first and the last are due, which nobody is told.
        step = timedelta(days=1 if self._by_days else 7)
        first = _monday(next(self._span_begins(step)))
        last = _monday(self._spans_end(step) - timedelta(days=1)) + timedelta(days=7)
        begins = [first, *(cuts[each.begins] for each in weeks[1:]), last]
        for week, (one, after) in zip(weeks, pairwise(begins), strict=True):
            yield Line(one.isoformat(), (week.in_time, week.due), _grouped((after - one).days // 7))

    def _came(self) -> Iterator[Line]:
        """To each rung that is told by itself: the lowest first."""
        scope = self._figures.scope
        if self._decided is None or scope.since is None:
            return
        stale = self._known.stale_lines("came", (scope.since, scope.until))
        for line in self._rungs():
            if line.key not in ("", OTHERS):
                yield Line(line.key, (self._decided.came.get(line.key, stale.get(line.key, HIDDEN)),))

    def _hosts(self) -> Iterator[Line]:
        return (Line(key, (self._number(name),)) for key, name in HOSTS.items())

    def _calls(self) -> Iterator[Line]:
        """Those that few answered are left out: that anybody did would be told by their name."""
        for each in self._figures.calls:
            number = self._number(f"acted {each.key}")
            if isinstance(number, int) and number:
                yield Line(each.key, (number,))

    def _gifts(self) -> Iterator[Line]:
        """A currency in which few gave is not named."""
        for currency, gift in sorted(self._figures.gifts.items()):
            number, givers = self._number(f"gifts {currency}"), self._number(f"givers {currency}")
            if isinstance(number, int) and isinstance(givers, int):
                yield Line(
                    currency, (number, self._beside(f"sum {currency}", gift.sum, self._sum_is_new(currency)), givers)
                )

    def _sum_is_new(self, currency: str) -> bool:
        """Five or more gave what has come to it."""
        assert self._decided
        fresh, name = self._decided.kept.fresh, f"givers {currency}"
        if name not in fresh or f"gifts {currency}" not in fresh:
            return False
        stale = self._known.stale_number(name, (self._figures.scope.since, self._figures.scope.until))
        return stale is None or abs(fresh[name] - stale) >= LEAST

    def _goals(self) -> Iterator[Line]:
        whole = not (self._figures.scope.since or self._figures.scope.until)
        for goal in self._figures.goals:
            if goal.key != "signups":
                done = self._number("goal_hosts")
            elif whole:
                done = self._number("signups")
            else:
                stale = self._known.stale_number("signups", (None, None))
                done = HIDDEN if stale is None else stale
            yield Line(goal.key, (done, goal.wanted))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grouped(so_many: int) -> int:
    return so_many if so_many > 1 else 0
