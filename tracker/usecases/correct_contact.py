"""An ally corrects their name, what to call them, and their number. A new address asks at that address first."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Contact
from tracker.allies.contact_points import MOST_NAME, MOST_PHONE, clean_phone, clean_text
from tracker.allies.identify import identify
from tracker.errors import Refusal
from tracker.followups import by_hand
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class NameLong(Refusal):
    sentence = lazy("That is longer than we can keep. 200 characters are enough.")
    field = "name"


class CallLong(NameLong):
    field = "call"


class PhoneUnclear(Refusal):
    sentence = lazy("Write it with + and the country, like +1 512 555 0147")
    field = "phone"


class NoWayLeft(Refusal):
    sentence = lazy("Without it we could not reach you at all. Write another number, or erase everything below.")
    field = "phone"


def correct_contact(ally_id: str, name: str, call: str, phone: str) -> None:
    """What stands there from now on. Raises NameLong, CallLong, PhoneUnclear and NoWayLeft.

    Whether somebody else is known by the same is not said: a coordinator gets a task, and the ally the same answer.
    """
    corrected = _checked(name, call, phone)
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return
        contact = _with(ally.contact, corrected)
        if not contact.get("phone") and not contact.get("email"):
            raise NoWayLeft
        ally.acted_at = clock.now()
        if contact == ally.contact:
            return
        ally.contact = contact
        if not identify(ally.id, contact):
            by_hand.ask_who_is_who(ally.id)
        trace.note("contact corrected", None, "ally", ally.id)


def _checked(name: str, call: str, phone: str) -> Contact:
    name, call = clean_text(name), clean_text(call)
    if len(name) > MOST_NAME:
        raise NameLong
    if len(call) > MOST_NAME:
        raise CallLong
    cleaned = clean_phone(phone) if phone.strip() and len(phone) <= MOST_PHONE else None
    if phone.strip() and cleaned is None:
        raise PhoneUnclear
    return Contact(name=name, call=call or name, phone=cleaned or "")


def _with(before: Contact, corrected: Contact) -> Contact:
    contact = Contact(**{**before, **corrected})
    if not contact["phone"]:
        del contact["phone"]
    if (before.get("name"), before.get("call")) != (contact["name"], contact["call"]):
        contact.pop("said", None)  # how another name sounds
    return contact
