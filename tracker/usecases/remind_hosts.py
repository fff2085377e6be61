"""Hosts are reminded: a week before of what to print, the day before of their list, the morning after of what is left; and of
paper that still lies about.

Each once, whoever else is at it; what does not hold any more stays at home. Nobody is woken: at night none is written.
"""

from datetime import timedelta

from sqlalchemy import select

from tracker import clock
from tracker.letters import host_letters, host_times
from tracker.letters.quiet import QuietHours
from tracker.screenings import log
from tracker.screenings.host_link import HostLink
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction

# Days around the screening's own in which a reminder can be due, whatever the clock there shows.
BEFORE, AFTER = timedelta(days=8), timedelta(days=16)


def remind_hosts(base_url: str) -> int:
    """How many letters were written, each in a transaction of its own, which holds the screening."""
    _keep_at_home()
    quiet, wanted = QuietHours(), {}
    for screening in _near():
        reminder = host_times.due(screening)
        if reminder is not None and quiet.end_in(screening.zone) is None:
            wanted[host_times.key(screening, reminder)] = screening.id
    left = wanted.keys() - host_letters.written(wanted)
    db.session.rollback()
    return sum(_remind(wanted[key], base_url) for key in sorted(left))


def _remind(screening_id: str, base_url: str) -> bool:
    """What was read before may have changed: the screening is held, and looked at once more."""
    with transaction():
        screening = log.dated(screening_id)
        reminder = host_times.due(screening)
        return reminder is not None and host_letters.remind(screening, reminder, base_url)


def _keep_at_home() -> None:
    """Reminders that wait, for whatever reason, and whose time is over, or whose link, or whose reader."""
    waiting = host_letters.waiting()
    db.session.rollback()
    for screening_id in sorted(waiting):
        with transaction():
            host_letters.stop_stale(log.by_id(screening_id, lock=True), waiting[screening_id])


def _near() -> list[Screening]:
    """Film screenings with a link, around today."""
    today = clock.now().date()
    linked = select(HostLink.screening_id).where(HostLink.withdrawn_at.is_(None))
    wanted = select(Screening).where(
        Screening.day.between(today - AFTER, today + BEFORE), Screening.status == "announced",
        Screening.host_sealed.is_not(None), Screening.id.in_(linked),
    )  # fmt: skip
    return list(db.session.scalars(wanted.order_by(Screening.id)))
