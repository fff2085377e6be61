"""A step by hand for many: a call, a text or a task on a day, in one campaign."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from tracker import clock, times
from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.finding.bulk_deed import What
from tracker.finding.bulk_way import HAD_IT, NO_CONSENT, NO_NUMBER, NOT_IN, Before, Left, Way
from tracker.followups import by_hand, giving, hands, unplan
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.giving import NotTheirs
from tracker.followups.outcomes import BY_PERSON, TALK
from tracker.screenings import campaigns
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.team import house_clock, settings
from tracker.words import lazy

BY_HAND = "by hand"
MORNING = time(9)
# Late so long after it is due.
LATE = timedelta(hours=72)
FARTHEST = timedelta(days=366)


class StepUnsaid(Refusal):
    sentence = lazy("Choose whether it is a call, a text or a task.")
    field = "channel"


class DayUnsaid(Refusal):
    sentence = lazy("Choose a day from today on, within a year.")
    field = "day"


class CampaignUnsaid(Refusal):
    sentence = lazy("Choose for which campaign.")
    field = "campaign_id"


def _check(what: What, who: Worker) -> None:
    """Raises StepUnsaid, DayUnsaid, CampaignUnsaid, NotTheirs."""
    if what.get("channel") not in BY_PERSON:
        raise StepUnsaid
    campaign_id = what.get("campaign_id", "")
    if not is_id(campaign_id) or campaign_id not in {each.id for each in campaigns.seen(who.campaigns)}:
        raise CampaignUnsaid
    day = _day(what)
    here = house_clock.today()
    if day is None or not here <= day <= here + FARTHEST:
        raise DayUnsaid
    account_id = what.get("account_id", "")
    if account_id and account_id not in {hand.id for hand in giving.hands_of({campaign_id})[campaign_id]}:
        raise NotTheirs


def _left_out(allies: Sequence[Ally], what: What, _who: Worker) -> Left:
    ids = [ally.id for ally in allies]
    here, waiting = _signed_up(ids, what["campaign_id"]), _waiting(ids, what)
    left = {}
    for ally in allies:
        if ally.id not in here:
            left[ally.id] = NOT_IN
        elif ally.id in waiting:
            left[ally.id] = HAD_IT
        elif why := _why_not(ally, what["channel"]):
            left[ally.id] = why
    return left


def _do(allies: Sequence[Ally], what: What, _who: Worker, deed_id: str) -> Before:
    campaign_id = what["campaign_id"]
    able = {hand.id: hand.careful for hand in giving.hands_of({campaign_id})[campaign_id]}
    own = hands.own_people({(ally.id, campaign_id) for ally in allies})
    due = _due(what)
    before: Before = {}
    for ally in allies:
        person = what.get("account_id") or own.get((ally.id, campaign_id))
        # Whoever may not see them does not get them: it waits in the pool.
        fit = person in able and (able[person] or not ally.extra_care)
        made = by_hand.plan(
            ally.id, campaign_id, BY_HAND, what["channel"], due + LATE, person if fit else None,
            once=f"bulk:{deed_id}:{ally.id}", due_at=due,
        )  # fmt: skip
        if made:
            before[ally.id] = {"made": made}
    return before


def _take_back(done: Mapping[str, dict[str, str | None]], _what: What) -> set[str]:
    """Those that nobody has touched."""
    made = {str(each["made"]): ally_id for ally_id, each in done.items()}
    unplan.unplan(sorted(made), keep=frozenset())
    left = set(db.session.scalars(select(FollowUp.id).where(FollowUp.id.in_(sorted(made)))))
    return {ally_id for follow_up_id, ally_id in made.items() if follow_up_id not in left}


def _why_not(ally: Ally, channel: str) -> str:
    agreed = [ally.phone_consent] if channel in TALK else [ally.phone_consent, ally.email_consent]
    contact = ally.contact
    if contact is None or "yes" not in agreed:
        return NO_CONSENT
    return NO_NUMBER if channel in TALK and not contact.get("phone") else ""


def _signed_up(ally_ids: Collection[str], campaign_id: str) -> frozenset[str]:
    wanted = select(Signup.ally_id).join(Screening, Screening.id == Signup.screening_id)
    here = wanted.where(Signup.ally_id.in_(list(ally_ids)), Screening.campaign_id == campaign_id)
    return frozenset(db.session.scalars(here))


def _waiting(ally_ids: Collection[str], what: What) -> frozenset[str]:
    """Those for whom the same waits already."""
    same = select(FollowUp.ally_id).where(
        FollowUp.ally_id.in_(list(ally_ids)), FollowUp.campaign_id == what["campaign_id"], FollowUp.state == "open",
        FollowUp.channel == what["channel"], FollowUp.why == BY_HAND,
    )  # fmt: skip
    return frozenset(db.session.scalars(same))


def _day(what: What) -> date | None:
    try:
        return date.fromisoformat(what.get("day", ""))
    except ValueError:
        return None


def _due(what: What) -> datetime:
    """In the morning of that day by the desk's clock; today: now."""
    day = _day(what)
    assert day is not None
    return max(clock.now(), times.moment(day, MORNING, settings.get("zone")))


WAY = Way(_check, _left_out, _do, _take_back)
