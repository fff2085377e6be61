"""Whoever holds the card writes down how the name is said, for the next one who calls."""

from tracker.allies.ally import Ally, Contact
from tracker.allies.contact_points import clean_text
from tracker.errors import NotThere, Refusal
from tracker.followups import claiming
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

MOST_SAID = 60


class SaidTooLong(Refusal):
    sentence = lazy("Keep it under 60 characters: only how the name sounds.")
    field = "said"


class NobodyToName(Refusal):
    sentence = lazy("No name is held for them any more.")
    field = "said"
    status = 410


def note_how_to_say(follow_up_id: str, said: str, who: Worker) -> None:
    """Keep it sealed with the contact; nothing typed takes it away. Raises NotThere, ForCoordinators, ClosedAlready,
    HeldAlready, ClaimFirst, SaidTooLong, NobodyToName.
    """
    said = clean_text(said)
    if len(said) > MOST_SAID:
        raise SaidTooLong
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who, lock=True)
        claiming.check_held(follow_up, who.account_id)
        ally = db.session.get(Ally, follow_up.ally_id, with_for_update=True, populate_existing=True)
        if ally is None:
            raise NotThere
        if ally.contact is None:
            raise NobodyToName
        contact = Contact(**{**ally.contact, "said": said})
        if not said:
            del contact["said"]
        ally.contact = contact
        db.session.flush()
        trace.note("how to say it noted", who.account_id, "ally", ally.id)
