"""Suppressing: remembering who must not be written to, without remembering who that is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select

from tracker import clock
from tracker.allies.contact_points import email_for_matching
from tracker.allies.suppression import Suppression
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprinter
from tracker.store.transactions import add_once, rows_by

# What the person's own confirmed link lifts. "never again" only a coordinator does.
OWN_LINK_LIFTS = ("left", "erased")
SOME = 10_000
# From so many on they come of a list: there another question for those that are suppressed tells nobody anything by its time.
LIST = 1_000


def contact_fingerprints(email: str | None, phone: str | None, name: str = "") -> list[bytes]:  # noqa: ARG001
    """Fingerprints of an address and of a number (E.164), each by itself, under the standing key.

    The name plays no part: who asked to be left alone is left alone under any name.
    """
    return contacts_fingerprints([(email, phone)])[0]


def contacts_fingerprints(contacts: Iterable[tuple[str | None, str | None]]) -> list[list[bytes]]:
    """The same for many (address, number)."""
    of_email, of_phone = fingerprinter("suppress", "email"), fingerprinter("suppress", "phone")
    found = []
    for email, phone in contacts:
        marks = [mark for _, mark in of_email(email_for_matching(email.lower()))] if email else []
        found.append(marks + [mark for _, mark in of_phone(phone)] if phone else marks)
    return found


def suppress(email: str | None, phone: str | None, name: str, kind: str, at: datetime | None = None) -> None:
    """Remember a contact as `kind`; inside a transaction. Twice is once: the first time stays."""
    now = at or clock.now()
    marks = sorted(contact_fingerprints(email, phone, name))
    add_once(Suppression, [{"id": new_id(), "fingerprint": mark, "kind": kind, "at": now} for mark in marks])


def suppressed(marks: Iterable[bytes]) -> dict[bytes, frozenset[str]]:
    """Those of the fingerprints that are suppressed, and as what."""
    return {mark: frozenset(kinds) for mark, kinds in suppressed_since(marks).items()}


def suppressed_since(marks: Iterable[bytes]) -> dict[bytes, dict[str, datetime]]:
    """Those of the fingerprints that are suppressed: as what, since when."""
    found: dict[bytes, dict[str, datetime]] = defaultdict(dict)
    wanted = sorted(set(marks))
    if len(wanted) > LIST:
        wanted = sorted(mark for (mark,) in rows_by(Suppression, ["fingerprint"], "fingerprint", wanted))
    columns = select(Suppression.fingerprint, Suppression.kind, Suppression.at)
    for start in range(0, len(wanted), SOME):
        some = Suppression.fingerprint.in_(wanted[start : start + SOME])
        for mark, kind, at in db.session.execute(columns.where(some)):
            found[mark][kind] = at
    return dict(found)


def lift(
    email: str | None, phone: str | None, kinds: Collection[str] = OWN_LINK_LIFTS, made_at: datetime | None = None
) -> int:
    """Forget the suppressions of these kinds; inside a transaction. Returns how many there were.

    `made_at`: only those that were made at this very moment, by the deed that is taken back.
    """
    marks = contact_fingerprints(email, phone)
    gone = delete(Suppression).where(Suppression.fingerprint.in_(marks), Suppression.kind.in_(kinds))
    if made_at is not None:
        gone = gone.where(Suppression.at == made_at)
    return len(db.session.scalars(gone.returning(Suppression.id)).all())
