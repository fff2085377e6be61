"""An ally asks to be erased, and takes it back."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link
from tracker.followups import closing
from tracker.keeping.erasure import Erasure
from tracker.keeping.erasures import row_waiting
from tracker.letters import outbox
from tracker.store.db import db
from tracker.store.transactions import transaction


def ask_for_erasure(ally_id: str) -> bool:
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return False
        now = clock.now()
        row = Erasure(ally_id=ally_id, why="asked", asked_at=now, due_at=now + timedelta(hours=24))
        row.contact = ally.contact
        db.session.add(row)
        ally.contact = None
        outbox.withdraw_from(ally_id)
        closing.close_all(ally_id, "withdrawn")
        return True


def take_back_erasure(ally_id: str) -> bool:
    with transaction():
        ally, row = answer_by_link.find(ally_id), row_waiting(ally_id)
        if ally is None or row is None:
            return False
        ally.contact, row.contact, row.taken_back_at = row.contact, None, clock.now()
        return True
