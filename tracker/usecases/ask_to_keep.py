"""A month before somebody's time is over one letter asks "Shall we keep in touch?". By itself, and once for each period."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.keeping import asking
from tracker.letters import keep_in_touch
from tracker.letters.may_leave import email_of, kinds_against, may_be_written_to
from tracker.letters.outbox import KEEP
from tracker.store.db import db
from tracker.store.transactions import transaction

MOST = 200


def ask_to_keep(base_url: str, most: int = MOST) -> int:
    """How many letters were written, each in a transaction of its own. Letters that ask for nothing any more stay at home."""
    due = asking.due(clock.now(), most)
    db.session.rollback()
    with transaction():
        keep_in_touch.withdraw_needless()
    return sum(_ask(ally_id, base_url) for ally_id in due)


def _ask(ally_id: str, base_url: str) -> bool:
    """False: no letter may go to them, they have acted since, or another worker was faster."""
    with transaction():
        ally = answer_by_link.find(ally_id)
        address = (email_of(ally) if ally else None) or ""
        if ally is None:
            return False
        against = kinds_against([address] if address else [])
        put = asking.put(ally, may_be_written_to(ally, address, KEEP, against), clock.now())
        return bool(put and put.asked and keep_in_touch.write_to(ally, address, put.id, put.ends_on, base_url))
