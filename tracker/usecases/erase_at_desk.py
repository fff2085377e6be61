"""A coordinator erases an ally who asked for it by voice or by letter, with the reason: at once, or as if they had pressed it."""

from tracker.allies import answer_by_link
from tracker.errors import NotThere, Refusal
from tracker.keeping import erasing, erasures
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.words import lazy

LEAST_REASON, MOST_REASON = 3, 200


class WhyUnsaid(Refusal):
    sentence = lazy("Write why, in a few words. It stays in the trace; leave names out of it.")
    field = "reason"


class NothingToErase(Refusal):
    sentence = lazy("Nothing is left to erase, or it is on its way already.")
    status = 409


def erase_at_desk(ally_id: str, reason: str, at_once: bool, account_id: str | None) -> None:
    """Hidden in any case from now on. `account_id`: None for whoever has the machine. Raises WhyUnsaid, NotThere, NothingToErase."""
    reason = " ".join(reason.split())
    if not (LEAST_REASON <= len(reason) <= MOST_REASON and reason.isprintable()):
        raise WhyUnsaid
    with transaction():
        ally = answer_by_link.find(ally_id) if is_id(ally_id) else None
        if ally is None:
            raise NotThere
        if not erasing.may_begin(ally):
            raise NothingToErase
        erasure = erasing.hide(ally, account_id, erasures.AT_ONCE if at_once else erasures.TAKE_BACK)
        if at_once:
            erasing.finish(erasure)
        erasing.note_asked(erasure, reason)
        if at_once:
            erasing.note_done(erasure)
