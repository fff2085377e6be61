"""`/tracker/events/<event_id>/head_counts`: how many were in the room, and who says so another time. Facts: added, never changed."""

from tracker.api import paging
from tracker.api.asked import Asked, link
from tracker.errors import NotThere, Refusal
from tracker.finding import events_told
from tracker.osdi import reading
from tracker.osdi.reading import Json, told
from tracker.screenings import heads, log, on_behalf
from tracker.screenings.head_count import KINDS, HeadCount
from tracker.screenings.screening import Screening
from tracker.team.roles import Role
from tracker.usecases.count_heads import count
from tracker.words import lazy

MOST_HEADS = 1_000_000
COUNTING = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER)


class HeadsUnclear(Refusal):
    sentence = lazy("Send how many were in the room: “heads”, a whole number from 0 to 1,000,000.")
    status = 400


class KindUnclear(Refusal):
    sentence = lazy("“kind” is one of: %(known)s.")
    status = 400


def listed(asked: Asked, event_id: str) -> Json:
    """The one that holds first. Raises NotThere."""
    at = _event(asked, event_id)
    path, rows = f"tracker/events/{at.id}/head_counts", heads.of_screening(at.id)
    sharing = heads.sharing({row.row_id for row in rows if row.row_id})
    return paging.all_of(asked, path, "tracker:head_counts", [_shape(row, path, sharing) for row in rows])


def one(asked: Asked, event_id: str, head_count_id: str) -> Json:
    """Raises NotThere."""
    at = _event(asked, event_id)
    found = next((row for row in heads.of_screening(at.id) if row.id == head_count_id), None)
    if found is None:
        raise NotThere
    return _shape(found, f"tracker/events/{at.id}/head_counts", heads.sharing({found.row_id} if found.row_id else ()))


def add(asked: Asked, event_id: str) -> Json:
    """One more; said twice in a row by the same person it is one. Raises NotThere, NotBegun, WhoseDeed and NotTheirDeed."""
    assert asked.token is not None
    at, kind = _event(asked, event_id), reading.text(asked.body.get("kind")).strip() or "counted"
    if kind not in KINDS:
        raise KindUnclear(known=", ".join(KINDS))
    number = _number(asked.body.get("heads"))
    by = on_behalf.colleague(asked.token, reading.text(asked.body.get("by")).strip(), at.campaign_id, COUNTING)
    count(at.id, kind, number, by.id)
    # The latest may be somebody else's by now.
    said = (kind, number, by.id)
    added = next(row for row in heads.of_screening(at.id) if (row.kind, row.heads, row.account_id) == said)
    return _shape(added, f"tracker/events/{at.id}/head_counts", {})


def _event(asked: Asked, event_id: str) -> Screening:
    """One that was joined to another is that one now. Raises NotThere."""
    return log.by_id(events_told.seen(event_id, asked.campaign_id))


def _number(said: object) -> int:
    text = reading.text(said).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= MOST_HEADS):
        raise HeadsUnclear
    return int(text)


def _shape(row: HeadCount, path: str, sharing: dict[str, set[str]]) -> Json:
    at, others = told(row.at), sharing.get(row.row_id or "", set())
    return {
        "identifiers": [f"action_network:{row.id}"], "created_date": at, "modified_date": at,
        "heads": row.heads, "kind": row.kind, "shared": len(others) > 1, "action_network:event_id": row.screening_id,
        "_links": {"self": link(f"{path}/{row.id}"), "osdi:event": link(f"events/{row.screening_id}")},
    }  # fmt: skip
