"""The proof: what has gone, day by day, why, and since when that is final. No identity: numbers and dates."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, text

from tracker.allies.ally import HELD, Ally
from tracker.keeping import clearing, finality
from tracker.keeping.erasure import Erasure
from tracker.records import dataclass
from tracker.store.db import db
from tracker.team import settings

# Days of erasures, and nights of clearing, that are shown.
MOST_DAYS, MOST_NIGHTS = 60, 100
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Gone:
    """On one day of the desk, for one reason ("asked", "desk", "retention", or the kind of a clock). Final: None is not yet."""

    day: date
    why: str
    number: int
    on_disk: datetime | None
    everywhere: date | None
    # The day from which it will be final everywhere, if the keys turn as they should.
    expected: date | None


def counting_held() -> Select[int]:
    """Allies that are not erased."""
    return select(func.count()).select_from(Ally).where(text(f"ally.{HELD}"))


def counting_waiting() -> Select[int]:
    """Those who asked, and are hidden until it is due."""
    return select(func.count()).where(Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None))


def counting_erased() -> Select[int]:
    """All that ever were."""
    return select(func.count()).where(Erasure.done_at.is_not(None))


def erasures() -> list[Gone]:
    """Of the last days, the latest first."""
    rows = select(Erasure.done_at, Erasure.why, Erasure.account_id).where(Erasure.done_at.is_not(None))
    found = db.session.execute(rows.order_by(Erasure.done_at.desc()).limit(MOST_ROWS))
    return _by_day((at, "desk" if account_id else why, 1) for at, why, account_id in found if at)


def cleared() -> list[Gone]:
    """Of the last nights, the latest first."""
    return _by_day((each.at, each.kind, each.number) for each in clearing.lately(MOST_NIGHTS))


def _by_day(found: Iterable[tuple[datetime, str, int]]) -> list[Gone]:
    zone = ZoneInfo(settings.get("zone"))
    days: dict[tuple[date, str], tuple[int, datetime]] = {}
    for at, why, number in found:
        key = (at.astimezone(zone).date(), why)
        before, last = days.get(key, (0, at))
        days[key] = (before + number, max(last, at))
    return [
        Gone(
            day,
            why,
            number,
            finality.final_on_disk(last),
            finality.final_everywhere_from(last),
            finality.expected_everywhere(last),
        )
        for (day, why), (number, last) in list(days.items())[:MOST_DAYS]
    ]
