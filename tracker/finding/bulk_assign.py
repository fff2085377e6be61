"""Giving the open follow-ups of many to one person."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.finding.bulk_deed import What
from tracker.finding.bulk_way import AT_IT, CARE, NOT_IN, NOTHING_OPEN, THEIRS, Before, Left, Way
from tracker.followups import giving
from tracker.followups.claiming import Worker, in_reach, is_held
from tracker.followups.followup import FollowUp
from tracker.followups.giving import Hand, NobodyChosen, NotTheirs
from tracker.followups.outcomes import BY_PERSON
from tracker.screenings import campaigns
from tracker.store.db import db
from tracker.store.rows import is_id


def _check(what: What, who: Worker) -> None:
    """Raises NobodyChosen, NotTheirs."""
    account_id = what.get("account_id", "")
    if not is_id(account_id):
        raise NobodyChosen
    seen = {campaign.id for campaign in campaigns.seen(who.campaigns)}
    if not any(hand.id == account_id for hands in giving.hands_of(seen).values() for hand in hands):
        raise NotTheirs


def _left_out(allies: Sequence[Ally], what: What, who: Worker) -> Left:
    left, _given = _sorted_out(allies, what, who, lock=False)
    return left


def _do(allies: Sequence[Ally], what: What, who: Worker, _deed_id: str) -> Before:
    _left, given = _sorted_out(allies, what, who, lock=True)
    before: Before = {}
    for each in given:
        before.setdefault(each.ally_id, {})[each.id] = each.point_person_id
        each.point_person_id = what["account_id"]
        each.claimed_by_id = each.claimed_until = None
    db.session.flush()
    return before


def _take_back(done: Mapping[str, dict[str, str | None]], what: What) -> set[str]:
    """Those that are still open, theirs, and that nobody is at. Whose it was gets it back if they may have it now; else the pool."""
    before = {follow_up_id: person for each in done.values() for follow_up_id, person in each.items()}
    untouched = select(FollowUp).where(
        FollowUp.id.in_(sorted(before)), FollowUp.state == "open", FollowUp.point_person_id == what["account_id"],
        FollowUp.claimed_by_id.is_(None),
    )  # fmt: skip
    back = db.session.scalars(untouched.order_by(FollowUp.id).with_for_update()).all()
    hands = giving.hands_of({each.campaign_id for each in back})
    allies = db.session.scalars(select(Ally).where(Ally.id.in_([each.ally_id for each in back])))
    extra = {ally.id: bool(ally.extra_care) for ally in allies}
    for each in back:
        able = {hand.id for hand in hands[each.campaign_id] if hand.careful or not extra[each.ally_id]}
        each.point_person_id = person if (person := before[each.id]) in able else None
    db.session.flush()
    return {each.ally_id for each in back}


def _sorted_out(allies: Sequence[Ally], what: What, who: Worker, lock: bool) -> tuple[Left, list[FollowUp]]:
    """Why those who get nothing get nothing, and the follow-ups that are given."""
    wanted = (
        select(FollowUp)
        .where(FollowUp.ally_id.in_([ally.id for ally in allies]), FollowUp.state == "open")
        .where(FollowUp.channel.in_(BY_PERSON), in_reach(who))
        .order_by(FollowUp.id)
    )
    rows = db.session.scalars(wanted.with_for_update() if lock else wanted).all()
    hands = giving.hands_of({each.campaign_id for each in rows})
    extra = {ally.id: bool(ally.extra_care) for ally in allies}
    left, given = {ally.id: NOTHING_OPEN for ally in allies}, list[FollowUp]()
    for each in rows:
        why = _why_not(each, what["account_id"], hands[each.campaign_id], extra[each.ally_id], who)
        if why:
            left[each.ally_id] = why
        else:
            given.append(each)
    for each in given:
        left.pop(each.ally_id, None)
    return left, given


def _why_not(follow_up: FollowUp, account_id: str, hands: list[Hand], extra_care: bool, who: Worker) -> str:
    hand = next((hand for hand in hands if hand.id == account_id), None)
    if hand is None:
        return NOT_IN
    if extra_care and not hand.careful:
        return CARE
    if is_held(follow_up) and follow_up.claimed_by_id not in (account_id, who.account_id):
        return AT_IT
    return THEIRS if follow_up.point_person_id == account_id else ""


WAY = Way(_check, _left_out, _do, _take_back)
