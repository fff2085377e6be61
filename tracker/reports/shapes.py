"""Figures as they are handed on: plain numbers with what they are a part of. None is "not computable", never 0.

What each of them counts is said in definitions.py, once; figures.py counts.

The funnel's steps are sets of allies of the scope:  allies ⊇ contactable ⊇ reached ⊇ acted;  outcomes lies within contactable
and holds acted;  acted_said lies within contactable and apart from acted;  awaiting lies within allies and apart from contactable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from tracker.records import dataclass
from tracker.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. Not computable where either is None, or the whole is nothing."""

    part: int | None
    whole: int | None

    @property
    def percent(self) -> float | None:
        """None: not computable."""
        return 100 * self.part / self.whole if self.part is not None and self.whole else None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: its key in definitions.FIGURES, how many, and of what that is a share (a step's key, and its number).

    `people` None: not computable. `note`: a key of definitions.NOTES, or "".
    """

    key: str
    people: int | None
    of: str = ""
    whole: int | None = None
    note: str = ""

    @property
    def share(self) -> Share:
        """Of the step that it is measured by."""
        return Share(self.people, self.whole)


@dataclass(frozen=True, slots=True)
class Room:
    """Heads of the rooms that were counted. `heads` None: none was, not computable. `signups`: those of the counted rooms alone,
    whenever they were made. `counted` of `screenings` film screenings that have begun. `shared`: those left out because a list has
    one figure for them and for others outside the scope. `total`: one total of a list for the whole campaign, with `total_signups`
    (all but those at home); `kinds`: how many figures of each kind (counted, estimated, admissions) are in `heads`.
    """

    heads: int | None = None
    signups: int | None = None
    counted: int = 0
    screenings: int = 0
    shared: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    total: int | None = None
    total_signups: int | None = None

    @property
    def conversion(self) -> Share:
        """Signups of the counted rooms, of the heads in them; by the campaign's total where no room was counted."""
        if self.heads is None and self.total is not None:
            return Share(self.total_signups, self.total)
        return Share(self.signups, self.heads)


@dataclass(frozen=True, slots=True)
class Funnel:
    """From the room to an outcome. `signups` may be more than `allies`: somebody who signed up in two rooms sat in two rooms."""

    room: Room = field(default_factory=Room)
    signups: int = 0
    allies: int = 0
    contactable: int = 0
    awaiting: int = 0
    reached: int = 0
    acted_said: int = 0
    acted: int = 0
    outcomes: int = 0

    @property
    def steps(self) -> list[Step]:
        """In their order, each with what it is measured by."""
        note = "no head count" if self.room.heads is None else "rooms"
        return [
            Step("room", self.room.heads, note=note),
            Step("signups", self.signups, "room", self.room.heads, note),
            Step("allies", self.allies, "signups", self.signups),
            Step("contactable", self.contactable, "allies", self.allies),
            Step("awaiting", self.awaiting, "allies", self.allies, "apart"),
            Step("reached", self.reached, "contactable", self.contactable),
            Step("acted_said", self.acted_said, "contactable", self.contactable, "apart"),
            Step("acted", self.acted, "reached", self.reached),
            Step("outcomes", self.outcomes, "contactable", self.contactable),
        ]


@dataclass(frozen=True, slots=True)
class Waits:
    """Whole hours from the first signup to a first contact, of `people`; `waiting` of them still wait and count as longer than any
    other. median or p90 None: not yet computable, too many wait (or there is nobody).
    """

    people: int = 0
    waiting: int = 0
    median: int | None = None
    p90: int | None = None


NO_SHARE = Share(None, None)


@dataclass(frozen=True, slots=True)
class Rates:
    """Each with its numerator and denominator."""

    conversion: Share = NO_SHARE
    follow_up: Share = NO_SHARE
    on_time: Share = NO_SHARE
    action: Share = NO_SHARE
    # By a button in a letter, apart.
    action_said: Share = NO_SHARE
    outcome: Share = NO_SHARE
    abandon: Share = NO_SHARE
    opt_out: Share = NO_SHARE


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a breakdown. `words` in the language in force. People who signed up in two groups stand in both: `allies` of
    the lines may add up to more than the whole; `signups` never do. Of film screenings: their `day`, and what a `standing` one
    stands for ("streaming", "unplaced").
    """

    key: str
    words: str
    signups: int
    funnel: Funnel | None = None
    day: date | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Signups of one day of the house's clock; days without any are left out."""

    day: date
    signups: int


@dataclass(frozen=True, slots=True)
class Week:
    """`monday` begins it. Signups in it; and of the allies whose first one was in it: on time, of those whose time is over."""

    monday: date
    signups: int
    on_time: Share = NO_SHARE


@dataclass(frozen=True, slots=True)
class Rung:
    """Allies who stand on it at the end of the period. `id` "": on none yet."""

    id: str
    title: str
    allies: int


@dataclass(frozen=True, slots=True)
class Move:
    """Allies who stood on one rung (its id; "": none) before the period and stand on a higher one at its end."""

    before: str
    after: str
    allies: int


@dataclass(frozen=True, slots=True)
class Hosts:
    """What came of allies who host: requests from the scope's signups, those approved, film screenings of the scope that allies host
    (and those of them cancelled), and who signed up there without the hosts themselves.
    """

    asked: int = 0
    approved: int = 0
    screenings: int = 0
    cancelled: int = 0
    signups: int = 0

    @property
    def per_screening(self) -> float | None:
        """Signups for each that took place or will. None: not computable, there is none."""
        going = self.screenings - self.cancelled
        return self.signups / going if going else None


@dataclass(frozen=True, slots=True)
class Gift:
    """`sum` in the currency's smallest unit (followups.money says it in words); `allies` who gave."""

    number: int
    sum: int
    allies: int


@dataclass(frozen=True, slots=True)
class Called:
    """Allies who answered one call to action: `acted`, and `said` so by a button, apart. `labels` by language."""

    key: str
    labels: Mapping[str, str]
    acted: int
    said: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """`key`: "signups" or "hosts", as in campaign.goals. Always of the whole campaign, since ever."""

    key: str
    done: int
    wanted: int

    @property
    def share(self) -> Share:
        return Share(self.done, self.wanted)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one scope, counted at one moment. `groups`: lines by scope.GROUPS, the one with most signups first."""

    scope: Scope
    counted_at: datetime
    funnel: Funnel = field(default_factory=Funnel)
    # Until a letter left or somebody was spoken with; and until somebody was spoken with, of those whom a person was to call.
    waits: Waits = field(default_factory=Waits)
    waits_in_person: Waits = field(default_factory=Waits)
    rates: Rates = field(default_factory=Rates)
    sources: list[Row] = field(default_factory=list)
    groups: dict[str, Sequence[Row]] = field(default_factory=dict)
    days: list[Day] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)
    # The lowest first, "on none yet" before them.
    rungs: list[Rung] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    hosts: Hosts = field(default_factory=Hosts)
    # By currency.
    gifts: dict[str, Gift] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    # Allies who had not signed up anywhere before; signups without a place yet.
    new_allies: Share = NO_SHARE
    unplaced: Share = NO_SHARE

    @property
    def regions(self) -> Sequence[Row]:
        """By state or province."""
        return self.groups.get("region", [])

    @property
    def countries(self) -> Sequence[Row]:
        return self.groups.get("country", [])
