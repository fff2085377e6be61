"""An ally says for each channel, by a fresh link, whether we may use it."""

from collections.abc import Collection, Mapping

from tracker.allies import answer_by_link, wordings
from tracker.allies.ally import Ally
from tracker.allies.consent import CHANNELS
from tracker.allies.suppress import lift
from tracker.errors import Refusal
from tracker.followups import closing
from tracker.letters import outbox, saying_yes
from tracker.letters.dead_address import give_a_chance
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.words import language, lazy


class AnswerUnknown(Refusal):
    sentence = lazy("Choose yes or no.")
    field = "consent"


def change_consent(ally_id: str, answers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """`answers`: "yes" or "no" by channel; `asked`: the words that stood on the page, by channel. False: all stood so.

    A "no" closes what is planned on its channel; a "yes" lifts what they themselves had said, opens again
    what a "no" had ended, and plans what their signups earn. Raises AnswerUnknown.
    """
    if not answers or any(channel not in CHANNELS or said not in ("yes", "no") for channel, said in answers.items()):
        raise AnswerUnknown
    with transaction():
        ally = answer_by_link.find(ally_id)
        if ally is None or ally.contact is None:
            return False
        before = {channel: getattr(ally, f"{channel}_consent") for channel in answers}
        changed = {
            channel: said
            for channel, said in sorted(answers.items())
            if answer_by_link.say(ally, channel, said, wordings.kept(asked[channel], language()))
        }
        db.session.flush()
        for channel, said in changed.items():
            if said == "no":
                _hear_no(ally, channel)
        yes = {channel for channel, said in changed.items() if said == "yes"}
        if yes:
            _hear_yes(ally, yes, again="no" in {before[channel] for channel in yes})
        return bool(changed)


def _hear_no(ally: Ally, channel: str) -> None:
    neither = ally.email_consent == ally.phone_consent == "no"
    closing.close_all(ally.id, "withdrawn", *(() if neither else (closing.CLOSED_BY_NO[channel],)))
    if channel == "email":
        answered = Letter.kind.not_in((outbox.OWN_LINK, outbox.NEW_ADDRESS))
        outbox.withdraw((Letter.ally_id == ally.id) & answered)


def _hear_yes(ally: Ally, channels: Collection[str], again: bool) -> None:
    contact = ally.contact or {}
    lifted = lift(contact.get("email"), contact.get("phone"))
    if "email" in channels and "email" in contact:
        give_a_chance([contact["email"]])
    saying_yes.hear(ally, again or lifted > 0)
