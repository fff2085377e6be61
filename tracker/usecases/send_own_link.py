"""An ally asks for a fresh link to what we hold. Whoever asks, and whatever is held: the page answers the same."""

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.letters.may_leave import kinds_against, may_be_written_to
from tracker.letters.outbox import OWN_LINK
from tracker.letters.own_link import open_letter
from tracker.store.transactions import transaction


def send_own_link(ally_id: str, base_url: str) -> bool:
    """A letter to the address that we hold, at most three an hour. False: none may go; nobody is told which.

    It goes to who has left, too: what is held of them is theirs to see. See may_leave.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        address = ((ally.contact if ally else None) or {}).get("email", "")
        if ally is None or not may_be_written_to(ally, address, OWN_LINK, kinds_against([address] if address else [])):
            return False
        if own_links.enough(ally.id, own_links.OPEN):
            return False
        ally.acted_at = clock.now()
        open_letter(ally, address, own_links.give(ally.id, own_links.OPEN).token, base_url)
        return True
