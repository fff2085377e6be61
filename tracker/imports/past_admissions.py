"""Lists of admissions that a distributor sent: looked at as at the desk, and written down or not yet."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from tracker import clock
from tracker.files.tables import read_table
from tracker.imports import admission_columns, admission_preview, admission_writing, memory
from tracker.imports.admission_rows import AdmissionChoices
from tracker.imports.brought_file import packed
from tracker.imports.import_ import Import, State
from tracker.records import dataclass
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Sent:
    """One list; campaign by its place in the story; `days`: how long ago somebody brought it."""

    file_name: str
    data: bytes
    campaign: int
    days: int
    written: bool


def bring(lists: Sequence[Sent], campaign_ids: Sequence[str], by: str) -> None:
    """One after the other, inside a transaction: a later one meets what an earlier one said."""
    for sent in lists:
        found = _looked_at(sent, campaign_ids[sent.campaign], by)
        if sent.written:
            done = admission_writing.write(found, by)
            found.counts = {**(found.counts or {}), "made": done}
            found.written_at, found.state = found.uploaded_at, State.WRITTEN.value
            db.session.flush()


def _looked_at(sent: Sent, campaign_id: str, by: str) -> Import:
    table = read_table(sent.data, sent.file_name)
    found = Import(
        kind="admissions", sha256=hashlib.sha256(sent.data).hexdigest(), size=len(sent.data), account_id=by,
        state=State.UPLOADED.value, signature=memory.signature_of("admissions", table), campaign_id=campaign_id,
        uploaded_at=clock.now() - timedelta(days=sent.days),
    )  # fmt: skip
    found.file_name, found.upload = sent.file_name, packed(sent.data)
    found.choices = AdmissionChoices(tuple(admission_columns.guess(table))).written()
    db.session.add(found)
    db.session.flush()
    admission_preview.store(found, admission_preview.look(found))
    return found
