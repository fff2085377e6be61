"""Claims: who is at a follow-up just now. One statement decides, so that two people never hold the same one."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.team.account import Account
from tracker.words import lazy

CLAIM_MINUTES = 60
# How many of the most urgent are looked at for the next one.
LOOK_AT = 50


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody of the team at work: which campaigns they work on (None: all), and whether extra care is theirs."""

    account_id: str
    campaigns: frozenset[str] | None
    careful: bool
    # Languages in which they can talk: among equally urgent ones, those allies first.
    speaks: frozenset[str] = frozenset()


class HeldAlready(Refusal):
    sentence = lazy("Somebody else has just claimed it. Take the next one.")
    status = 409


class ClosedAlready(Refusal):
    sentence = lazy("It is closed: its outcome has been written down.")
    status = 409


class ClaimFirst(Refusal):
    sentence = lazy("Claim it on Today first. Then its card opens.")
    status = 403


class ForCoordinators(Refusal):
    sentence = lazy("This ally has asked for extra care. A coordinator makes this contact.")
    status = 403


class NothingToTake(Refusal):
    sentence = lazy("Nothing is due that nobody has claimed.")
    status = 409


def free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it: unclaimed, or the claim has lapsed."""
    return or_(FollowUp.claimed_by_id.is_(None), FollowUp.claimed_until <= now)


def in_reach(who: Worker, leads: bool = True) -> ColumnElement[bool]:
    """It belongs to a campaign they work on, or is theirs.

    `leads`: no other condition leaves fewer. Else it is wrapped up: SQLite would go through all of their campaigns first.
    """
    if who.campaigns is None:
        return FollowUp.id.is_not(None)
    campaign = FollowUp.campaign_id if leads else func.coalesce(FollowUp.campaign_id, "")
    return or_(campaign.in_(sorted(who.campaigns)), FollowUp.point_person_id == who.account_id)


def reachable(follow_up_id: str, who: Worker, lock: bool = False) -> FollowUp:
    """The follow-up. Raises NotThere when there is none in their reach, ForCoordinators for extra care."""
    if not is_id(follow_up_id):
        raise NotThere
    if lock:
        # By itself: who waited for it reads the ally as they are by then.
        db.session.execute(select(FollowUp.id).where(FollowUp.id == follow_up_id).with_for_update())
    wanted = select(FollowUp, Ally).join(Ally, Ally.id == FollowUp.ally_id)
    wanted = wanted.where(FollowUp.id == follow_up_id, in_reach(who), FollowUp.channel.in_(BY_PERSON))
    found = db.session.execute(wanted.execution_options(populate_existing=lock)).first()
    if found is None:
        raise NotThere
    follow_up, ally = found
    if ally.extra_care and not who.careful:
        raise ForCoordinators
    return follow_up


def ally_of(follow_up_id: str) -> str:
    """Whose it is."""
    return db.session.get_one(FollowUp, follow_up_id).ally_id


def holds(follow_up: FollowUp, account_id: str, now: datetime) -> bool:
    """Whether the card is theirs: claimed by them and by nobody since, or they are the point person and nobody is at it."""
    if follow_up.claimed_by_id == account_id:
        return True
    return follow_up.point_person_id == account_id and not is_held(follow_up, now)


def is_held(follow_up: FollowUp, now: datetime | None = None) -> bool:
    """Whether somebody is at it just now."""
    return follow_up.claimed_until is not None and follow_up.claimed_until > (now or clock.now())


def check_held(follow_up: FollowUp, account_id: str) -> None:
    """Raises ClosedAlready, HeldAlready or ClaimFirst unless the card is open and theirs."""
    now = clock.now()
    if follow_up.state != "open":
        raise ClosedAlready
    if not holds(follow_up, account_id, now):
        raise HeldAlready() if is_held(follow_up, now) else ClaimFirst()


def claim(follow_up_id: str, account_id: str) -> bool:
    """Take it for an hour, if nobody has it; inside a transaction. Whether it is theirs now."""
    now = clock.now()
    mine = and_(FollowUp.claimed_by_id == account_id, FollowUp.claimed_until > now)
    statement = (
        update(FollowUp)
        # A call that became a letter meanwhile is nobody's to claim.
        .where(FollowUp.id == follow_up_id, FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON))
        .where(or_(free(now), mine))
        .values(claimed_by_id=account_id, claimed_until=now + timedelta(minutes=CLAIM_MINUTES))
        .returning(FollowUp.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(statement) is not None


def release(follow_up_id: str, account_id: str) -> None:
    """Give it back; what somebody else holds stays theirs. Inside a transaction."""
    statement = update(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.claimed_by_id == account_id)
    db.session.execute(
        statement.values(claimed_by_id=None, claimed_until=None).execution_options(synchronize_session=False)
    )


def take_next(who: Worker) -> str:
    """Claim the most urgent one that is due and waits for them or for anybody; inside a transaction.

    Their own first. A colleague's only once it is late, or the colleague has gone. Raises NothingToTake.
    """
    now = clock.now()
    theirs = FollowUp.point_person_id == who.account_id
    anybodys = or_(FollowUp.point_person_id.is_(None), FollowUp.late_at <= now, ~Account.active)
    wanted = (
        select(FollowUp.id, Ally.id, Ally.extra_care_sealed)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .outerjoin(Account, Account.id == FollowUp.point_person_id)
        .where(FollowUp.state == "open", FollowUp.due_at <= now, FollowUp.channel.in_(BY_PERSON), free(now))
        .where(in_reach(who), or_(theirs, anybodys))
        .order_by(case((theirs, 0), else_=1), *_spoken_first(who, theirs, now), FollowUp.late_at, FollowUp.id)
        .limit(LOOK_AT if who.careful else 10 * LOOK_AT)
    )
    for follow_up_id, ally_id, extra_care in db.session.execute(wanted).all():
        if not who.careful and Ally.extra_care.open_for(ally_id, extra_care):
            continue
        if claim(follow_up_id, who.account_id):
            return follow_up_id
    raise NothingToTake


def _spoken_first(who: Worker, theirs: ColumnElement[bool], now: datetime) -> list[ColumnElement[int]]:
    """Late; late within a day; the rest. Within each of the three, allies whose language they speak come first."""
    if not who.speaks:
        return []
    band = case((theirs, 0), (FollowUp.late_at <= now, 0), (FollowUp.late_at <= now + timedelta(days=1), 1), else_=2)
    return [band, case((or_(theirs, Ally.language.in_(sorted(who.speaks))), 0), else_=1)]
