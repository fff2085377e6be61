"""Somebody takes a list of the desk along as a file: by alias, written down, sent while it is read."""

from collections.abc import Iterator

from tracker.errors import Refusal
from tracker.files.workbooks_out import MOST_ROWS
from tracker.files.writing import pieces
from tracker.finding.list_kind import Asked, ListKind
from tracker.store.transactions import transaction
from tracker.team import rations, trace
from tracker.words import lazy


class TooLongForExcel(Refusal):
    sentence = lazy("Excel shows %(most)s rows at most. Take it as CSV, or narrow the list.")
    field = "form"


def take_list(kind: ListKind, asked: Asked, form: str, layout: str = "") -> Iterator[bytes]:
    """The file, piece by piece; counted and traced before the first. Raises RationSpent and TooLongForExcel."""
    with transaction():
        number = kind.how_many(asked)
        if form == "xlsx" and number > MOST_ROWS:
            raise TooLongForExcel(most=f"{MOST_ROWS:,}")
        if kind.about_people:
            rations.take("export", asked.who.account_id)
        told = ", ".join(part for part in (kind.key, layout, form, f"{number} rows") if part)
        trace.note("list taken", asked.who.account_id, detail=told)
    return pieces(form, kind.header(layout), kind.rows(asked, layout))
