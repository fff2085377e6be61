"""What a person decides about a whole file: what its columns mean and what fills in what the file lacks."""

from datetime import date, datetime, time
from enum import StrEnum

from tracker.imports.dates import EARLIEST, LATEST, Order
from tracker.imports.meanings import Meaning
from tracker.records import dataclass


class Holds(StrEnum):
    """What the date column holds."""

    STARTS = "starts"
    ENDS = "ends"
    DAYS = "days"


class Clock(StrEnum):
    """Whose clock the file's times are read on."""

    STATED = "stated"
    """A value that states its distance from UTC is believed, every other is the venue's own time."""
    UTC = "utc"
    """Every value is UTC, stated or not."""
    VENUE = "venue"
    """Every value is the venue's own time, whatever it states: some programs write Z after local times."""


class Midnight(StrEnum):
    """Which midnight means "a day, its time unknown" in a file that mixes days with starts or ends."""

    NONE = "none"
    VENUE = "venue"
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class When:
    """How the date column is read. `minutes`, the running time, turns an end into a start.

    `midnight` is the rule for mixed files, in a person's words: "a value that is exactly midnight (at the venue, or in
    UTC) is a day; every other value is a start or an end, as chosen".
    """

    holds: Holds = Holds.STARTS
    clock: Clock = Clock.STATED
    midnight: Midnight = Midnight.NONE
    order: Order | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A date given by hand for rows that have none, on each venue's own clock; `clock` None: the time is not known."""

    day: date
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that is decided for one file.

    `columns` has one meaning per column. `film` and `zone` fill in, and with `zone_first` the zone given wins over
    what the venue's state says. `given` are the dates of rows without one: two dates, two screenings. `missing_words`:
    whether NA, NULL and the like mean nothing.
    """

    columns: tuple[Meaning, ...]
    film: str = ""
    zone: str = ""
    zone_first: bool = False
    when: When = When()
    given: tuple[Given, ...] = ()
    kind: str = "theatrical"
    country: str = "US"
    missing_words: bool = True


def given(text: str) -> Given:
    """`2023-10-23 19:00` or `2023-10-23`. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is not None or not EARLIEST <= moment.date() <= LATEST:
        raise ValueError(text)
    return Given(moment.date(), moment.time() if len(text.strip()) > 10 else None)
