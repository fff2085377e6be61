"""A spreadsheet asks for a campaign's figures: what was told first today is told all day, and counts as known to everybody.

So whoever asks every minute learns no more than whoever asks once a day; what may be told after all that was told before, in
reports, too, is decided by the one door: reports.protect.
"""

from tracker import clock
from tracker.reports import feed, kept, protect
from tracker.reports.figures import figures
from tracker.reports.protected import Protected
from tracker.reports.scope import Scope
from tracker.store.transactions import snapshot, transaction


def tell_figures(campaign_id: str) -> Protected:
    """Counted before the transaction, so that nobody waits for the counting of a large campaign. Raises NotThere."""
    scope, now = Scope(campaign_id), clock.now()
    with snapshot():
        counted = kept.look(scope, now) or figures(scope, now)
    with transaction():
        return protect.tell_today(scope, feed.BY, lambda: counted, feed.TABLES)
