"""Who must not be written to: kept by fingerprint, so that it outlives everything else we held about them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from tracker import clock
from tracker.allies.contact_points import email_for_matching
from tracker.allies.suppression import Suppression
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once

# What the person's own confirmed link lifts.
LIFTED_BY_OWN_LINK = ("left", "erased")


def contact_fingerprints(email: str | None, phone: str | None) -> list[bytes]:
    """The fingerprints under which somebody with this address and number (both cleaned) would be suppressed."""
    marks = fingerprints("suppress", "email", email_for_matching(email)) if email else []
    marks += fingerprints("suppress", "phone", phone) if phone else []
    return [mark for _, mark in marks]


def suppress(email: str | None, phone: str | None, kind: str) -> None:
    """Write nobody at this address or number again; inside a transaction. Twice is once."""
    rows = [
        {"id": new_id(), "fingerprint": mark, "kind": kind, "at": clock.now()}
        for mark in sorted(contact_fingerprints(email, phone))
    ]
    add_once(Suppression, rows)


def suppressed(marks: Iterable[bytes]) -> dict[bytes, str]:
    """Which of the fingerprints are suppressed, and the strongest kind of each."""
    wanted: Sequence[bytes] = sorted(set(marks))
    found: dict[bytes, str] = {}
    for start in range(0, len(wanted), 10_000):
        rows = select(Suppression.fingerprint, Suppression.kind).where(
            Suppression.fingerprint.in_(wanted[start : start + 10_000])
        )
        for mark, kind in db.session.execute(rows):
            if found.get(mark) != "never again":
                found[mark] = kind
    return found


def lift(email: str | None, phone: str | None) -> bool:
    """The person's own link was used: lift what it may; inside a transaction. False when "never again" stands."""
    marks = contact_fingerprints(email, phone)
    db.session.execute(
        delete(Suppression).where(Suppression.fingerprint.in_(marks), Suppression.kind.in_(LIFTED_BY_OWN_LINK))
    )
    return "never again" not in suppressed(marks).values()
