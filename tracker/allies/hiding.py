"""Hiding somebody's contact from everybody, and giving it back: until an erasure is due it lies with the erasure."""

from sqlalchemy import delete

from tracker.allies import name_words
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import is_known_again
from tracker.allies.identity import Identity, identity_rows
from tracker.allies.known_by import kept
from tracker.allies.liken_anew import drop
from tracker.allies.own_link import OwnLink
from tracker.allies.recognise import Person, email_marks, known, phone_marks
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.store.transactions import add_once
from tracker.words import lazy


class SignedUpSince(Refusal):
    sentence = lazy("You have signed up again since, so what we hid stays hidden. It will be erased as you asked.")
    status = 409


def hide(ally: Ally) -> Contact | None:
    """The contact, which the ally has no longer: nobody is recognised or found by it; inside a transaction."""
    contact = ally.contact
    ally.contact = None
    db.session.execute(delete(Identity).where(Identity.ally_id == ally.id))
    db.session.execute(delete(OwnLink).where(OwnLink.ally_id == ally.id))
    drop([ally.id], undecided=True)
    name_words.write(ally.id, None)
    return contact


def bring_back(ally: Ally, contact: Contact) -> None:
    """It is theirs again, and so are its identities; inside a transaction. Raises SignedUpSince."""
    person = Person("", contact.get("name", ""), contact.get("email"), contact.get("phone"))
    # With an address, a phone alone says nothing: two people may share it.
    if known([Person("", person.name, person.email, None if person.email else person.phone)]) != [None]:
        raise SignedUpSince
    own = email_marks(person.email) if person.email else phone_marks(person) if person.phone else []
    rows = identity_rows(ally.id, "email" if person.email else "phone", own)
    if len(add_once(Identity, rows)) < len(rows):  # somebody was faster
        raise SignedUpSince
    if person.email and person.phone:
        add_once(Identity, identity_rows(ally.id, "reach", phone_marks(person)))
    ally.contact, ally.likened_at = contact, None
    is_known_again(ally.id, kept([ally.id]).get(ally.id, []))
    name_words.write(ally.id, contact)
