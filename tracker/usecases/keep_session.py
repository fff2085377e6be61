"""At the end of a request its session is written down: by itself, so that it neither helps nor hinders another deed."""

from tracker.store.transactions import transaction
from tracker.team import session


def keep(session_id: str, data: dict[str, object]) -> bool:
    """False when the session was ended meanwhile."""
    with transaction():
        return session.keep(session_id, data)


def begin(account_id: str | None, data: dict[str, object], instead_of: str | None) -> str:
    """A session with a new token, instead of the one before if there was one. Returns the token."""
    with transaction():
        if instead_of:
            session.end(instead_of)
        return session.begin(account_id, data)


def go_on(session_id: str, data: dict[str, object]) -> str | None:
    """The same session under a new token, to the same end. None when it was ended meanwhile: it stays ended."""
    with transaction():
        return session.go_on(session_id, data)


def end(session_id: str) -> None:
    with transaction():
        session.end(session_id)
