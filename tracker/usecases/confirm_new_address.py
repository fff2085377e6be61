"""Whoever reads a new address says that it is theirs: from now on letters go there."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import identify, others
from tracker.allies.own_links import LinkOver
from tracker.allies.suppress import contact_fingerprints, lift, suppressed
from tracker.followups import by_hand
from tracker.letters import confirming
from tracker.letters.anew import send_elsewhere, write_anew_for
from tracker.letters.dead_address import give_a_chance
from tracker.letters.may_leave import NEVER
from tracker.store.transactions import transaction
from tracker.team import trace

JOIN_IN = timedelta(hours=72)
# What became of it: letters go there now; somebody else is known by it; or a coordinator has said that nobody writes there.
HOLDS, KNOWN, BARRED = "holds", "known", "barred"


class _Taken(Exception):
    """Somebody else became known by the address in this very moment."""


def confirm_new_address(link_id: str) -> str:
    """HOLDS; or KNOWN or BARRED: the old one holds, and a person of the team sees to it. Raises LinkOver."""
    try:
        return _confirm(link_id)
    except _Taken:
        return _confirm(link_id)


def _confirm(link_id: str) -> str:
    with transaction():
        ally = answer_by_link.find(own_links.whose(link_id) or "")
        if ally is None or ally.contact is None:
            raise LinkOver
        email = own_links.spend(link_id, own_links.ADDRESS).email or ""
        now = clock.now()
        ally.acted_at = now
        if _is_barred(email):
            _ask_a_coordinator(ally, by_hand.BARRED, link_id)
            return BARRED
        if others(Contact(email=email), ally.id):
            _ask_a_coordinator(ally, by_hand.SAME, link_id)
            return KNOWN
        contact = Contact(**{**ally.contact, "email": email})
        ally.contact = contact
        if not identify(ally.id, contact) and others(Contact(email=email), ally.id):
            raise _Taken
        # Who left there once, or was erased, says by this link that we may write there again.
        lift(email, None)
        confirming.confirm(ally)
        give_a_chance([email])
        write_anew_for(ally.id)
        send_elsewhere(ally.id, email)
        trace.note("contact corrected", None, "ally", ally.id)
        return HOLDS


def _is_barred(email: str) -> bool:
    return any(NEVER in kinds for kinds in suppressed(contact_fingerprints(email, None)).values())


def _ask_a_coordinator(ally: Ally, why: str, link_id: str) -> None:
    campaign_id = by_hand.campaign_of(ally.id)
    if campaign_id is not None and by_hand.open_one(ally.id, why) is None:
        late_at = clock.now() + JOIN_IN
        by_hand.plan(ally.id, campaign_id, why, "task", late_at, by_hand.a_coordinator(), once=link_id)
