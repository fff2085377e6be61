"""Copies that leave the house, written down as they leave: so that they can be chased when somebody is erased."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.allies.ally import Ally, Contact
from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.records import dataclass
from tracker.signups import on_paper
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

BY_PHONE = ("call", "text")


@dataclass(frozen=True, slots=True)
class Left:
    """One copy of one ally: what it is, since when, in whose hands (None: whoever has the machine), and where."""

    kind: str
    at: datetime
    account_id: str | None
    place: str = ""


def left(kind: str, account_id: str | None, ally_ids: Collection[str], place: str = "") -> None:
    """A copy of these allies leaves now; inside a transaction. `kind`: see copy_left.KINDS."""
    if not ally_ids:
        return
    copy = Copy(kind=kind, at=clock.now(), account_id=account_id, place=place)
    db.session.add(copy)
    db.session.flush()
    add_once(CopyOf, [{"id": new_id(), "copy_id": copy.id, "ally_id": each} for each in sorted(set(ally_ids))])


def left_today(kind: str, account_id: str | None, ally_ids: Collection[str], place: str) -> int:
    """The same for what goes on all day: one copy a day, in which each ally stands once. How many had not left yet today."""
    if not ally_ids:
        return 0
    now = clock.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = select(Copy.id).where(
        Copy.at >= today, Copy.kind == kind, Copy.place == place, Copy.account_id == account_id
    )
    copy_id = db.session.scalars(wanted.order_by(Copy.at, Copy.id)).first()
    if copy_id is None:
        copy = Copy(kind=kind, at=now, account_id=account_id, place=place)
        db.session.add(copy)
        db.session.flush()
        copy_id = copy.id
    rows = [{"id": new_id(), "copy_id": copy_id, "ally_id": each} for each in sorted(set(ally_ids))]
    return len(add_once(CopyOf, rows))


def of_everybody(account_id: str | None, place: str) -> None:
    """A copy of all allies there are leaves now: one row tells of them; inside a transaction."""
    db.session.add(Copy(kind="export", at=clock.now(), account_id=account_id, place=place, everybody=True))
    db.session.flush()


def of_ally(ally_id: str, calls: bool = True, contacts: Sequence[Contact] = ()) -> list[Left]:
    """All that left of them, the oldest first, and paper sheets on which they stand until somebody destroys them.

    `calls`: with the phones that rang them, the last call from each. `contacts`: by which they were known, where they are hidden.
    """
    columns = select(Copy.kind, Copy.at, Copy.account_id, Copy.place)
    since = select(Ally.created_at).where(Ally.id == ally_id).scalar_subquery()
    ways = (
        columns.join(CopyOf, CopyOf.copy_id == Copy.id).where(CopyOf.ally_id == ally_id),
        columns.where(Copy.everybody, Copy.at >= since),
    )
    found = [Left(*row) for rows in ways for row in db.session.execute(rows)]
    found += [Left("paper", each.at, each.account_id, each.code) for each in on_paper.papers(ally_id, contacts)]
    if calls:
        found += _calls(ally_id)
    return sorted(found, key=lambda each: (each.at, each.kind))


def _calls(ally_id: str) -> list[Left]:
    """A phone keeps the numbers it rang. A try that was taken back was not made."""
    rang = (
        select(Attempt.account_id, func.max(Attempt.at))
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .where(FollowUp.ally_id == ally_id, FollowUp.channel.in_(BY_PHONE), Attempt.undone_at.is_(None))
        .where(Attempt.account_id.is_not(None))
        .group_by(Attempt.account_id)
    )
    return [Left("call", at, account_id) for account_id, at in db.session.execute(rang)]
