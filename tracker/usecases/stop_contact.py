"""An ally stops: no letter, call or text from this moment on."""

from tracker.allies import answer_by_link, known_by
from tracker.allies.suppress import suppress
from tracker.followups import closing
from tracker.letters import outbox
from tracker.store.transactions import transaction
from tracker.team import trace

ASKED_TO_STOP = "asked to stop"


def stop_contact(ally_id: str, source: str = answer_by_link.OWN_LINK, account_id: str | None = None) -> bool:
    """Consent, suppression, open follow-ups and waiting letters, all at once. False: nothing was left to stop.

    `source` is a consent's source ("own link", "call", "desk"); `account_id`, who of the team wrote it down.
    Somebody who was erased is stopped already.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None:
            return False
        said = answer_by_link.say_no(ally, source, account_id)
        for each in known_by.contacts_of(ally):
            suppress(each.get("email"), each.get("phone"), each.get("name", ""), "left")
        outbox.withdraw_from(ally.id)
        closed = closing.close_all(ally.id, ASKED_TO_STOP)
        if account_id:
            trace.note("stopped contact", account_id, "ally", ally.id)
        return said or bool(closed)
