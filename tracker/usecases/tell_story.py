"""Somebody of the team writes a story, or changes one. Nobody outside sees it before a second person has looked at it."""

from dataclasses import replace

from tracker.appeals import story_writing
from tracker.appeals.story_writing import Draft
from tracker.files import pictures
from tracker.store.transactions import transaction
from tracker.team import trace


def write(draft: Draft, file: bytes | None, account_id: str) -> str:
    """The id of the new story. `file`: a picture as it was brought. Raises Unfit, and what pictures.remade() raises."""
    draft = _with_picture(draft, file)
    with transaction():
        row = story_writing.add(draft, account_id)
        trace.note("story written", account_id, "story", row.id)
        return row.id


def change(story_id: str, draft: Draft, file: bytes | None, seen: int, account_id: str) -> bool:
    """False: all of it is as it was, and what is published stays so. Raises what story_writing.change() and remade() raise."""
    draft = _with_picture(draft, file)
    with transaction():
        changed = story_writing.change(story_id, draft, seen, account_id)
        if changed:
            trace.note("story changed", account_id, "story", story_id, ", ".join(changed))
        return bool(changed)


def _with_picture(draft: Draft, file: bytes | None) -> Draft:
    """Made anew before the transaction: it takes a moment, and nobody should wait for it."""
    return replace(draft, picture=pictures.remade(file)) if file else draft
