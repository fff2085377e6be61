"""Changes of film screenings that somebody should know of. Inside transactions; the screenings are locked before.

What people were told stays in the notice while it is open, however often the screening changes; a change back drops it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, func, select, text

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.letters import host_letters, outbox, stale
from tracker.letters.letter import Letter
from tracker.letters.notice import Before, Notice
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.rows import is_id, row_of
from tracker.words import lazy


class DecidedAlready(Refusal):
    sentence = lazy("This has been decided already: look at the film screening again.")
    status = 409


class ChangedSince(Refusal):
    sentence = lazy("The film screening has changed since you looked. Look again at what would be told.")
    status = 409


def facts_of(screening: Screening) -> Before:
    """What people know of it."""
    return {
        "starts_at": screening.starts_at.isoformat() if screening.starts_at else None,
        "day": screening.day.isoformat() if screening.day else None,
        "zone": screening.zone, "venue_id": screening.venue_id, "screen": screening.screen, "status": screening.status,
    }  # fmt: skip


def look(changes: Sequence[tuple[Screening, Before]], by: str | None) -> None:
    """Screenings as they are now, and what they were: open, join or drop notices. Letters that tell the old are stopped."""
    db.session.flush()
    moved = _really(changes)
    if not moved:
        return
    ids = sorted(screening.id for screening, _ in moved)
    stale.write_anew(ids)
    host_letters.stop_of(ids)
    # In a worker's hands or failed, too: neither another try nor somebody's button sends what does not hold any more.
    outbox.withdraw(Letter.notice_id.in_(select(Notice.id).where(Notice.screening_id.in_(ids), Notice.state == "sent")))
    opened, last, concerned = _open_ones(ids), _last_ones(ids), _concerned([screening for screening, _ in moved])
    now = [facts_of(screening) for screening, _ in moved]
    known = [notice.before for notice in (*opened.values(), *last.values())]
    places = _places([*now, *known, *(before for _, before in moved)])
    for screening, before in moved:
        there = opened.get(screening.id)
        if there is not None:
            _join(there, screening, places)
        elif screening.id in concerned:
            _open(screening, _told(before, screening, last.get(screening.id)), by, places)
    db.session.flush()


def joined(stays: Screening, goes: Screening, by: str | None) -> None:
    """One was the other all along: who was told of `goes` is told of `stays`, if that is otherwise."""
    before = facts_of(goes)
    there = _open_ones([goes.id]).get(goes.id)
    if there is not None:
        before, there.state, there.decided_at = there.before, "dropped", clock.now()
        db.session.flush()
    places = _places([before, facts_of(stays)])
    if _concerned([goes]) and stays.id not in _open_ones([stays.id]):
        _open(stays, before, by, places)
    db.session.flush()


def open_ones(campaigns: Collection[str] | None) -> list[Notice]:
    """What nobody has decided, of these campaigns (None: all), the oldest first."""
    wanted = select(Notice).join(Screening, Screening.id == Notice.screening_id).where(Notice.state == "open")
    return list(db.session.scalars(_of(wanted, campaigns).order_by(Notice.made_at, Notice.id)))


def how_many_open(campaigns: Collection[str] | None) -> int:
    return db.session.scalar(counting_open(campaigns)) or 0


def counting_open(campaigns: Collection[str] | None) -> Select[int]:
    """The same, to be asked together with other counts."""
    wanted = select(func.count(Notice.id)).join(Screening, Screening.id == Notice.screening_id)
    counted: Select[int] = _of(wanted.where(text("notice.state = 'open'")), campaigns)
    return counted


def of_screening(screening_id: str) -> list[Notice]:
    """All of one, the newest first; those that were dropped by themselves are left out."""
    wanted = select(Notice).where(
        Notice.screening_id == screening_id, (Notice.state != "dropped") | Notice.decided_by_id.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(Notice.made_at.desc(), Notice.id)))


def by_id(notice_id: str) -> Notice:
    """Raises NotThere."""
    return row_of(Notice, notice_id)


def hold(notice_id: str) -> tuple[Notice, Screening]:
    """An open one with its screening, both locked in the order in which a change locks them. Raises NotThere, DecidedAlready."""
    screening_id = (
        db.session.scalar(select(Notice.screening_id).where(Notice.id == notice_id)) if is_id(notice_id) else None
    )
    if screening_id is None:
        raise NotThere
    screening = row_of(Screening, screening_id, lock=True)
    notice = row_of(Notice, notice_id, lock=True)
    db.session.refresh(notice)
    if notice.state != "open":
        raise DecidedAlready
    return notice, screening


def decide(notice: Notice, state: str, by: str) -> None:
    notice.state, notice.decided_at, notice.decided_by_id = state, clock.now(), by


def mark(notice: Notice, screening: Screening) -> str:
    """Another one when anything that is told has changed."""
    facts = facts_of(screening)
    return "|".join(str(each) for each in (notice.kind, *(facts.get(name) for name in sorted(facts))))


def ahead(facts: Mapping[str, Any]) -> bool:
    """Whether it has not begun; while only the day is known, not before that day is over."""
    zone = ZoneInfo(str(facts["zone"]))
    if facts.get("starts_at"):
        return datetime.fromisoformat(facts["starts_at"]) > clock.now()
    day = facts.get("day")
    return bool(day) and date.fromisoformat(str(day)) >= clock.now().astimezone(zone).date()


def _really(changes: Sequence[tuple[Screening, Before]]) -> list[tuple[Screening, Before]]:
    """Those where what people read is otherwise now."""
    places = _places([*(before for _, before in changes), *(facts_of(screening) for screening, _ in changes)])
    return [
        (screening, before) for screening, before in changes
        if not screening.standing and _read(before, places) != _read(facts_of(screening), places)
    ]  # fmt: skip


def _read(facts: Before, places: Mapping[str, str]) -> tuple[object, ...]:
    """Day and time by the clock there, and the place. A cancelled one has neither."""
    if facts.get("status") == "cancelled":
        return ("cancelled",)
    starts_at, venue_id = facts.get("starts_at"), facts.get("venue_id")
    there = datetime.fromisoformat(starts_at).astimezone(ZoneInfo(facts["zone"])) if starts_at else None
    when = (there.date().isoformat(), there.time()) if there else (facts.get("day"), None)
    return (*when, places.get(venue_id, venue_id) if venue_id else facts["zone"], facts.get("screen", ""))


def _places(facts: Sequence[Before]) -> dict[str, str]:
    """Venues by what they were joined into: the place did not move."""
    wanted = {each["venue_id"] for each in facts if each.get("venue_id")}
    rows = db.session.execute(select(Venue.id, Venue.joined_into_id).where(Venue.id.in_(wanted)))
    return {venue_id: joined_into or venue_id for venue_id, joined_into in rows}


def _open_ones(ids: Collection[str]) -> dict[str, Notice]:
    wanted = select(Notice).where(Notice.screening_id.in_(ids), Notice.state == "open").order_by(Notice.id)
    rows = db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True))
    return {notice.screening_id: notice for notice in rows}


def _last_ones(ids: Collection[str]) -> dict[str, Notice]:
    wanted = select(Notice).where(Notice.screening_id.in_(ids)).order_by(Notice.made_at, Notice.id)
    return {notice.screening_id: notice for notice in db.session.scalars(wanted)}


def _told(before: Before, screening: Screening, last: Notice | None) -> Before:
    """Nobody was told that it is cancelled unless a letter said so: then what they knew before holds."""
    if before.get("status") != "cancelled" or screening.status == "cancelled":
        return before
    if last is not None and last.kind == "cancelled":
        return before if last.state == "sent" else last.before
    return {**before, "status": "announced"}


def _open(screening: Screening, before: Before, by: str | None, places: Mapping[str, str]) -> None:
    now = facts_of(screening)
    if _read(before, places) == _read(now, places):
        return
    if not (ahead(before) or ahead(now)):
        return
    db.session.add(
        Notice(
            screening_id=screening.id, kind=_kind(screening), before=before, state="open", made_at=clock.now(), made_by_id=by
        )
    )  # fmt: skip


def _join(there: Notice, screening: Screening, places: Mapping[str, str]) -> None:
    there.kind, there.made_at = _kind(screening), clock.now()
    if _read(there.before, places) == _read(facts_of(screening), places):
        there.state, there.decided_at = "dropped", clock.now()


def _kind(screening: Screening) -> str:
    return "cancelled" if screening.status == "cancelled" else "moved"


def _concerned(screenings: Sequence[Screening]) -> frozenset[str]:
    """Those of which somebody should know: an ally who agreed to letters signed up, or the host left an address."""
    ids = [screening.id for screening in screenings]
    agreed = exists().where(Ally.id == Signup.ally_id, Ally.email_consent == "yes")
    found = db.session.scalars(select(Signup.screening_id).where(Signup.screening_id.in_(ids), agreed).distinct())
    return frozenset(found) | {screening.id for screening in screenings if (screening.host or {}).get("email")}


def _of(wanted: Any, campaigns: Collection[str] | None) -> Any:
    return wanted if campaigns is None else wanted.where(Screening.campaign_id.in_(sorted(campaigns)))
