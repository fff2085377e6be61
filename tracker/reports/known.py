"""What readers know of a campaign after all that was told: asked before anything more is told. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property

from tracker.reports.arrived import Arrived
from tracker.reports.linked import linked_tellable, worked_out
from tracker.reports.once_told import Telling
from tracker.reports.small_numbers import (
    FOR_EVER,
    SINCE_EVER,
    Fact,
    all_add_up,
    all_differences_tellable,
    differences_tellable,
    pieces_tellable,
    tellable,
)  # fmt: skip
from tracker.reports.stayed import Stay, stays_tellable
from tracker.reports.timely import Timely

Period = tuple[date | None, date | None]
# Tables of signups: what came in between two times is known to the quarter of an hour.
OF_SIGNUPS = ("sources", "countries", "regions")
ON_LADDER, OF_WHOLE = ("rungs", "everybody"), ("goal_hosts",)
# Whoever is due lies in these, and whoever was on time in those: also where a time was told in weeks.
HOLDING = {"due": ("allies", "contactable", "promised"), "in_time": ("contacted", "followed")}
# Of whom it is known, too, how many are left: whoever was late stays late, and whoever signed up twice has done so.
RESTS = {"allies": "signups", "in_time": "due", "due": "signups"}
# Of rooms, by the day of the film screening, whenever somebody signed up there.
BY_DAY = ("heads", "room_signups", "total", "total_signups", "hosted", "cancelled", "hosted_signups", "goal_hosts")


class Known:
    """`tellings`: the first first."""

    def __init__(self, tellings: Sequence[Telling], arrived: Arrived) -> None:
        self._tellings, self._arrived = tellings, arrived
        # The same moments are asked about again and again, while weeks are put together.
        self._place = cache(arrived.place)
        self._before = cache(lambda table, lines: cache(arrived.before(table, lines)))
        # Of all signups: those of whole periods, and those of weeks and days that were told.
        self._signups = {
            fact
            for each in tellings
            for fact in (
                *([Fact(each.begins, each.ends, each.numbers["signups"])] if "signups" in each.numbers else []),
                *(Fact(*span) for span in each.spans),
            )
        }

    def signups_allowed(self, new: Sequence[Fact], beside: Iterable[Fact] = ()) -> bool:
        """Signups of some times, `beside` others that are about to be told with them."""
        return self._came_allowed("", ("",), new, self._signups | set(beside))

    def number_allowed(self, name: str, now: Telling, number: int) -> bool:
        """Any other number. `now`: when it is told."""
        new = Fact(*_times(now, name), number)
        told = self._told(name)
        if name in BY_DAY:
            return differences_tellable(new, told)
        new, told = self._placed(new), self._all_placed(told)
        if not self._linked([new], told):
            return False
        within = [part for part, holders in HOLDING.items() if name in holders]
        return all(_held([new], self._all_placed(self._told(part))) for part in within)

    def rest_allowed(self, name: str, now: Telling, numbers: Mapping[str, int]) -> bool:
        """What is left of a number beside this part of it. `numbers`: those that are about to be told."""
        whole = RESTS.get(name, "")
        if whole not in numbers or not _stays(name, now):
            return True
        new, told = Fact(now.begins, now.ends, numbers[whole] - numbers[name]), self._rests(name, whole, going_on=True)
        return self._linked([self._placed(new)], self._all_placed(told))

    def timely_allowed(self, every: Sequence[Timely], new: Sequence[Timely]) -> bool:
        """Who was on time in some weeks that are about to be told together: the whole time first. `new`: those of them that were not
        looked at before, beside the others; what is made of the others alone is not looked at again.
        """
        placed = [(week, {name: self._placed(fact) for name, fact in week.facts().items()}) for week in every]
        for name, (told, holders) in self._in_weeks.items():
            # Whoever is not due yet, in a time that goes on, does not stay so.
            now = [
                (week, facts[name]) for week, facts in placed if name != "others" or week.closed or week is not every[0]
            ]
            fresh = [fact for week, fact in now if any(week is each for each in new)]
            beside = [fact for week, fact in now if not any(week is each for each in new)]
            if not self._linked(fresh, told, beside) or not _held(holders, [*told, *beside, *fresh]):
                return False
        return True

    def lines_allowed(
        self, table: str, lines: frozenset[str], new: Telling, number: int, all_lines: frozenset[str]
    ) -> bool:
        """Some lines of a table together, after what was told of them together, or one by one, before. `new`: when they are told."""
        facts, fact = set(self._facts(table, lines, all_lines)), Fact(*_times(new, table), number)
        own = table.partition(":")[0]
        if own in OF_SIGNUPS:
            return self._came_allowed(own, lines, [fact], facts)
        return self._differences_tellable([fact], facts)

    def stay_allowed(self, rung: str, now: Telling, there: int, stayed: int, above: Mapping[str, int]) -> bool:
        """Who has stayed on a rung for the period of `now`, of those who are `there` at its end. `above`: who stands higher then."""
        told, closed = self._stays(rung, now, above)
        return stays_tellable(Stay(now.begins, now.ends, stayed), [*told, Stay(now.ends, now.ends, there)], closed)

    def rung_allowed(self, rung: str, now: Telling, there: int, above: Mapping[str, int]) -> bool:
        """Who stands on it at the end of `now`, beside who has stayed there."""
        return stays_tellable(Stay(now.ends, now.ends, there), *self._stays(rung, now, above))

    def stale_number(self, name: str, period: Period) -> int | None:
        """As it was told last, for this very period."""
        told = [each.numbers[name] for each in self._of(name, period) if name in each.numbers]
        return told[-1] if told else None

    def stale_beside(self, name: str, period: Period) -> object:
        told = [each.beside[name] for each in self._of(name, period) if name in each.beside]
        return told[-1] if told else None

    def stale_lines(self, table: str, period: Period) -> dict[str, int]:
        stale = dict[str, int]()
        for each in self._of(table, period):
            stale.update(each.tables.get(table, {}))
        return stale

    def told_before(self, table: str) -> list[dict[str, int]]:
        """Each way in which its lines were told apart, in whatever period."""
        return [each.tables[table] for each in self._tellings if table in each.tables]

    def _of(self, name: str, period: Period) -> Iterator[Telling]:
        """Of this very time."""
        return (each for each in self._tellings if _days(name, each.period) == _days(name, period))

    def _facts(self, table: str, lines: frozenset[str], all_lines: frozenset[str]) -> Iterator[Fact]:
        for each in self._tellings:
            number = _together(each, table, lines, all_lines)
            if number is not None:
                yield Fact(*_times(each, table), number)

    def _told(self, name: str) -> list[Fact]:
        """What was told of a number, in whatever time: also in weeks."""
        whole = [Fact(*_times(each, name), each.numbers[name]) for each in self._tellings if name in each.numbers]
        if name not in HOLDING:
            return whole
        return [*whole, *(each.facts()[name] for telling in self._tellings for each in telling.timely)]

    def _rests(self, part: str, whole: str, going_on: bool = False) -> list[Fact]:
        """What is left of a number beside a part of it, as it was told: also in weeks. `going_on`: in those that go on, too."""
        name = {"in_time": "late", "due": "others"}.get(part)
        weeks = [
            each for telling in self._tellings for each in telling.timely
            if name == "late" or (name and (each.closed or going_on))
        ]  # fmt: skip
        whole_times = (each for each in self._tellings if {part, whole} <= each.numbers.keys() and _stays(part, each))
        return [
            *(each.facts()[name] for each in weeks if name),
            *(Fact(each.begins, each.ends, each.numbers[whole] - each.numbers[part]) for each in whole_times),
        ]

    def _linked(self, new: Sequence[Fact], told: Sequence[Fact], beside: Sequence[Fact] = ()) -> bool:
        """All of them placed. `beside`: what is about to be told, too, and was looked at."""
        every = [*told, *beside, *new]
        # What is known already cannot be taken back.
        are_linked = linked_tellable(every) or not linked_tellable(told)
        return are_linked and all_differences_tellable(new, every)

    @cached_property
    def _in_weeks(self) -> dict[str, tuple[list[Fact], list[Fact]]]:
        """What was told of those whose time is over, who was on time, late, and neither; and of the numbers in which these lie."""
        told = {
            "due": self._told("due"), "in_time": self._told("in_time"), "late": self._rests("in_time", "due"),
            "others": self._rests("due", "signups"),
        }  # fmt: skip
        return {
            name: (
                self._all_placed(facts),
                self._all_placed(fact for held in HOLDING.get(name, ()) for fact in self._told(held)),
            )
            for name, facts in told.items()
        }

    def _stays(self, rung: str, now: Telling, above: Mapping[str, int]) -> tuple[list[Stay], float]:
        """Who stayed there when; and until when nobody has gone on from there, since nobody stood any higher."""
        found, closed = list[Stay](), FOR_EVER if not above else SINCE_EVER if any(above.values()) else now.ends
        for each in self._tellings:
            rungs = each.tables.get("rungs", {})
            there, came = rungs.get(rung), each.tables.get("came", {}).get(rung)
            if there is not None:
                found.append(Stay(each.ends, each.ends, there))
                found += [] if came is None else [Stay(each.begins, each.ends, there - came)]
            if each.numbers.get("everybody") == sum(rungs.values()) and not any(rungs.get(key) for key in above):
                closed = max(closed, each.ends)
        return found, closed

    def _placed(self, fact: Fact) -> Fact:
        """Times between which nobody signed up are the same to who knows that."""
        return Fact(self._place(fact.begins), self._place(fact.ends), fact.number)

    def _all_placed(self, facts: Iterable[Fact]) -> list[Fact]:
        """Each once."""
        return list(dict.fromkeys(map(self._placed, facts)))

    def _differences_tellable(self, new: Sequence[Fact], told: Iterable[Fact]) -> bool:
        now = self._all_placed(new)
        return all_differences_tellable(now, [*self._all_placed(told), *now])

    def _came_allowed(self, table: str, lines: Iterable[str], new: Sequence[Fact], told: set[Fact]) -> bool:
        """Of what came in between any two times that were told, too; and where some of it has moved since, beside what was told of it."""
        facts = {*new, *told}
        times = {(fact.begins, fact.ends) for fact in facts}
        if not told:
            return True
        before = self._before(table, frozenset(lines))
        if len(times) > 1 and not pieces_tellable(before, times):
            return False
        return all_add_up(before, facts) or self._differences_tellable(new, told)


def _held(holders: Sequence[Fact], parts: Sequence[Fact]) -> bool:
    """Whether nobody, or five and more, are in each number beside that part of it which can be worked out for its time."""
    found = worked_out(parts, [(each.begins, each.ends) for each in holders])
    return all(part is None or tellable(each.number - part) for each, part in zip(holders, found, strict=True))


def _stays(part: str, telling: Telling) -> bool:
    """Whether who is left beside a part stays so: who is not due yet, in a time that goes on, does not."""
    return part != "due" or telling.until is not None


def _days(name: str, period: Period) -> tuple[float, float]:
    """The ladder tells of all who had signed up by the end; goals are of the whole campaign."""
    since, until = (None, None) if name in OF_WHOLE else (None, period[1]) if name in ON_LADDER else period
    return since.toordinal() if since else SINCE_EVER, until.toordinal() + 1 if until else FOR_EVER


def _times(telling: Telling, name: str) -> tuple[float, float]:
    """Of signups, or of those who signed up; of rooms by their days."""
    if name in BY_DAY:
        return _days(name, telling.period)
    return SINCE_EVER if name in ON_LADDER else telling.begins, telling.ends


def _together(telling: Telling, table: str, lines: frozenset[str], all_lines: frozenset[str]) -> int | None:
    """How many a telling says these lines hold together. None: it does not say."""
    whole = _whole(telling, table)
    if whole is None:
        return None
    told = telling.tables.get(table, {})
    others = lines - told.keys()
    if others and others != all_lines - told.keys():
        return None
    number = sum(told[key] for key in lines if key in told)
    return number + whole - sum(told.values()) if others else number


def _whole(telling: Telling, table: str) -> int | None:
    """How many all lines of a table hold, as far as a telling says so."""
    own, _colon, of = table.partition(":")
    if own == "regions":
        return telling.tables.get("countries", {}).get(of)
    return telling.numbers.get("everybody" if own == "rungs" else "signups")
