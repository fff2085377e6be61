"""Who asks, as the rooms want to know it; and how pages of a list are told apart in an address."""

import re
from datetime import UTC, datetime, timedelta

from tracker.followups.claiming import Worker
from tracker.followups.hands import languages
from tracker.team.roles import SEES_ALL_CAMPAIGNS
from tracker.web.frame.access import me, my_campaigns

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(\d{1,17})-([0-9a-hjkmnp-tv-z]{16})(?:~([0-9a-z.-]{0,40}))?", re.ASCII)


def worker() -> Worker:
    """Whoever is signed in."""
    account = me()
    careful = account.role in SEES_ALL_CAMPAIGNS
    return Worker(account.id, my_campaigns(), careful, speaks=languages(account.speaks))


def mark_of(place: tuple[datetime, str] | None, group: str = "") -> str | None:
    """Where a next page begins, as an address says it: microseconds, an id, and the group where there are any."""
    if place is None:
        return None
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}-{place[1]}" + (f"~{group}" if group else "")


def place_of(mark: str) -> tuple[datetime, str] | None:
    """The other way round; anything else begins at the beginning."""
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    return _EPOCH + timedelta(microseconds=int(found[1])), found[2]


def number_of(mark: str) -> int:
    """Where the group in a mark is a number; 0 where it is none."""
    group = group_of(mark)
    return int(group) if group.isascii() and group.isdecimal() and len(group) < 6 else 0


def group_of(mark: str) -> str:
    """The group in a mark; "" where there is none."""
    found = _MARK.fullmatch(mark)
    return (found[3] or "") if found else ""
