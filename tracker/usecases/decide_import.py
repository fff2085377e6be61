"""Somebody tells what a doubtful row means. What hangs on the answer is decided anew."""

from tracker.imports import answering, choices_kept, import_, preview
from tracker.imports.collecting import not_collecting
from tracker.imports.look import Told, look
from tracker.imports.staged import stage
from tracker.store.transactions import transaction


def decide(import_id: str, answers: answering.Answers, told: Told | None = None) -> bool:
    """Whether anything new was said. Raises ImportNotThere, WrittenAlready, DecidedMeanwhile, FileGone."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True))
        before, found.answers = found.answers, answering.accepted(found, answers)
        if found.answers == before:
            return False
        names_stand = all(found.answers.get(about) == before.get(about) for about in ("film", "venue"))
        kept = found.choices
    if names_stand or kept is None:
        return True  # a move that is confirmed changes no other row
    found = import_.by_id(import_id)
    with not_collecting():
        looked = look(found, choices_kept.read(kept), kept["film_id"], kept["sheet"], told)
        staged = stage(looked, import_id)
        with transaction():
            preview.store(import_.by_id(import_id, lock=True), looked, staged)
    return True
