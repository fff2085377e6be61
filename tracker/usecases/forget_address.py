"""Somebody whose address was given by another says so: everything about it is forgotten, at once."""

from tracker.allies import answer_by_link, known_by
from tracker.allies.suppress import suppress
from tracker.keeping import erasing
from tracker.store.transactions import transaction


def forget_address(ally_id: str) -> bool:
    """False: its owner has confirmed it, so it is theirs, and it is for them to stop or to be erased.

    The address is suppressed as "erased"; a phone beside it is forgotten too, but may sign up again: whose it is,
    nobody has said. Once forgotten, or never known, it is True and nothing changes.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return True
        if ally.confirmed_at is not None:
            return False
        answer_by_link.say_no(ally, answer_by_link.OWN_LINK)
        for each in known_by.contacts_of(ally):
            suppress(each.get("email"), None, "", "erased")
        erasing.at_once(ally)
        return True
