"""A past for paper: sheets of an evening, one typed up and closed, one left half typed."""

from collections.abc import Sequence

from tracker.appeals import interest
from tracker.arrivals import from_sheet
from tracker.screenings import calendar
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheet_ends, sheets
from tracker.signups.sheet_line import Typist
from tracker.signups.typed_line import TypedLine


def type_up(printed: Sequence[Screening], paper: tuple[Sequence[TypedLine], Sequence[TypedLine]], by: str) -> None:
    """Of the first evening that has its kit and is over; one line of the closed sheet nobody could read."""
    over = (row for row in printed if calendar.phase(row) == "over")
    evening = next((row for row in over if len(sheets.at(row.id)) > 1), None)
    if evening is None:
        return
    keys = {each.key for each in interest.offered()}
    for sheet, written in zip(sheets.at(evening.id), paper, strict=False):
        typed = [lines.add(sheet, line, Typist(by), None)[0] for line in written if line.check(keys)]
        if written is paper[0]:
            sheet_ends.close(sheet, evening, len(typed) + 1, 1, by)
            from_sheet.take_in(sheet, evening, typed)
