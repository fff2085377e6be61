"""Somebody answers what an ally wrote, by a letter of their own words. How it went is written down apart."""

from urllib.parse import urlsplit

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.followups import claiming
from tracker.followups.claiming import Worker
from tracker.letters import outbox, replies
from tracker.letters.answer import MOST_TEXT, written
from tracker.letters.may_leave import kinds_against, may_be_written_to
from tracker.letters.occasion import own_links
from tracker.letters.outbox import ANSWER, ToWrite
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy, speaking


class AnswerUnsaid(Refusal):
    sentence = lazy("Write what you want to say to them.")
    field = "text"


class AnswerTooLong(Refusal):
    sentence = lazy("That is more than 10,000 characters. Say it in fewer, or call.")
    field = "text"


class NoLetterMayGo(Refusal):
    sentence = lazy("No letter may go to this ally: they said no to letters, or their address no longer works.")
    field = "text"


def answer_reply(follow_up_id: str, text: str, nonce: str, who: Worker, base_url: str) -> None:
    """Put the letter into the outbox; the same `nonce` twice is one letter.

    Raises AnswerUnsaid, AnswerTooLong, NoLetterMayGo, NotThere, and what claiming.check_held() raises.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise AnswerUnsaid
    if len(text) > MOST_TEXT:
        raise AnswerTooLong
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who, lock=True)
        claiming.check_held(follow_up, who.account_id)
        latest = next(iter(replies.of_follow_up(follow_up_id)), None)
        ally = db.session.get(Ally, follow_up.ally_id)
        if latest is None or ally is None or not is_id(nonce):
            raise NotThere
        address = (ally.contact or {}).get("email", "")
        if not may_be_written_to(ally, address, ANSWER, kinds_against([address] if address else [])):
            raise NoLetterMayGo
        with speaking(ally.language):
            words = written(latest, text, ally.language, own_links(ally, base_url), discreet=bool(ally.extra_care))
        letter = ToWrite(
            kind=ANSWER, language=ally.language, recipient=address, words=words, due_at=clock.now(), ally_id=ally.id,
            written_by_id=who.account_id, once=f"answer:{follow_up_id}:{nonce}",
        )  # fmt: skip
        outbox.write([letter], domain=urlsplit(base_url).hostname or "localhost")
        trace.note("reply answered", who.account_id, "ally", ally.id)
