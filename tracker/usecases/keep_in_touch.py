"""An ally answers "Shall we keep in touch?". Yes is an act of their own: their time begins anew."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.keeping import asking, erasing, erasures
from tracker.keeping.keep_question import KeepQuestion
from tracker.letters import confirming
from tracker.store.transactions import transaction
from tracker.words import lazy


class NothingHeld(Refusal):
    sentence = lazy("We no longer hold anything that says who you are. Sign up again if you want to hear from us.")
    status = 410


def keep_in_touch(question_id: str) -> bool:
    """They stay; consent is as it was. False: they had answered, and nothing changes. Raises NothingHeld."""
    with transaction():
        question, ally = _held(question_id)
        if not asking.answer(question, "keep", clock.now()):
            return False
        # Only a reader of our letter has the link.
        confirming.confirm(ally)
        ally.acted_at = clock.now()
        return True


def let_end(question_id: str) -> str:
    """They are erased as if they had asked for it on their own page, and may take it back as long. Their id. Raises NothingHeld.

    Whoever pressed "keep" first may still end it. Twice is once.
    """
    with transaction():
        question = asking.by_id(question_id)
        ally = answer_by_link.find(question.ally_id) if question else None
        if question is None or ally is None:
            raise NothingHeld
        if erasures.begun(ally.id):
            return ally.id
        if not erasing.may_begin(ally):
            raise NothingHeld
        asking.answer(question, "end", clock.now())
        erasing.note_asked(erasing.hide(ally, None, erasures.TAKE_BACK))
        return ally.id


def _held(question_id: str) -> tuple[KeepQuestion, Ally]:
    question = asking.by_id(question_id)
    ally = answer_by_link.find(question.ally_id) if question else None
    if question is None or ally is None or ally.contact is None:
        raise NothingHeld
    return question, ally
