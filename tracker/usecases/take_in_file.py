"""A list of film screenings, admissions, gifts or signatures is brought: kept sealed until somebody says what its columns mean."""

import hashlib

from tracker import clock
from tracker.errors import Refusal
from tracker.files.tables import read_table
from tracker.imports import memory
from tracker.imports.brought_file import packed
from tracker.imports.cells import clean
from tracker.imports.collecting import give_back
from tracker.imports.import_ import Import, State
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.words import lazy

LONGEST_NAME = 200


class NoFile(Refusal):
    sentence = lazy("Choose a file first.")
    field = "file"


def take_in(data: bytes, file_name: str, by: str | None, kind: str = "screenings") -> str:
    """The id of the import. Raises NoFile, and what read_table raises of a file that cannot be read whole."""
    name = clean(file_name.replace("\\", "/").rpartition("/")[2])[-LONGEST_NAME:]
    if not name:
        raise NoFile
    # The table is let go of at once: sealing the file takes several times its size, too.
    signature = memory.signature_of(kind, read_table(data, name, calendars=kind == "screenings"))
    with transaction():
        row = Import(
            kind=kind, sha256=hashlib.sha256(data).hexdigest(), size=len(data), state=State.UPLOADED.value,
            signature=signature, account_id=by, uploaded_at=clock.now(),
        )  # fmt: skip
        row.file_name, row.upload = name, packed(data)
        db.session.add(row)
        kept = row.id
    give_back()
    return kept
