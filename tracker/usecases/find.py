"""Somebody of the team looks for something: whose name stood on the answer is written down, never what was asked for."""

from tracker.finding import search
from tracker.finding.search import Found
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def find(asked: str, who: Worker) -> Found:
    """Raises AskForSomething, RationSpent."""
    found = search.look_for(asked, who)
    named = trace.unseen("name shown", who.account_id, [person.id for person in found.people if person.called])
    hosts = trace.unseen("host shown", who.account_id, [host.screening.id for host in found.places.hosts])
    by_contact = found.by_contact and not found.not_for_me
    if named or hosts or by_contact:
        # A transaction forgets what was read before it; this is only shown.
        for row in found.places.rows():
            if row in db.session:
                db.session.expunge(row)
        with transaction():
            if found.opened:
                rations.take("card", who.account_id, *found.opened)
            if by_contact:
                trace.note("looked for an address", who.account_id, detail=str(len(found.people)))
            trace.note_each("name shown", who.account_id, "ally", named)
            trace.note_each("host shown", who.account_id, "screening", hosts)
    return found
