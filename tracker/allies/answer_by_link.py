"""What an ally says by a link that only they have, or what is said for them at the desk: stop, or yes after all."""

from collections.abc import Sequence

from tracker import clock
from tracker.allies.ally import Ally, is_empty
from tracker.allies.consent import CHANNELS, Consent, standing
from tracker.allies.now import lately_joined, now_of
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.words import language

OWN_LINK = "own link"


def find(ally_id: str) -> Ally | None:
    """The ally, locked until the transaction ends: who stays, when this one was joined to another. None for who never was.

    Not against rows that merely point at them: a worker that writes their letter need not wait, nor we for it in a circle.
    """
    ally = db.session.get(Ally, ally_id, with_for_update={"key_share": True}, populate_existing=True)
    if ally is None or not is_empty(ally):
        return ally
    stays = now_of(ally_id)
    return ally if stays == ally_id else find(stays)


def say_no(ally: Ally, source: str, account_id: str | None = None, channels: Sequence[str] = CHANNELS) -> bool:
    """Record a "no" on each of the channels that is not one already; inside a transaction. False: nothing was new."""
    changed = False
    joined = lately_joined(ally.id)
    for channel in channels:
        before = getattr(ally, f"{channel}_consent")
        # Joined with somebody whose "no" stands already it may be the other's first: should they part, it holds for both.
        if before != "no" or joined:
            _record(ally, channel, "no", source, account_id)
            changed = changed or before != "no"
    if source == OWN_LINK and changed:
        ally.acted_at = clock.now()
    return changed


def say_yes(ally: Ally) -> bool:
    """Record the "yes" to letters that only an own link can say after a "no"; inside a transaction.

    Whose "yes" stands says nothing new by it: False.
    """
    if ally.email_consent == "yes":
        return False
    _record(ally, "email", "yes", OWN_LINK, None)
    ally.acted_at = clock.now()
    return True


def say(ally: Ally, channel: str, answer: str, wording_id: str) -> bool:
    """Record an answer for one channel, to words that stood on their own page; inside a transaction. False: it stood so."""
    if getattr(ally, f"{channel}_consent") == answer:
        return False
    _record(ally, channel, answer, OWN_LINK, None, wording_id)
    ally.acted_at = clock.now()
    return True


def _record(
    ally: Ally, channel: str, answer: str, source: str, account_id: str | None, wording_id: str | None = None
) -> None:
    before = getattr(ally, f"{channel}_consent")
    setattr(ally, f"{channel}_consent", standing(before, answer, by_own_link=source == OWN_LINK))
    fact = Consent(
        id=new_id(), ally_id=ally.id, channel=channel, answer=answer, language=language(), at=clock.now(),
        source=source, account_id=account_id, wording_id=wording_id,
    )  # fmt: skip
    db.session.add(fact)
