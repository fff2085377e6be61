"""An ally says by their own link that the address is theirs; after a "no", that is also the yes after which letters leave."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.suppress import lift
from tracker.errors import Refusal
from tracker.letters import confirming, saying_yes
from tracker.letters.dead_address import give_a_chance
from tracker.store.transactions import transaction
from tracker.words import lazy


class AddressGone(Refusal):
    sentence = lazy("We no longer hold that address. Sign up again if you want to hear from us.")
    status = 410


def confirm_address(ally_id: str) -> bool:
    """What was held goes, consent, suppression lifted; what a "no" had ended is open again, and what the signups earned is
    planned. False: all was so.

    Raises AddressGone.
    """
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            raise AddressGone
        before = ally.email_consent
        news = confirming.confirm(ally)
        if news:
            ally.acted_at = clock.now()
        news = answer_by_link.say_yes(ally) or news
        lifted = lift(ally.contact.get("email"), ally.contact.get("phone"))
        # They have read our letter.
        give_a_chance([ally.contact["email"]] if "email" in ally.contact else [])
        if before != "yes" or lifted:
            saying_yes.hear(ally, again=before == "no" or lifted > 0)
        return news or lifted > 0
