"""Quiet hours: at night, by the clock of whoever reads it, no letter leaves that does not answer a fresh act."""

import hashlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.team import settings
from tracker.times import ZoneUnknown, zone_named

# Minutes after their end over which the letters of a night are spread, so that not all leave at once.
SPREAD = 30


class QuietHours:
    """Those of the organisation, at this moment."""

    def __init__(self) -> None:
        self.begin, self.end = _hour("quiet_from"), _hour("quiet_until")
        self.desk = _zone(settings.get("zone")) or ZoneInfo("UTC")
        self.now = clock.now()
        self.ends: dict[str, datetime | None] = {}

    def end_in(self, zone: str | None) -> datetime | None:
        """When they end where it is quiet now; None where it is not. Without a zone, or a known one: the desk's."""
        key = zone or ""
        if key not in self.ends:
            self.ends[key] = self._end(_zone(key) or self.desk)
        return self.ends[key]

    def _end(self, zone: ZoneInfo) -> datetime | None:
        local = self.now.astimezone(zone)
        since = (local.hour - self.begin) % 24
        if since >= (self.end - self.begin) % 24:
            return None
        day = local.date() + timedelta(days=1 if local.hour >= self.end else 0)
        return datetime.combine(day, time(self.end), zone)


def spread(letter_id: str) -> timedelta:
    """How long after their end a letter leaves: always the same for one letter."""
    seconds = int.from_bytes(hashlib.sha256(letter_id.encode("ascii")).digest()[:4]) % (SPREAD * 60)
    return timedelta(seconds=seconds)


def _hour(name: str) -> int:
    said = settings.get(name)
    return int(said) % 24 if said.isdecimal() else int(settings.DEFAULTS[name])


def _zone(name: str) -> ZoneInfo | None:
    try:
        return zone_named(name)
    except ZoneUnknown:
        return None
