"""What figures are counted of: a campaign, all of it or some of its film screenings, always or from day to day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.records import dataclass

Group = Literal["", "screening", "region", "country", "city", "kind", "host", "film", "language"]
# By what the film screenings of a campaign are told apart. Each has exactly one key in each of them.
GROUPS: tuple[Group, ...] = ("screening", "region", "country", "city", "kind", "host", "film", "language")
# The key of what is not known, or does not apply: no venue (at home, not said yet), hosted by no ally, no language.
NONE = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """One campaign; `since` and `until` are days of the house's clock, both within, and choose signups by when they came in.

    `by` and `key`: only the film screenings of one group. Keys: a screening's, film's or hosting ally's id; "US-TX" (country and
    region), "US", "US-TX-Austin" (a city is that of its region), a kind, a language's code; "" for those without any.
    """

    campaign_id: str
    since: date | None = None
    until: date | None = None
    by: Group = ""
    key: str = ""

    def begins(self, zone: str) -> datetime | None:
        """The first moment of the period, in UTC; None: since ever."""
        return _midnight(self.since, zone) if self.since else None

    def ends(self, zone: str) -> datetime | None:
        """The first moment after the period, in UTC; None: it has no end."""
        return _midnight(self.until + timedelta(days=1), zone) if self.until else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
