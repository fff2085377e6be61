"""Once a week a letter to whoever of the team typed a sheet that is still to be closed or destroyed; else to the point person.

A host is reminded by letters of their own (remind_hosts), as long as one can go there.
"""

from collections import defaultdict
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.letters import host_letters, to_member
from tracker.letters.quiet import QuietHours
from tracker.screenings import host_link
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheet_ends, sheet_photo, sheets
from tracker.signups.sheet import Sheet
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, settings


def remind_of_sheets(base_url: str) -> int:
    """How many letters were written, each in a transaction of its own."""
    zone = settings.get("zone")
    if QuietHours().end_in(zone) is not None:
        return 0
    year, week, _day = clock.now().astimezone(ZoneInfo(zone)).isocalendar()
    theirs: dict[str, list[str]] = defaultdict(list)
    for sheet in sheet_ends.due_ones():
        whose = _whose(sheet)
        if whose:
            theirs[whose].append(sheet.id)
    db.session.rollback()
    return sum(_write(whose, theirs[whose], f"{year}-{week}", base_url) for whose in sorted(theirs))


def _write(whose: str, sheet_ids: list[str], week: str, base_url: str) -> bool:
    with transaction():
        return to_member.sheets_wait(account.by_id(whose), sheet_ids, week, base_url)


def _whose(sheet: Sheet) -> str | None:
    """The account that has it in hand; None: a host has, or nobody answers for it."""
    photo = sheet_photo.of(sheet.id)
    hand = sheet.closed_by_id or lines.last_account(sheet.id) or (photo.account_id if photo else None)
    if hand:
        return hand
    screening = sheets.screening_of(sheet)
    # A photo is sent to be typed up by the team.
    return None if photo is None and _host_is_told(screening) else screening.point_person_id


def _host_is_told(screening: Screening) -> bool:
    reads = any(link.reminds for link in host_link.open_ones(screening))
    return reads and bool(host_letters.address_of(screening))
