"""Follow-ups that no step has planned: somebody wrote to us, or a letter came back. Who gets them, and until when."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS

JOIN_IN = timedelta(hours=72)
REPLY, BOUNCED, SAME, BARRED, AGAIN = "reply", "bounced", "same", "barred", "again"


def plan(
    ally_id: str, campaign_id: str, why: str, channel: str, late_at: datetime, point_person_id: str | None, once: str,
    due_at: datetime | None = None,
) -> str | None:  # fmt: skip
    """Plan it, due now or then, for the ally's latest signup in the campaign; inside a transaction. Returns its id.

    `once`: what it was made from. None: that has been planned before.
    """
    now = clock.now()
    mark = fingerprints("suppress", "once", f"{why}:{once}")[0][1]
    row = {
        "id": new_id(), "ally_id": ally_id, "campaign_id": campaign_id, "why": why, "once": mark, "channel": channel,
        "due_at": due_at or now, "late_at": late_at, "state": "open", "tries": 0, "planned_at": now, "point_person_id": point_person_id,
    }  # fmt: skip
    written = add_once(FollowUp, [row])
    signup_id = latest_signup(ally_id, campaign_id)
    if written and signup_id:
        add_once(FollowUpSignup, [{"id": new_id(), "follow_up_id": row["id"], "signup_id": signup_id}])
    return str(row["id"]) if written else None


def open_one(ally_id: str, why: str) -> str | None:
    """The one that waits for an ally already."""
    wanted = select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open", FollowUp.why == why)
    return db.session.scalars(wanted.order_by(FollowUp.late_at, FollowUp.id)).first()


def ask_who_is_who(ally_id: str) -> None:
    """Somebody else is known by the same: a coordinator looks at the two; inside a transaction. One that waits is enough."""
    campaign_id = campaign_of(ally_id)
    if campaign_id is not None and open_one(ally_id, SAME) is None:
        now = clock.now()
        plan(ally_id, campaign_id, SAME, "task", now + JOIN_IN, a_coordinator(), once=f"{ally_id} {now.isoformat()}")


def campaign_of(ally_id: str) -> str | None:
    """The campaign in which they raised a hand last."""
    wanted = select(Screening.campaign_id).join(Signup, Signup.screening_id == Screening.id)
    return db.session.scalars(wanted.where(Signup.ally_id == ally_id).order_by(Signup.at.desc(), Signup.id)).first()


def latest_signup(ally_id: str, campaign_id: str) -> str | None:
    """The id of their latest signup in a campaign."""
    wanted = select(Signup.id).join(Screening, Screening.id == Signup.screening_id)
    here = wanted.where(Signup.ally_id == ally_id, Screening.campaign_id == campaign_id)
    return db.session.scalars(here.order_by(Signup.at.desc(), Signup.id)).first()


def a_coordinator() -> str | None:
    """Somebody who sees everybody: coordinators first. None: nobody is there, so it waits in the pool."""
    wanted = select(Account.id).where(Account.active, Account.role_name.in_(sorted(SEES_ALL_CAMPAIGNS)))
    return db.session.scalars(wanted.order_by(Account.role_name.desc(), Account.created_at, Account.id)).first()


def point_person(ally_id: str, campaign_id: str, first: str | None = None) -> str | None:
    """Who keeps in touch with them: `first`, else as in their latest follow-up in the campaign, else who answers for where
    they watched last; of those, the first who is still here and may. None: whoever claims it.
    """
    ally = db.session.get_one(Ally, ally_id)
    roles = SEES_ALL_CAMPAIGNS if ally.extra_care else SEES_CONTACTS
    may = Account.active & Account.role_name.in_(sorted(roles))
    of_follow_up = (
        select(FollowUp.point_person_id)
        .join(Account, Account.id == FollowUp.point_person_id)
        .where(FollowUp.ally_id == ally_id, FollowUp.campaign_id == campaign_id, may)
        .order_by(FollowUp.planned_at.desc(), FollowUp.id)
    )
    of_screening = (
        select(Screening.point_person_id)
        .join(Signup, Signup.screening_id == Screening.id)
        .join(Account, Account.id == Screening.point_person_id)
        .where(Signup.ally_id == ally_id, Screening.campaign_id == campaign_id, may)
        .order_by(Signup.at.desc(), Signup.id)
    )
    here = select(Account.id).where(Account.id == first, may)
    for wanted in (here, of_follow_up, of_screening):
        found: str | None = db.session.scalars(wanted).first()
        if found:
            return found
    return None
