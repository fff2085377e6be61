"""An ally wants to be forgotten: nobody sees or reaches them from this moment on. Until it is due they may take it back."""

from tracker import clock
from tracker.allies import answer_by_link, hiding
from tracker.allies.suppress import lift, suppress
from tracker.followups import closing
from tracker.keeping import erasures
from tracker.keeping.erasure import Erasure
from tracker.letters import person as letters
from tracker.store.transactions import transaction
from tracker.team import trace

ASKED_TO_STOP = "asked to stop"


def ask_for_erasure(ally_id: str, account_id: str | None = None) -> bool:
    """Their contact goes from the ally into the erasure. False: asked already, or nothing is left to erase.

    `account_id`: who of the team wrote it down; None: their own link said so.
    """
    with transaction() as session:
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None or erasures.waiting(ally_id):
            return False
        now = clock.now()
        answer_by_link.say_no(ally, "call" if account_id else answer_by_link.OWN_LINK, account_id)
        contact = hiding.hide(ally) or {}
        suppress(contact.get("email"), contact.get("phone"), contact.get("name", ""), "erased", at=now)
        # At once, those that have left too: they tell to whom they went. Before the follow-ups, as the worker locks.
        letters.forget(ally_id)
        closing.close_all(ally_id, ASKED_TO_STOP)
        erasure = Erasure(
            ally_id=ally_id, why="asked", asked_at=now, due_at=now + erasures.TAKE_BACK, account_id=account_id
        )
        erasure.contact = contact
        session.add(erasure)
        session.flush()
        trace.note("erasure asked for", account_id, "ally", ally_id)
        return True


def take_back_erasure(ally_id: str, account_id: str | None = None) -> bool:
    """We know them again; letters wait for a yes by their own link. False: nothing waits, or it is due. Raises SignedUpSince."""
    with transaction():
        # In the order of erase_due: the erasure, then the ally.
        erasure = erasures.of_ally(ally_id, lock=True)
        ally = answer_by_link.find(ally_id) if erasure else None
        now = clock.now()
        if erasure is None or ally is None or erasure.due_at <= now:
            return False
        contact = erasure.contact or {}
        hiding.bring_back(ally, contact)
        lift(contact.get("email"), contact.get("phone"), ("erased",), made_at=erasure.asked_at)
        ally.acted_at = erasure.taken_back_at = now
        erasure.contact = None
        trace.note("erasure taken back", account_id, "ally", ally_id)
        return True
