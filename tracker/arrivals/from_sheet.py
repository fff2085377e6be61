"""Lines of a paper sheet come in by the one way in, and what was typed of them goes."""

from collections.abc import Sequence

from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.screenings import doors
from tracker.screenings.screening import Screening
from tracker.signups import lines
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import SheetLine


def take_in(sheet: Sheet, screening: Screening, rows: Sequence[SheetLine]) -> int:
    """Inside a transaction, the sheet locked. How many; whether they were known is told to nobody.

    A cancelled film screening's lines go where its code leads; however late one is typed, its owner was in the room.
    """
    at = doors.standing(screening.campaign_id, "unplaced") if screening.status == "cancelled" else screening
    keys = {each.key: each.id for each in lines.boxes_of(sheet)}
    welcome([_entry(sheet, at, line, keys) for line in rows])
    lines.taken_in(rows)
    return len(rows)


def _entry(sheet: Sheet, at: Screening, line: SheetLine, interests: dict[str, str]) -> Entry:
    said = line.content
    assert said is not None, "a line that waits has something on it"
    return Entry(
        submission=line.submission, screening_id=at.id, campaign_id=at.campaign_id, kind=at.kind, name=said["name"],
        email=said["email"], phone=said["phone"], consent=said["consent"],
        interests=tuple((interests[key], key) for key in said["interests"] if key in interests), language=said["language"],
        source="sheet", at=line.typed_at, wording_id=sheet.wording_id, point_person_id=at.point_person_id,
        account_id=line.account_id,
    )  # fmt: skip
