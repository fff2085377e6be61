"""`/events`: film screenings."""

from collections.abc import Sequence

from tracker.api import event_in, event_out, paging
from tracker.api.asked import Asked
from tracker.finding import events_told
from tracker.osdi.reading import Json
from tracker.usecases.log_event import change_event, log_event


def listed(asked: Asked) -> Json:
    """By their coming."""
    order = events_told.order(asked.conditions, asked.campaign_id)
    return paging.page_of(asked, "events", "osdi:events", order, lambda ids: _shapes(asked, ids))


def one(asked: Asked, event_id: str) -> Json:
    """One that was joined to another is that one now. Raises NotThere."""
    [found] = _shapes(asked, [events_told.seen(event_id, asked.campaign_id)])
    return found


def log(asked: Asked) -> Json:
    """A new one; or the one that is there already."""
    assert asked.token is not None
    [found] = _shapes(asked, [log_event(asked.token, event_in.said(asked.body))])
    return found


def change(asked: Asked, event_id: str) -> Json:
    """What is sent takes the place of what was there. Raises NotThere."""
    assert asked.token is not None
    [found] = _shapes(asked, [change_event(asked.token, event_id, event_in.said(asked.body))])
    return found


def _shapes(asked: Asked, ids: Sequence[str]) -> list[Json]:
    return [event_out.event(asked, each) for each in events_told.told(ids)]
