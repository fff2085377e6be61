"""The follow-up that led somebody to ask for a film screening: it closes with the one that comes of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Mapped

from tracker.followups import claiming, closing
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, Changed, FollowUp, FollowUpSignup
from tracker.followups.outcomes import BY_PERSON, HOSTS, SELF_REPORTED
from tracker.followups.plan import plan_after
from tracker.followups.playbook import Step
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.asking import Led
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import Row, child_of, db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

# What "hosts" may take the place of: it is open, its letter left, or they pressed a button in it. What a person wrote stays.
GIVES_WAY = (None, "sent", *SELF_REPORTED)


class FollowUpRequest(Row):
    """A request to host that a follow-up led to, or that is to close it."""

    __tablename__ = "follow_up_request"

    follow_up_id: Mapped[str] = child_of("follow_up", index=True)
    request_id: Mapped[str] = child_of("request_to_host", unique=True)


def link(follow_up_id: str, request_id: str) -> None:
    """That this follow-up led to that request; inside a transaction. A request has one: the first stays."""
    add_once(FollowUpRequest, [{"id": new_id(), "follow_up_id": follow_up_id, "request_id": request_id}])


def link_instead(follow_up_id: str, request_id: str) -> None:
    """The same, where somebody has looked: the last word stays."""
    link(follow_up_id, request_id)
    linked = update(FollowUpRequest).where(FollowUpRequest.request_id == request_id)
    db.session.execute(linked.values(follow_up_id=follow_up_id).execution_options(synchronize_session=False))


def behind_link(follow_up_id: str) -> Led | None:
    """What the personal link in the letter of a follow-up tells: its ally, and the latest signup that it answers."""
    follow_up = db.session.get(FollowUp, follow_up_id)
    if follow_up is None:
        return None
    answered = (
        select(FollowUpSignup.signup_id)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .where(FollowUpSignup.follow_up_id == follow_up_id)
        .order_by(Signup.at.desc(), Signup.id)
    )
    signup_id = db.session.scalars(answered).first()
    return Led(follow_up.ally_id, by_own_link=True, signup_id=signup_id, campaign_id=follow_up.campaign_id)


def led_to(request_id: str, who: Worker | None = None) -> FollowUp | None:
    """The follow-up that led to a request; for `who`, if it is in their reach."""
    wanted = select(FollowUp).join(FollowUpRequest, FollowUpRequest.follow_up_id == FollowUp.id)
    seen = wanted if who is None else wanted.where(claiming.in_reach(who))
    return db.session.scalar(seen.where(FollowUpRequest.request_id == request_id))


def closable(follow_up_id: str, request: RequestToHost, who: Worker) -> FollowUp | None:
    """One of the request's ally, locked, if whoever decides may close it; inside a transaction. Else None."""
    reachable = FollowUp.id == follow_up_id, FollowUp.ally_id == request.ally_id, claiming.in_reach(who)
    locked = select(FollowUp).where(*reachable).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(locked)


def may_close(request: RequestToHost, who: Worker) -> list[tuple[FollowUp, str]]:
    """The follow-ups that can close with what comes of a request, with the titles of their steps: the one that led to it, then
    the open ones of its ally, those for who would like to host first. Of campaigns that `who` works on, and their own.
    """
    led, found = led_to(request.id, who), []
    # One whose link was handed on led to somebody else's request: its ally hosts nothing by that.
    led = led if led is not None and led.ally_id == request.ally_id else None
    if request.ally_id is not None:
        wanted = (
            select(FollowUp, Step.title, Step.condition)
            .outerjoin(Step, Step.id == FollowUp.step_id)
            .where(FollowUp.ally_id == request.ally_id, FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON))
            .where(claiming.in_reach(who))
            .order_by(FollowUp.due_at, FollowUp.id)
        )
        rows = sorted(db.session.execute(wanted), key=lambda row: "host" not in (row[2] or {}).get("interests", ()))
        found = [(each, title or "") for each, title, _ in rows if led is None or each.id != led.id]
    if led is None or led.outcome not in GIVES_WAY:
        return found
    title = db.session.scalar(select(Step.title).where(Step.id == led.step_id)) if led.step_id else ""
    return [(led, title or ""), *found]


def close_with(follow_up: FollowUp, account_id: str, at: datetime, plans: bool) -> Attempt | None:
    """They host: write it down, close with it, and plan what follows if anything may; inside a transaction, the row locked.

    None: somebody has closed it meanwhile with what they heard, and that stays.
    """
    if follow_up.outcome not in GIVES_WAY:
        return None
    attempt = Attempt(follow_up_id=follow_up.id, at=at, account_id=account_id, outcome=HOSTS, changed=Changed())
    db.session.add(attempt)
    closing.close(follow_up, HOSTS, at)
    db.session.flush()
    if plans:
        attempt.changed = Changed(planned=plan_after(follow_up, HOSTS, at))
    return attempt


def counting_of(ally_id: str) -> Select[int]:
    """How many of an ally's follow-ups led to a request; to be asked with other counts."""
    counted = (
        select(func.count()).select_from(FollowUpRequest).join(FollowUp, FollowUp.id == FollowUpRequest.follow_up_id)
    )
    return counted.where(FollowUp.ally_id == ally_id)


def hosted_after(follow_up_ids: Collection[str]) -> dict[str, tuple[Screening, Venue | None]]:
    """By follow-up: the film screening that came of the request it led to."""
    if not follow_up_ids:
        return {}
    rows = (
        select(FollowUpRequest.follow_up_id, Screening, Venue)
        .join(RequestToHost, RequestToHost.id == FollowUpRequest.request_id)
        .join(Screening, Screening.id == RequestToHost.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(FollowUpRequest.follow_up_id.in_(sorted(follow_up_ids)), RequestToHost.state == "approved")
    )
    return {follow_up_id: (screening, venue) for follow_up_id, screening, venue in db.session.execute(rows)}


def fold(goes_id: str, stays_id: str) -> None:
    """Two follow-ups were one; inside a transaction."""
    moved = update(FollowUpRequest).where(FollowUpRequest.follow_up_id == goes_id).values(follow_up_id=stays_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
