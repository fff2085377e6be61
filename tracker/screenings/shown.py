"""When and where a film was shown, as the playbook looks at it: for signups at it, and for the hours at which to call."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.store.db import db

SOME = 5_000


@dataclass(frozen=True, slots=True)
class Shown:
    """Of a standing screening there is neither day nor moment."""

    zone: str
    day: date | None
    starts_at: datetime | None
    host_contact_id: str | None
    # Letters after the first wait until the address is confirmed: see Campaign.confirmed_first.
    confirmed_first: bool


def shown(screening_ids: Collection[str]) -> dict[str, Shown]:
    """By screening."""
    found: dict[str, Shown] = {}
    ids = sorted(set(screening_ids))
    for start in range(0, len(ids), SOME):
        rows = (
            select(
                Screening.id, Screening.zone, Screening.day, Screening.starts_at, Screening.host_contact_id,
                Campaign.confirmed_first,
            )
            .join(Campaign, Campaign.id == Screening.campaign_id)
            .where(Screening.id.in_(ids[start : start + SOME]))
        )  # fmt: skip
        found.update({row[0]: Shown(*row[1:]) for row in db.session.execute(rows)})
    return found


def days_since(at: datetime, zone: str, day: date | None, starts_at: datetime | None) -> int:
    """Whole days from a film screening to `at`, by the clock on its wall; the night after it is still day 0.

    Before it, and where there is no day (at home, not said yet): 0.
    """
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if starts_at is not None:
        return max(0, (local - starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) // timedelta(days=1))
    return max(0, (local.date() - day).days) if day is not None else 0
