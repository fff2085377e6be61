"""Somebody says what the columns of a file mean and fills in what it lacks; every row's fate is decided, nothing is made."""

from typing import Any

from tracker.imports import choices_kept, import_, memory, preview
from tracker.imports.collecting import not_collecting
from tracker.imports.look import Told, look
from tracker.imports.staged import stage
from tracker.store.transactions import transaction


def map_import(
    import_id: str, campaign_id: str, follows: str | None, choices: dict[str, Any], told: Told | None = None
) -> None:
    """`follows`: the list of which it is a newer version. Raises ImportNotThere, WrittenAlready, what reading raises."""
    with transaction():
        found = preview.still_open(import_.by_id(import_id, lock=True))
        preview.drop(found)
        found.campaign_id, found.list_id, found.choices = campaign_id, follows or found.id, choices
        found.answers = {about: said for about, said in found.answers.items() if about != "move"}
        memory.keep_choices(found.kind, found.signature, {**choices, "columns": choices["columns"]})
    look_again(import_id, told)


def look_again(import_id: str, told: Told | None = None) -> None:
    """The same choices against the world as it is now."""
    found = preview.still_open(import_.by_id(import_id))
    assert found.choices is not None
    kept = found.choices
    with not_collecting():
        looked = look(found, choices_kept.read(kept), kept["film_id"], kept["sheet"], told)
        staged = stage(looked, import_id)
        with transaction():
            preview.store(import_.by_id(import_id, lock=True), looked, staged)
