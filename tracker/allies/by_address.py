"""Whose an address is."""

from sqlalchemy import select, text

from tracker.allies.ally import Ally
from tracker.allies.contact_points import clean_email, email_for_matching
from tracker.allies.identity import ONE_HOLDER, Identity
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.store.db import db
from tracker.store.sealing import fingerprints


def by_address(email: str) -> str | None:
    """The id of the ally with this address, under any of its "+" tags; None when nobody has it, or it is none."""
    clean = clean_email(email)
    if clean is None:
        return None
    marks = [mark for _, mark in fingerprints("find", "email", email_for_matching(clean))]
    found = select(Identity.ally_id).where(text(ONE_HOLDER), Identity.kind == "email", Identity.fingerprint.in_(marks))
    return db.session.scalars(found).first()


def stopped(ally: Ally) -> bool:
    """Whether nobody may come back to them: erased, suppressed, or "no" to letters stands."""
    contact = ally.contact
    if contact is None or ally.email_consent == "no":
        return True
    return bool(suppressed(contact_fingerprints(contact.get("email"), contact.get("phone"))))
