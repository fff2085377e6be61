"""How fast entries of one tablet come: what a room can write there, what is kept of more, and which tablets are unusual.

Whoever has its link can seal and send. Nothing is refused for good: what comes faster than a room can write is looked at by a
person, and beyond what is kept in a day the rest stays on the tablet and comes more slowly.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select

from tracker import clock
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry, to_do
from tracker.store.db import db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Hands raised on one tablet in a minute, and entries of it in a day, that are taken in unseen: a full evening is 1,000.
A_MINUTE, EVENING = 20, 1_500
# New ones that are kept in a day. Beyond, and once so many lie here for a person or the key has gone: so many an hour.
A_DAY, HELD, SLOWLY = 3_000, 3_000, 10
# How long a tablet with a network may go on once it is closed: it hears of it within a minute, and whoever writes may finish.
HEARS = timedelta(minutes=2)
# What a tablet that is used as it is meant to be hardly ever sends; so many of them at once are told to the desk.
ODD, UNUSUAL = ("sealed", "late", "fast"), 20


def room(kiosk: Kiosk) -> int:
    """How many new entries it may send now. Never none for more than an hour."""
    now = clock.now()
    slowly = SLOWLY - _how_many(kiosk.id, KioskEntry.received_at > now - HOUR)
    if kiosk.private_key_sealed is None or _held(kiosk.id) >= HELD:
        return max(0, slowly)
    return max(0, slowly, A_DAY - _how_many(kiosk.id, KioskEntry.received_at > now - DAY))


def is_slow(kiosk: Kiosk) -> bool:
    """Whether more comes than is kept, or lies here already, so that the rest comes slowly."""
    return _held(kiosk.id) >= HELD or _how_many(kiosk.id, KioskEntry.received_at > clock.now() - DAY) >= A_DAY


def doubt(came: KioskEntry, told: datetime | None, closed_at: datetime | None) -> str:
    """Why a person has to look at one that reads well: "late", "fast", or "".

    `told`: when the hand was raised, where the tablet's clock is of use. `closed_at`: when the tablet was withdrawn or ended.
    """
    at, since = came.received_at, KioskEntry.received_at
    if closed_at is not None and (told or at) > closed_at + HEARS:
        return "late"
    if told is not None and _how_many(came.kiosk_id, _around(told), KioskEntry.id != came.id) >= A_MINUTE:
        return "fast"
    lately = _how_many(came.kiosk_id, since > at - DAY, since <= at)
    # However early it says that they were raised: what is brought from a drawer is an evening, and no more.
    behind = _how_many(came.kiosk_id, since > closed_at, since <= at) if closed_at is not None else 0
    return "fast" if max(lately, behind) > EVENING else ""


def unusual() -> dict[str, int]:
    """Tablets of which much waits that is odd, and how much."""
    found = db.session.execute(_unusual().order_by(func.count().desc()))
    return {kiosk_id: number for kiosk_id, number in found}


def to_decide() -> int:
    """How many tablets are unusual."""
    return db.session.scalar(counting()) or 0


def counting() -> Select[int]:
    """The same, to be asked together with other counts."""
    return select(func.count()).select_from(_unusual().subquery())


def _unusual() -> Select[str, int]:
    odd = and_(to_do("doubtful"), KioskEntry.envelope_sealed.is_not(None), KioskEntry.why.in_(ODD))
    counted = select(KioskEntry.kiosk_id, func.count()).where(odd).group_by(KioskEntry.kiosk_id)
    return counted.having(func.count() >= UNUSUAL)


def _around(told: datetime) -> ColumnElement[bool]:
    return KioskEntry.raised_at.between(told - MINUTE / 2, told + MINUTE / 2)


def _held(kiosk_id: str) -> int:
    return _how_many(kiosk_id, KioskEntry.state.in_(("waiting", "doubtful")), KioskEntry.envelope_sealed.is_not(None))


def _how_many(kiosk_id: str, *which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(KioskEntry).where(KioskEntry.kiosk_id == kiosk_id, *which)
    return db.session.scalar(counted) or 0
