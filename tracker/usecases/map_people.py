"""Somebody says what the columns of a list of people mean and what its rows earn; every row's fate is shown, nobody comes in."""

from tracker.imports import import_, memory, people_preview, preview
from tracker.imports.collecting import not_collecting
from tracker.imports.look import Told
from tracker.imports.people_choices import PeopleChoices
from tracker.store.engines import SHELF, roomy
from tracker.store.transactions import transaction

KIND = "people"


def map_people(import_id: str, choices: PeopleChoices) -> None:
    """Keep what was chosen, for this file and for the next with its headings. Raises ImportNotThere, WrittenAlready."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        preview.drop(found)
        found.campaign_id, found.choices = choices.campaign_id or None, choices.written()
        # The one film screening of all rows is this file's alone.
        memory.keep_choices(KIND, found.signature, {**choices.written(), "screening_id": ""})


def look_at_people(import_id: str, told: Told | None = None) -> None:
    """Decide every row's fate by what was chosen. Raises ImportNotThere, WrittenAlready, FileGone, ScreeningNotFound."""
    found = preview.still_open(import_.by_id(import_id, kind=KIND))
    with not_collecting():
        looked = people_preview.look(found, told)
        with transaction() as session, roomy(session.connection(), SHELF):
            people_preview.store(import_.by_id(import_id, lock=True, kind=KIND), looked)
