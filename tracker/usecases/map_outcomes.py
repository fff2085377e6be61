"""Somebody says what the columns of a list of gifts or signatures mean; every row's fate is shown, nothing is written down."""

from tracker.imports import import_, memory, outcome_preview, preview
from tracker.imports.collecting import not_collecting
from tracker.imports.outcome_rows import OutcomeChoices
from tracker.store.transactions import transaction

KIND = "outcomes"


def map_outcomes(import_id: str, campaign_id: str | None, choices: OutcomeChoices) -> None:
    """`campaign_id`: None for the campaign that each ally signed up in last. Raises ImportNotThere, WrittenAlready, FileGone."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        preview.drop(found)
        found.campaign_id, found.choices = campaign_id, choices.written()
        memory.keep_choices(KIND, found.signature, choices.written())
    found = import_.by_id(import_id, kind=KIND)
    with not_collecting():
        rows = outcome_preview.look(found)
        with transaction():
            outcome_preview.store(import_.by_id(import_id, lock=True, kind=KIND), rows)
