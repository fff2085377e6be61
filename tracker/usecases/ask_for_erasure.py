"""An ally wants to be forgotten: nobody sees or reaches them from this moment on. Until it is due they may take it back."""

from tracker import clock
from tracker.allies import answer_by_link, hiding, known_by
from tracker.allies.now import now_of
from tracker.allies.suppress import lift
from tracker.keeping import erasing, erasures
from tracker.store.transactions import transaction
from tracker.team import trace


def ask_for_erasure(ally_id: str, account_id: str | None = None) -> bool:
    """Their contact goes from the ally into the erasure. False: asked already, or nothing is left to erase.

    `account_id`: who of the team wrote it down; None: their own link said so.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or not erasing.may_begin(ally):
            return False
        erasing.note_asked(erasing.hide(ally, account_id, erasures.TAKE_BACK))
        return True


def take_back_erasure(ally_id: str, account_id: str | None = None) -> bool:
    """We know them again; letters wait for a yes by their own link. False: nothing waits, or it is due. Raises SignedUpSince."""
    with transaction():
        # In the order of erase_due: the erasure, then the ally.
        ally_id = now_of(ally_id)
        erasure = erasures.of_ally(ally_id, lock=True)
        ally = answer_by_link.find(ally_id) if erasure else None
        now = clock.now()
        if erasure is None or ally is None or erasure.due_at <= now:
            return False
        contact = erasure.contact or {}
        hiding.bring_back(ally, contact)
        for email, phone in known_by.ways(known_by.contacts_of(ally, contact)):
            lift(email, phone, ("erased",), made_at=erasure.asked_at)
        ally.acted_at = erasure.taken_back_at = now
        erasure.contact = None
        trace.note("erasure taken back", account_id, "ally", ally_id)
        return True
