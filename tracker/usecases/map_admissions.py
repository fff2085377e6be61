"""Somebody says what the columns of a list of admissions mean, then what its doubtful theatres are; nothing is written down."""

from tracker.imports import admission_preview, answering, import_, memory, preview
from tracker.imports.admission_rows import AdmissionChoices
from tracker.imports.collecting import not_collecting
from tracker.store.transactions import transaction

KIND = "admissions"


def map_admissions(import_id: str, campaign_id: str, choices: AdmissionChoices) -> None:
    """Every row's fate is shown next. Raises ImportNotThere, WrittenAlready, FileGone."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        preview.drop(found)
        found.campaign_id, found.choices = campaign_id, choices.written()
        memory.keep_choices(KIND, found.signature, choices.written())
    look_again(import_id)


def answer(import_id: str, answers: answering.Answers) -> bool:
    """Whether anything new was said. Raises ImportNotThere, WrittenAlready, DecidedMeanwhile, FileGone."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        before, found.answers = found.answers, answering.accepted(found, answers)
        if found.answers == before:
            return False
    look_again(import_id)
    return True


def look_again(import_id: str) -> None:
    """The same choices against the world as it is now."""
    found = preview.still_open(import_.by_id(import_id, kind=KIND))
    with not_collecting():
        looked = admission_preview.look(found)
        with transaction():
            admission_preview.store(import_.by_id(import_id, lock=True, kind=KIND), looked)
