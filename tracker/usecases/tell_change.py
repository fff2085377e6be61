"""Somebody has seen who should know of a change and what they would read: they are told, once, or need not know."""

from tracker.letters import notice_people, notices
from tracker.letters.notices import ChangedSince
from tracker.store.transactions import transaction
from tracker.team import trace


def tell(notice_id: str, seen: str, account_id: str, base_url: str) -> int:
    """How many letters. `seen`: notices.mark() of what was looked at. Raises NotThere, DecidedAlready, ChangedSince."""
    with transaction():
        notice, screening = notices.hold(notice_id)
        if notices.mark(notice, screening) != seen:
            raise ChangedSince
        written = notice_people.write(notice, screening, base_url)
        notices.decide(notice, "sent", account_id)
        trace.note("change told", account_id, "screening", screening.id, f"{written} letters")
        return written


def drop(notice_id: str, account_id: str) -> None:
    """They need not know. Raises NotThere and DecidedAlready."""
    with transaction():
        notice, screening = notices.hold(notice_id)
        notices.decide(notice, "dropped", account_id)
        trace.note("change not told", account_id, "screening", screening.id)
