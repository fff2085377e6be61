"""A spreadsheet asks for a campaign's figures: what was told first today is told all day, and counts as known to everybody.

So whoever asks every minute learns no more than whoever asks once a day; what may be told after all that was told before, in
reports, too, is decided by the one door: reports.protect.

A large campaign is neither counted nor looked through while a spreadsheet waits, and no signup waits either: the worker tells its
figures of the day, soon after the first has asked for them. Until then they are those that were told last.
"""

from tracker import clock
from tracker.errors import Refusal
from tracker.reports import feed, kept, protect
from tracker.reports.figures import figures
from tracker.reports.protect import ToldSince
from tracker.reports.protected import Protected
from tracker.reports.scope import Scope
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.transactions import snapshot, transaction


class NotToldYet(Refusal):
    sentence = "The figures of a large campaign are being counted for the first time. Come again in a minute."
    status = 503


def tell_figures(campaign_id: str) -> tuple[Protected, bool]:
    """What is told of it, and whether that holds all day. Raises NotThere, and NotToldYet: the worker is asked for it."""
    scope, now = Scope(campaign_id), clock.now()
    today = protect.told_today(scope, feed.BY, feed.TABLES)
    if today is not None:
        return today, True
    if kept.is_quick(scope):
        # Before the transaction: no signup waits for it.
        with snapshot():
            counted = kept.look(scope, now) or figures(scope, now)
        with transaction():
            return protect.tell_today(scope, feed.BY, lambda: counted, feed.TABLES), True
    before = protect.told_before(scope, feed.TABLES)
    if scope not in kept.to_be_told():
        with transaction():
            kept.ask_to_tell(scope, now)
    if before is None:
        raise NotToldYet
    return before, False


def tell_asked_figures() -> int:
    """How many large campaigns the worker told the figures of; those that are not counted yet are asked for, and come next."""
    with alone("tell figures") as mine:
        return sum(map(_tell, kept.to_be_told())) if mine else 0


def _tell(scope: Scope) -> bool:
    with snapshot():
        found = kept.look(scope, clock.now())
        # What was told before is compared with when signups came in: seconds, for a million.
        looked_at = protect.look(found, feed.TABLES) if found else None
    with transaction():
        if looked_at is None:
            kept.ask(scope, clock.now())
            return False
        try:
            protect.tell_looked_at(looked_at, feed.BY, feed.TABLES)
        except ToldSince:
            # A report left in between: once more, beside it.
            return False
        kept.was_told(scope)
    db.session.rollback()
    return True
