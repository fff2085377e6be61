"""What may become of a row, and what a decision about it says."""

from datetime import date, datetime
from enum import StrEnum

from tracker.errors import Refusal
from tracker.imports.readings import Planned
from tracker.imports.recognise import Offer, Ref
from tracker.imports.row_cells import Note
from tracker.records import dataclass


class Fate(StrEnum):
    """What will become of a row. The order is that of a report."""

    NEW = "new"
    SAME = "already there"
    CHANGED = "changed"
    MOVED = "moved?"
    CANCELLED = "cancelled?"
    REPEAT = "repeat"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KnownScreening:
    """A screening that exists. `listed`: it came from this list, so its absence is worth telling."""

    id: str
    film_id: str
    venue_id: str
    day: date
    zone: str = ""
    starts_at: datetime | None = None
    external_id: str = ""
    kind: str = "theatrical"
    status: str = "announced"
    screen: str = ""
    languages: str = ""
    subtitles: str = ""
    capacity: int | None = None
    ticket_url: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One field that the file has otherwise; of film and venue the refs."""

    field: str
    was: object
    now: object


@dataclass(slots=True)
class Decision:
    """One planned screening or refused row. `screening_id` is the existing one that is the same, changed or moved;
    `film` and `venue` an id, or the key of what has to be made; `same_as` the row that a repeat repeats."""

    row_number: int
    fate: Fate
    planned: Planned | None = None
    refused: Refusal | None = None
    notes: tuple[Note, ...] = ()
    film: Ref | None = None
    venue: Ref | None = None
    screening_id: str | None = None
    changes: tuple[Change, ...] = ()
    same_as: int | None = None
    film_offers: tuple[Offer, ...] = ()
    venue_offers: tuple[Offer, ...] = ()
