"""Somebody stops, or the team stops for them: consent, suppression, open follow-ups and waiting letters, all at once."""

from tracker.allies import answer_by_link, known_by
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.followups import closing
from tracker.letters import outbox

ASKED_TO_STOP = "asked to stop"


def stop(ally: Ally, source: str, account_id: str | None) -> bool:
    """Inside a transaction that has locked the ally. False: nothing was left to stop."""
    said = answer_by_link.say_no(ally, source, account_id)
    for each in known_by.contacts_of(ally):
        suppress(each.get("email"), each.get("phone"), each.get("name", ""), "left")
    outbox.withdraw_from(ally.id)
    closed = closing.close_all(ally.id, ASKED_TO_STOP)
    return said or bool(closed)
