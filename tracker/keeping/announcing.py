"""A large erasure is announced to the administrators a week before, and never grows in silence.

Up to `large_erasure` people go as they are due. More go only under an announcement that is a week old, and no more than it
said: what a shortened period has made due all at once waits for its own week. Nobody puts it off: when people go was
promised to them.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from tracker.keeping import retention
from tracker.keeping.announcement import Announcement
from tracker.store.db import db
from tracker.team import settings

AHEAD = timedelta(days=7)
# Days for which an announcement is good once its day has come.
GOOD_FOR = 14
MOST_COUNTED = 1_000_000


def large() -> int:
    """How many at once are a large erasure."""
    return int(settings.get("large_erasure"))


def may_go(now: datetime, found: int, most: int) -> int:
    """How many of the `found` whose time is over may be erased now, up to `most`."""
    if found <= large():
        return most
    return min(most, _left(_good(now), Announcement.goes_on <= now.date()))


def count_gone(now: datetime) -> None:
    """One of those who were announced has gone; inside a transaction."""
    under = select(Announcement).where(*_good(now), Announcement.goes_on <= now.date())
    under = (
        under.where(Announcement.gone < Announcement.number).order_by(Announcement.goes_on, Announcement.id).limit(1)
    )
    for announcement in db.session.scalars(under.with_for_update()):
        announcement.gone += 1
        db.session.flush()


def unannounced(now: datetime) -> int:
    """How many more than was announced will be due within a week, where that is a large erasure; else 0."""
    ahead = len(retention.outlived(now + AHEAD, MOST_COUNTED))
    news = ahead - _left(_good(now))
    return news if news > large() else 0


def announce(number: int, now: datetime) -> Announcement:
    """Inside a transaction."""
    told = Announcement(told_at=now, goes_on=now.date() + AHEAD, number=number, gone=0)
    db.session.add(told)
    db.session.flush()
    return told


def coming(now: datetime) -> list[Announcement]:
    """Those under which somebody still may go, the next first."""
    good = select(Announcement).where(*_good(now), Announcement.gone < Announcement.number)
    return list(db.session.scalars(good.order_by(Announcement.goes_on, Announcement.id)))


def _good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    since: date = now.date() - timedelta(days=GOOD_FOR)
    return (Announcement.goes_on > since,)


def _left(good: tuple[ColumnElement[bool], ...], *also: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.sum(Announcement.number - Announcement.gone)).where(*good, *also)) or 0
