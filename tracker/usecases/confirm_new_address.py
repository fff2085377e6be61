"""Whoever reads a new address says that it is theirs: from now on letters go there."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import identify, others
from tracker.allies.own_links import LinkOver
from tracker.followups import by_hand
from tracker.letters import confirming
from tracker.letters.anew import send_elsewhere, write_anew_for
from tracker.letters.dead_address import give_a_chance
from tracker.store.transactions import transaction

JOIN_IN = timedelta(hours=72)


class _Taken(Exception):
    """Somebody else became known by the address in this very moment."""


def confirm_new_address(link_id: str) -> bool:
    """True: it holds. False: another ally is known by it; a person of the team joins the two. Raises LinkOver."""
    try:
        return _confirm(link_id)
    except _Taken:
        return _confirm(link_id)


def _confirm(link_id: str) -> bool:
    with transaction():
        ally = answer_by_link.find(own_links.whose(link_id) or "")
        if ally is None or ally.contact is None:
            raise LinkOver
        email = own_links.spend(link_id, own_links.ADDRESS).email or ""
        now = clock.now()
        ally.acted_at = now
        if others(Contact(email=email), ally.id):
            _ask_a_coordinator(ally, link_id)
            return False
        contact = Contact(**{**ally.contact, "email": email})
        ally.contact = contact
        if not identify(ally.id, contact) and others(Contact(email=email), ally.id):
            raise _Taken
        confirming.confirm(ally)
        give_a_chance([email])
        write_anew_for(ally.id)
        send_elsewhere(ally.id, email)
        return True


def _ask_a_coordinator(ally: Ally, link_id: str) -> None:
    campaign_id = by_hand.campaign_of(ally.id)
    if campaign_id is not None and by_hand.open_one(ally.id, by_hand.SAME) is None:
        late_at = clock.now() + JOIN_IN
        by_hand.plan(ally.id, campaign_id, by_hand.SAME, "task", late_at, by_hand.a_coordinator(), once=link_id)
