"""What the page behind a letter's button says: the step that whoever got the letter wants to take next."""

from dataclasses import dataclass

from tracker.allies.ally import Ally
from tracker.appeals.interest import NextStep
from tracker.appeals.next_steps import house_step, next_step
from tracker.signups.wanted import latest_campaign, wanted_by
from tracker.store.db import db
from tracker.words import language


@dataclass(frozen=True, slots=True)
class Wanted:
    """`key`: of the interest, "" when nothing was ticked. `campaign_id`: of their latest signup."""

    key: str
    campaign_id: str
    step: NextStep
    # What is asked before anybody has pressed: discreet for who asked for extra care, as in their letters.
    asked: NextStep


def wanted_step(ally_id: str) -> Wanted | None:
    """In the language in force. None: nothing is held of them any more."""
    ally = db.session.get(Ally, ally_id)
    if ally is None or ally.contact_sealed is None:
        return None
    campaign_id = latest_campaign(ally_id) or ""
    key = wanted_by([(ally_id, campaign_id)]).get((ally_id, campaign_id), "")
    step = next_step(key, language())
    return Wanted(key, campaign_id, step, house_step(key, language()) if ally.extra_care else step)
