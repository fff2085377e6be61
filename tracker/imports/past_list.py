"""A list of people that was brought, looked at and let in, as at the desk."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tracker import clock
from tracker.files.tables import read_table
from tracker.imports import memory, people_preview, people_writing
from tracker.imports.brought_file import packed
from tracker.imports.import_ import Import, State
from tracker.imports.people_choices import PeopleChoices
from tracker.imports.people_writing import Came
from tracker.records import dataclass
from tracker.store.db import db

# Lets them in by the one door: from the fields of entries to fate, ally, signup, and whether the ally is new.
LetIn = Callable[[Sequence[dict[str, Any]]], Sequence[tuple[str, str | None, str | None, bool]]]


@dataclass(frozen=True, slots=True)
class Brought:
    """A list of people of the first evening that is over, and what its columns mean."""

    file_name: str
    data: bytes
    choices: PeopleChoices


def bring(brought: Brought, screening_id: str, by: str, let_in: LetIn) -> None:
    """Inside a transaction; all of them were at this screening."""
    found = _looked_at(brought, screening_id, by)
    found.written_at, found.state = clock.now(), State.WRITTEN.value
    came = Came(found.written_at)
    for some in people_writing.staged(found):
        came.before(some)
        came.note(some, let_in(people_writing.fields_of(found, some, came, by)))
    people_writing.close(found)
    found.counts = {**found.counts, "made": len(came.signups), "allies": len(came.allies)}


def _looked_at(brought: Brought, screening_id: str, by: str) -> Import:
    table = read_table(brought.data, brought.file_name)
    found = Import(
        kind="people", sha256=hashlib.sha256(brought.data).hexdigest(), size=len(brought.data), account_id=by,
        state=State.UPLOADED.value, signature=memory.signature_of("people", table), uploaded_at=clock.now(),
    )  # fmt: skip
    found.file_name, found.upload = brought.file_name, packed(brought.data)
    found.choices = replace(brought.choices, screening_id=screening_id).written()
    db.session.add(found)
    db.session.flush()
    people_preview.store(found, people_preview.look(found))
    return found
