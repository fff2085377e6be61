"""Once a week a letter to whoever of the team typed a sheet that is still to be closed or destroyed; else to the point person; where
both have left, or work elsewhere, to the coordinators.

A host is reminded by letters of their own (remind_hosts), as long as one can go there.
"""

from collections import defaultdict
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.letters import host_letters, to_member
from tracker.letters.quiet import QuietHours
from tracker.screenings import host_link, who_works
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheet_ends, sheet_photo, sheets
from tracker.signups.sheet import Sheet
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, settings
from tracker.team.roles import Role

# Who can open a sheet, on a campaign of theirs.
ORGANIZING = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER)


def remind_of_sheets(base_url: str) -> int:
    """How many letters were written, each in a transaction of its own."""
    zone = settings.get("zone")
    if QuietHours().end_in(zone) is not None:
        return 0
    year, week, _day = clock.now().astimezone(ZoneInfo(zone)).isocalendar()
    theirs: dict[str, list[str]] = defaultdict(list)
    for sheet in sheet_ends.due_ones():
        for whose in _whose(sheet):
            theirs[whose].append(sheet.id)
    db.session.rollback()
    return sum(_write(whose, theirs[whose], f"{year}-{week}", base_url) for whose in sorted(theirs))


def _write(whose: str, sheet_ids: list[str], week: str, base_url: str) -> bool:
    with transaction():
        return to_member.sheets_wait(account.by_id(whose), sheet_ids, week, base_url)


def _whose(sheet: Sheet) -> list[str]:
    """The account that has it in hand: who closed it, typed last or brought the photo, if they still can open it; else the point
    person; else every coordinator. Nobody, while a host has it in hand and nobody of the team was ever at it.
    """
    photo, screening = sheet_photo.of(sheet.id), sheets.screening_of(sheet)
    at_it = [sheet.closed_by_id, *lines.accounts(sheet.id), photo.account_id if photo else None]
    # A photo is sent to be typed up by the team.
    if not any(at_it) and photo is None and _host_is_told(screening):
        return []
    there = who_works.active_on(screening.campaign_id, ORGANIZING)
    hand = next((each for each in (*at_it, screening.point_person_id) if each in there), None)
    if hand:
        return [hand]
    return who_works.active_as(Role.COORDINATOR) or who_works.active_as(Role.ADMINISTRATOR)


def _host_is_told(screening: Screening) -> bool:
    reads = any(link.reminds for link in host_link.open_ones(screening))
    return reads and bool(host_letters.address_of(screening))
