"""Lines of a paper sheet come in by the one way in, and what was typed of them goes. One that cannot is set apart, and holds up
nobody."""

from collections.abc import Sequence

import structlog

from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.screenings import doors
from tracker.screenings.screening import Screening
from tracker.signups import lines
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import Content, SheetLine
from tracker.store.db import db

log = structlog.get_logger()


def take_in(sheet: Sheet, screening: Screening, rows: Sequence[SheetLine]) -> int:
    """Inside a transaction, the sheet locked. How many; whether they were known is told to nobody.

    A cancelled film screening's lines go where its code leads; however late one is typed, its owner was in the room.
    """
    at = doors.standing(screening.campaign_id, "unplaced") if screening.status == "cancelled" else screening
    keys = {each.key: each.id for each in lines.boxes_of(sheet)}
    entries = []
    for line in rows:
        said = lines.opened(line)
        if said is None:
            _set_apart(line, "Broken")
        else:
            entries.append((line, _entry(sheet, at, line, said, keys)))
    if _welcomed(entries, alone=len(entries) < 2):
        return len(entries)
    return sum(_welcomed([each], alone=True) for each in entries)


def _welcomed(entries: Sequence[tuple[SheetLine, Entry]], alone: bool) -> bool:
    """Whether they came in, all of them or none; one alone that does not is set apart."""
    try:
        with db.session.begin_nested():
            welcome([entry for _line, entry in entries])
            lines.taken_in([line for line, _entry in entries])
    except Exception as error:  # noqa: BLE001 (of whatever kind: the same line comes first every time)
        if alone:
            _set_apart(entries[0][0], type(error).__name__)
        return False
    return True


def _set_apart(line: SheetLine, why: str) -> None:
    log.warning("a line of a sheet is set apart", error=why)
    lines.set_apart(line)


def _entry(sheet: Sheet, at: Screening, line: SheetLine, said: Content, interests: dict[str, str]) -> Entry:
    return Entry(
        submission=line.submission, screening_id=at.id, campaign_id=at.campaign_id, kind=at.kind, name=said["name"],
        email=said["email"], phone=said["phone"], consent=said["consent"],
        interests=tuple((interests[key], key) for key in said["interests"] if key in interests), language=said["language"],
        source="sheet", at=line.typed_at, wording_id=sheet.wording_id, point_person_id=at.point_person_id,
        account_id=line.account_id,
    )  # fmt: skip
