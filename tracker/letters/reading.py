"""Reading a letter at the desk. Its links are not shown: whoever has them could answer in the ally's name."""

import re

from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.letters import story_slot
from tracker.letters.letter import Letter, Words
from tracker.letters.outbox import REPLY_TO, REQUEST
from tracker.records import dataclass
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.store.ids import ALPHABET, LENGTH
from tracker.store.links import MARK
from tracker.words import _, lazy

# By its shape, not by its page: a new page of such links is not forgotten here.
_TOKEN = re.compile(rf"(?<=/)[{ALPHABET}]{{{LENGTH + MARK}}}(?![0-9a-z])", re.ASCII)

# Letters to none of our allies that hold such links all the same.
SECRET = frozenset({REPLY_TO, REQUEST})


class ForCoordinators(Refusal):
    sentence = lazy("This ally asked for extra care: only coordinators see more than the alias.")
    status = 403


class LetterEmptied(Refusal):
    sentence = lazy("What stood in this letter is no longer held.")
    status = 410


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as it is shown."""

    alias: str
    recipient: str
    subject: str
    paragraphs: list[str]
    language: str


def without_links(text: str) -> str:
    """What stood in a letter, the proof in each of its links left out."""
    return _TOKEN.sub("…", text)


def text_of(letter: Letter, words: Words) -> str:
    """What stands in it now: of one that has left, a story that is shown no longer is only said to have been there."""
    if letter.state != "left":
        return story_slot.put_in(words, letter.language)["text"]
    gone = _("[A story stood here. It has been changed or withdrawn since, so it is not shown any more.]")
    return story_slot.put_in(words, letter.language, gone=gone)["text"]


def read(letter: Letter, sees_extra_care: bool) -> Reading:
    """Raises ForCoordinators and LetterEmptied."""
    ally = _about(letter)
    if ally is not None and ally.extra_care and not sees_extra_care:
        raise ForCoordinators
    words, recipient = letter.words, letter.recipient
    if words is None or recipient is None:
        raise LetterEmptied
    text = text_of(letter, words)
    shown = without_links(text) if letter.ally_id or letter.kind in SECRET else text
    return Reading(ally.alias if ally else "", recipient, words["subject"], shown.split("\n\n"), letter.language)


def _about(letter: Letter) -> Ally | None:
    """To whom it is; or whose request it answers, at whatever address they gave."""
    request = db.session.get(RequestToHost, letter.request_id) if letter.request_id else None
    ally_id = letter.ally_id or (request.ally_id if request else None)
    return db.session.get(Ally, ally_id) if ally_id else None
