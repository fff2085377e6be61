"""What readers know of a campaign after all that was told: asked before anything more is told. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.reports.arrived import Arrived
from tracker.reports.once_told import Telling
from tracker.reports.small_numbers import FOR_EVER, SINCE_EVER, Fact, all_add_up, differences_tellable, pieces_tellable

Period = tuple[date | None, date | None]
# Tables of signups: what came in between two times is known to the quarter of an hour.
OF_SIGNUPS = ("sources", "countries", "regions")
ON_LADDER, OF_WHOLE = ("rungs", "everybody"), ("goal_hosts",)
# Of rooms, by the day of the film screening, whenever somebody signed up there.
BY_DAY = ("heads", "room_signups", "total", "total_signups", "hosted", "cancelled", "hosted_signups", "goal_hosts")


class Known:
    """`tellings`: the first first."""

    def __init__(self, tellings: Sequence[Telling], arrived: Arrived) -> None:
        self._tellings, self._arrived = tellings, arrived
        # Of all signups: those of whole periods, and those of weeks and days that were told.
        self._signups = {
            fact
            for each in tellings
            for fact in (
                *([Fact(each.begins, each.ends, each.numbers["signups"])] if "signups" in each.numbers else []),
                *(Fact(*span) for span in each.spans),
            )
        }

    def signups_allowed(self, new: Fact, beside: Iterable[Fact] = ()) -> bool:
        """Signups of a time, `beside` others that are about to be told with it."""
        return self._came_allowed("", ("",), new, self._signups | set(beside))

    def number_allowed(self, name: str, now: Telling, number: int) -> bool:
        """Any other number. `now`: when it is told."""
        told = [Fact(*_times(each, name), each.numbers[name]) for each in self._tellings if name in each.numbers]
        return self._differences_tellable(Fact(*_times(now, name), number), told, name not in BY_DAY)

    def lines_allowed(
        self, table: str, lines: frozenset[str], new: Telling, number: int, all_lines: frozenset[str]
    ) -> bool:
        """Some lines of a table together, after what was told of them together, or one by one, before. `new`: when they are told."""
        facts, fact = set(self._facts(table, lines, all_lines)), Fact(*_times(new, table), number)
        own = table.partition(":")[0]
        if own in OF_SIGNUPS:
            return self._came_allowed(own, lines, fact, facts)
        return self._differences_tellable(fact, facts)

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

    def _differences_tellable(self, new: Fact, told: Iterable[Fact], of_signups: bool = True) -> bool:
        """Times between which nobody signed up are the same to who knows that."""
        told = list(told)
        if of_signups and told:
            new, *told = (
                Fact(self._arrived.place(each.begins), self._arrived.place(each.ends), each.number)
                for each in (new, *told)
            )
        return differences_tellable(new, told)

    def _came_allowed(self, table: str, lines: Iterable[str], new: Fact, told: set[Fact]) -> bool:
        """Of what came in between any two times that were told, too; and where some of it has moved since, beside what was told of it."""
        facts = {new, *told}
        times = {(fact.begins, fact.ends) for fact in facts}
        if not told:
            return True
        before = self._arrived.before(table, lines)
        if len(times) > 1 and not pieces_tellable(before, times):
            return False
        return all_add_up(before, facts) or self._differences_tellable(new, told)


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
