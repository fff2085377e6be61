"""An ally says by their own link that the address is theirs; after a "no", that is also the yes after which letters leave."""

from dataclasses import replace

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.allies.suppress import lift
from tracker.errors import Refusal
from tracker.followups import facts
from tracker.followups.facts import Earned
from tracker.followups.plan import plan_signups
from tracker.letters import confirming
from tracker.letters.dead_address import give_a_chance
from tracker.store.transactions import transaction
from tracker.words import lazy


class AddressGone(Refusal):
    sentence = lazy("We no longer hold that address. Sign up again if you want to hear from us.")
    status = 410


def confirm_address(ally_id: str) -> bool:
    """What was held goes, consent, suppression lifted, what the signups earned is planned. False: all was so.

    Raises AddressGone.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            raise AddressGone
        waited = ally.email_consent != "yes"
        news = confirming.confirm(ally)
        if news:
            ally.acted_at = clock.now()
        news = answer_by_link.say_yes(ally) or news
        lifted = lift(ally.contact.get("email"), ally.contact.get("phone"))
        # They have read our letter.
        give_a_chance([ally.contact["email"]] if "email" in ally.contact else [])
        if waited or lifted:
            plan_signups(_earned(ally))
        return news or lifted > 0


def _earned(ally: Ally) -> list[Earned]:
    """What their signups earn from now on, by letter too; steps that were planned before are not planned again."""
    return [replace(each, by_email=True, waits=False, unconfirmed=False) for each in facts.of_ally(ally, clock.now())]
