"""An ally gives a new address for letters. It counts once its owner has said so by a link that goes there."""

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.allies.contact_points import clean_email
from tracker.errors import Refusal
from tracker.letters.own_link import address_letter
from tracker.store.transactions import transaction
from tracker.words import lazy


class EmailUnclear(Refusal):
    sentence = lazy("Write it like name@example.org")
    field = "email"


def ask_new_address(ally_id: str, email: str, base_url: str) -> None:
    """A letter to it, at most three an hour; until its link is used, the old address holds. Raises EmailUnclear.

    Whose the address may be already is not looked at here: nobody learns it from this page.
    """
    cleaned = clean_email(email[:1000])
    if cleaned is None:
        raise EmailUnclear
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None or ally.contact.get("email") == cleaned:
            return
        if own_links.enough(ally.id, own_links.ADDRESS):
            return
        ally.acted_at = clock.now()
        address_letter(ally, cleaned, own_links.give(ally.id, own_links.ADDRESS, email=cleaned).token, base_url)
