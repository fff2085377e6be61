"""The report of an import: every row, its fate and why, as a table that people take with them."""

from tracker.files.writing import csv_bytes
from tracker.imports import listing
from tracker.imports.import_ import Import
from tracker.imports.lines import lines_of
from tracker.words import _


def report_of(found: Import) -> bytes:
    """CSV; no cell can start a formula."""
    heading = [_("Row"), _("Fate"), _("Film"), _("Venue"), _("Town"), _("When, there"), _("Why")]
    lines = (line for rows in listing.every_row(found.id) for line in lines_of(rows, found.answers))
    told = (
        [line.number, line.fate_words, line.title, line.venue, line.where, line.when, " ".join(line.why)]
        for line in lines
    )
    return csv_bytes(heading, told)
