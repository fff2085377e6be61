"""By what somebody is known besides their own contact: the contacts of those who were joined to them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from tracker.allies.ally import Ally, Contact
from tracker.allies.merge import Merge
from tracker.store.db import db
from tracker.store.sealing import Broken


def kept(ally_ids: Collection[str]) -> dict[str, list[Contact]]:
    """By ally, the earliest first; without those of whom nothing is kept, and without what does not open."""
    found: dict[str, list[Contact]] = {}
    merges = select(Merge).where(Merge.ally_id.in_(sorted(ally_ids)), Merge.undone_at.is_(None))
    for merge in db.session.scalars(merges.order_by(Merge.at, Merge.id)):
        try:
            contacts = merge.known_by or []
        except Broken:
            continue
        if contacts:
            found.setdefault(merge.ally_id, []).extend(contacts)
    return found


def contacts_of(ally: Ally, own: Contact | None = None) -> list[Contact]:
    """Their own first (`own`: where it lies elsewhere). Raises Broken for one that does not open."""
    mine = own if own is not None else ally.contact
    return [each for each in (mine, *kept([ally.id]).get(ally.id, [])) if each]


def ways(contacts: Sequence[Contact]) -> list[tuple[str | None, str | None]]:
    """(address, number) of each."""
    return [(each.get("email"), each.get("phone")) for each in contacts]
