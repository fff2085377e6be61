"""An ally stops: no letter, call or text from this moment on."""

from tracker.allies import answer_by_link
from tracker.letters import stopping
from tracker.store.transactions import transaction
from tracker.team import trace


def stop_contact(ally_id: str, source: str = answer_by_link.OWN_LINK, account_id: str | None = None) -> bool:
    """Consent, suppression, open follow-ups and waiting letters, all at once. False: nothing was left to stop.

    `source` is a consent's source ("own link", "call", "desk"); `account_id`, who of the team wrote it down.
    Somebody who was erased is stopped already.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None:
            return False
        stopped = stopping.stop(ally, source, account_id)
        if account_id:
            trace.note("stopped contact", account_id, "ally", ally.id)
        return stopped
