"""Fingerprints follow a contact that its owner has corrected: see allies.identity for what each kind means."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, text

from tracker.allies.ally import Ally, Contact
from tracker.allies.contact_points import email_for_matching, name_words
from tracker.allies.identity import MANY_HOLDERS, ONE_HOLDER, Identity, identity_rows
from tracker.allies.known_by import kept
from tracker.allies.liken_anew import like_anew
from tracker.allies.name_words import write as write_words
from tracker.allies.own_link import OwnLink
from tracker.store.db import db
from tracker.store.once import known
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once

Marks = list[tuple[str, str, bytes]]


def identify(ally_id: str, contact: Contact) -> bool:
    """Recognise and find them by this contact, and by what those were known by who were joined to them; inside a transaction.

    False: somebody else is known by it.
    Then the other stays known by it, and this ally by whatever of it is theirs alone.
    """
    write_words(ally_id, contact)
    db.session.execute(delete(Identity).where(Identity.ally_id == ally_id))
    like_anew([ally_id])
    written = _write(ally_id, contact)
    # What they were known by before they were joined leads to them still; what is the new contact's too, has it.
    for each in kept([ally_id]).get(ally_id, []):
        _write(ally_id, each)
    return written


def _write(ally_id: str, contact: Contact) -> bool:
    rows = [row for kind, key, mark in _marks(contact) for row in identity_rows(ally_id, kind, [(key, mark)])]
    return len(add_once(Identity, sorted(rows, key=lambda row: row["fingerprint"]))) == len(rows)


def is_known_again(ally_id: str, contacts: Iterable[Contact]) -> None:
    """By these too, as far as nobody else is; inside a transaction."""
    for each in contacts:
        _write(ally_id, each)


def others(contact: Contact, ally_id: str) -> list[str]:
    """Ids of other allies who are known by this address, or by this number under this name."""
    these = Identity.fingerprint.in_([mark for _, _, mark in _marks(contact)])
    # Said for each of the two indexes, as it says it itself: else neither is found, and all identities are gone through.
    either = or_(and_(these, text(ONE_HOLDER)), and_(these, text(MANY_HOLDERS)))
    return sorted(set(db.session.scalars(select(Identity.ally_id).where(either, Identity.ally_id != ally_id))))


def maybe_the_same(ally: Ally) -> Sequence[Ally]:
    """Who may be the same person: known by their contact, or by an address that they have shown to be theirs."""
    found = set(others(ally.contact, ally.id)) if ally.contact else set()
    if known(("proven", ally.id)) != 0:
        for link in db.session.scalars(select(OwnLink).where(*_proven(ally.id))):
            found |= set(others(Contact(email=link.email or ""), ally.id))
    return (
        db.session.scalars(select(Ally).where(Ally.id.in_(sorted(found))).order_by(Ally.alias)).all() if found else ()
    )


def counting_proven(ally_id: str) -> Select[int]:
    """How many addresses they have shown to be theirs; to be asked with other counts."""
    return select(func.count()).select_from(OwnLink).where(*_proven(ally_id))


def _proven(ally_id: str) -> tuple[ColumnElement[bool], ...]:
    return OwnLink.ally_id == ally_id, OwnLink.spent_at.is_not(None), OwnLink.email_sealed.is_not(None)


def texts(contact: Contact) -> Iterator[tuple[str, str, str]]:
    """(kind of the identity, kind of its fingerprint, text) for each way by which this contact is recognised."""
    email, phone, name = contact.get("email"), contact.get("phone"), contact.get("name", "")
    if email:
        yield "email", "email", email_for_matching(email)
    if phone:
        yield "reach" if email else "phone", "phone", f"{phone} {name_words(name)}"


def _marks(contact: Contact) -> Marks:
    return [(kind, *each) for kind, what, text in texts(contact) for each in fingerprints("find", what, text)]
