"""Work that changes hands: what somebody has open, and giving it to a colleague or to the pool."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.records import dataclass
from tracker.store.db import db

SOME = 5_000


@dataclass(frozen=True, slots=True)
class Load:
    """What is somebody's in one campaign: open follow-ups, and those that are late."""

    campaign_id: str
    open: int
    late: int


def load_of(account_id: str) -> list[Load]:
    """By campaign, those with most first."""
    counted = (
        select(FollowUp.campaign_id, func.count(), func.count().filter(FollowUp.late_at <= clock.now()))
        .where(FollowUp.state == "open", _theirs(account_id))
        .group_by(FollowUp.campaign_id)
        .order_by(func.count().desc(), FollowUp.campaign_id)
    )
    return [Load(*row) for row in db.session.execute(counted)]


def claimed_in(account_id: str) -> frozenset[str]:
    """Ids of campaigns in which a card stands claimed by them, a colleague's too."""
    claimed = select(FollowUp.campaign_id).where(FollowUp.state == "open", FollowUp.claimed_by_id == account_id)
    return frozenset(db.session.scalars(claimed.distinct()))


def give(account_id: str, campaign_id: str, to: str | None, careful: bool) -> tuple[int, int]:
    """All that is theirs in a campaign goes to `to`, or to the pool; inside a transaction.

    Returns how many did, and how many of allies with extra care went to the pool instead: `careful` says whether `to`
    may see them. A colleague's that they are just at, or once were, is let go of and stays the colleague's.
    """
    _let_go(account_id, campaign_id)
    wanted = (
        select(FollowUp.id, Ally.id, Ally.extra_care_sealed)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .where(FollowUp.state == "open", FollowUp.campaign_id == campaign_id, _theirs(account_id))
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    rows = db.session.execute(wanted).all()
    kept_back = [
        follow_up_id
        for follow_up_id, ally_id, sealed in rows
        if to and not careful and Ally.extra_care.open_for(ally_id, sealed)
    ]
    back = set(kept_back)
    _point([follow_up_id for follow_up_id, _ally_id, _sealed in rows if follow_up_id not in back], to)
    _point(kept_back, None)
    return len(rows) - len(kept_back), len(kept_back)


def _theirs(account_id: str) -> ColumnElement[bool]:
    """They are its point person; or nobody is, and they are at it just now."""
    held = and_(FollowUp.claimed_by_id == account_id, FollowUp.claimed_until > clock.now())
    return or_(FollowUp.point_person_id == account_id, and_(FollowUp.point_person_id.is_(None), held))


def _let_go(account_id: str, campaign_id: str) -> None:
    claimed = (FollowUp.state == "open", FollowUp.campaign_id == campaign_id, FollowUp.claimed_by_id == account_id)
    others = FollowUp.point_person_id.is_not(None) & (FollowUp.point_person_id != account_id)
    freed = update(FollowUp).where(*claimed, others).values(claimed_by_id=None, claimed_until=None)
    db.session.execute(freed.execution_options(synchronize_session=False))


def _point(follow_up_ids: Sequence[str], to: str | None) -> None:
    """Theirs from now on, claimed by nobody."""
    changed = {"point_person_id": to, "claimed_by_id": None, "claimed_until": None}
    for start in range(0, len(follow_up_ids), SOME):
        some = FollowUp.id.in_(follow_up_ids[start : start + SOME])
        db.session.execute(update(FollowUp).where(some).values(changed).execution_options(synchronize_session=False))
