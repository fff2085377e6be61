"""Everybody who signed up in a scope, with what became of them there: one query, a row for each signup, one ally after the other.

Everything that a definition asks of an ally is one bit, so that what is read stays small. Whose contact is gone keeps all of them:
no bit looks at it. Attempts that were taken back count for nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from tracker.allies.ally import Ally
from tracker.allies.answer_by_link import OWN_LINK
from tracker.allies.confirmed import confirmed
from tracker.allies.consent import Consent
from tracker.followups.by_letter import NOT_NEEDED, SENT, WITHDRAWN
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.listed import LISTED
from tracker.followups.outcomes import BY_PERSON, OUTCOMES, SELF_REPORTED
from tracker.followups.plan import ASKED_TO_STOP, NOT_PLANNED, STOP_CALLS
from tracker.reports.places import Place
from tracker.reports.scope import Scope
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db, seconds

# Of the ally: says yes now; said yes once, with effect, or says so now; the address is known to be theirs; said no after a yes.
EMAIL_NOW, PHONE_NOW, EMAIL_ONCE, PHONE_ONCE, CONFIRMED, LEFT = (1 << n for n in range(6))
# Of the signup: the ally had not signed up anywhere before.
FIRST = 1 << 6
# Of what was planned in the campaign: something that is neither ended by a "no" nor by the house; the same by a person; open; ended
# in an outcome; nobody reached; a list tells that they were reached, and that they acted.
PROMISED, PROMISED_PERSON, OPEN, ENDED, GIVEN_UP, LISTED_REACHED, LISTED_ACTED = (1 << n for n in range(7, 14))
# Of the attempts: any; a letter left or somebody was spoken with; spoken with; acted; said so by a button, and nothing else since;
# an outcome; nobody reached.
TRIED, CONTACTED, SPOKEN, ACTED, SAID_DONE, HEARD, TRIED_IN_VAIN = (1 << n for n in range(14, 21))

REACHED_BY = tuple(key for key, outcome in OUTCOMES.items() if outcome.reached)
ACTED_BY = tuple(key for key, outcome in OUTCOMES.items() if outcome.acted and not outcome.self_reported)
SAID_BY = tuple(key for key, outcome in OUTCOMES.items() if outcome.acted and outcome.self_reported)
ENDS = tuple(key for key, outcome in OUTCOMES.items() if outcome.counts)
IN_VAIN = ("not reached", "wrong number")
# What nobody waits for any more.
WAITED_FOR_NO_MORE = (WITHDRAWN, NOT_NEEDED, NOT_PLANNED, ASKED_TO_STOP, STOP_CALLS)
AT_ONCE = 5_000


class Signed(NamedTuple):
    """One signup. Moments in seconds since 1970; None: not yet."""

    ally_id: str
    screening_id: str
    source: str
    at: int
    bits: int
    contact_at: int | None
    spoken_at: int | None


def signed_up(scope: Scope, there: Mapping[str, Place], zone: str) -> Iterator[Signed]:
    """All signups of an ally in a row."""
    planned, tried = _planned(scope, there, zone), _tried(scope, there, zone)
    bits = _of_ally() + _bit(FIRST, ~_earlier()) + func.coalesce(planned.c.bits, 0) + func.coalesce(tried.c.bits, 0)
    moments = seconds(tried.c.contact_at), seconds(tried.c.spoken_at)
    columns = select(Signup.ally_id, Signup.screening_id, Signup.source, seconds(Signup.at), bits, *moments)
    wanted = (
        narrowed(columns, scope, there, zone)
        .join(Ally, Ally.id == Signup.ally_id)
        .outerjoin(planned, planned.c.ally_id == Signup.ally_id)
        .outerjoin(tried, tried.c.ally_id == Signup.ally_id)
        .order_by(Signup.ally_id)
    )
    for row in db.session.execute(wanted.execution_options(yield_per=AT_ONCE)):
        yield Signed(*row)


def narrowed(wanted: Any, scope: Scope, there: Mapping[str, Place], zone: str, since: bool = True) -> Any:
    """A query over Signup, of the scope's signups alone; without `since`: those before the period too."""
    if scope.by:
        wanted = wanted.where(Signup.screening_id.in_(sorted(there)))
    else:
        wanted = wanted.join(Screening, Screening.id == Signup.screening_id)
        wanted = wanted.where(Screening.campaign_id == scope.campaign_id)
    begins, ends = scope.begins(zone), scope.ends(zone)
    if begins and since:
        wanted = wanted.where(Signup.at >= begins)
    return wanted.where(Signup.at < ends) if ends else wanted


def theirs(scope: Scope, there: Mapping[str, Place], zone: str) -> list[ColumnElement[bool]]:
    """What is planned in the campaign for those who signed up in the scope: conditions over FollowUp."""
    here = FollowUp.campaign_id == scope.campaign_id
    if not (scope.by or scope.since or scope.until):
        return [here]
    return [here, FollowUp.ally_id.in_(narrowed(select(Signup.ally_id), scope, there, zone))]


def _of_ally() -> ColumnElement[int]:
    by_email, by_phone = Ally.email_consent == "yes", Ally.phone_consent == "yes"
    return (
        _bit(EMAIL_NOW, by_email) + _bit(PHONE_NOW, by_phone) + _bit(CONFIRMED, confirmed())
        + _bit(EMAIL_ONCE, by_email, _said_yes("email")) + _bit(PHONE_ONCE, by_phone, _said_yes("phone"))
        + case((or_(by_email, by_phone), 0), (_said_no_since(), LEFT), else_=0)
    )  # fmt: skip


def _bit(bit: int, *any_of: ColumnElement[bool]) -> ColumnElement[int]:
    """One after the other: what is not needed is not looked up."""
    return case(*((each, bit) for each in any_of), else_=0)


def _said_yes(channel: str) -> ColumnElement[bool]:
    """With effect: no "no" before it, unless it came by their own link (as allies.consent.standing() has it)."""
    yes, no = aliased(Consent), aliased(Consent)
    said_no = exists().where(no.ally_id == yes.ally_id, no.channel == yes.channel, no.answer == "no", no.at <= yes.at)
    effective = or_(yes.source == OWN_LINK, ~said_no)
    return exists().where(yes.ally_id == Ally.id, yes.channel == channel, yes.answer == "yes", effective)


def _said_no_since() -> ColumnElement[bool]:
    yes, no = aliased(Consent), aliased(Consent)
    before = exists().where(yes.ally_id == no.ally_id, yes.channel == no.channel, yes.answer == "yes", yes.at <= no.at)
    return exists().where(no.ally_id == Ally.id, no.answer == "no", before)


def _earlier() -> ColumnElement[bool]:
    other = aliased(Signup)
    return exists().where(other.ally_id == Signup.ally_id, other.at < Signup.at)


def _planned(scope: Scope, there: Mapping[str, Place], zone: str) -> Any:
    ours = or_(FollowUp.why.is_(None), FollowUp.why != LISTED)
    promised = and_(ours, or_(FollowUp.outcome.is_(None), FollowUp.outcome.not_in(WAITED_FOR_NO_MORE)))
    told = FollowUp.why == LISTED
    bits = (
        _any(PROMISED, promised) + _any(PROMISED_PERSON, and_(promised, FollowUp.channel.in_(BY_PERSON)))
        + _any(OPEN, FollowUp.state == "open") + _any(ENDED, FollowUp.outcome.in_(ENDS))
        + _any(GIVEN_UP, FollowUp.outcome.in_(IN_VAIN)) + _any(LISTED_REACHED, and_(told, FollowUp.outcome.in_(REACHED_BY)))
        + _any(LISTED_ACTED, and_(told, FollowUp.outcome.in_(ACTED_BY)))
    )  # fmt: skip
    found = select(FollowUp.ally_id, bits.label("bits")).where(*theirs(scope, there, zone))
    return found.group_by(FollowUp.ally_id).subquery()


def _tried(scope: Scope, there: Mapping[str, Place], zone: str) -> Any:
    spoken = Attempt.outcome.in_(REACHED_BY)
    contact = Attempt.outcome.in_((*REACHED_BY, SENT, *SELF_REPORTED))
    # Told apart from the others first: only what was said by a button is looked up again.
    said_done = case((Attempt.outcome.not_in(SAID_BY), 0), (_said_otherwise(), 0), else_=SAID_DONE)
    bits = (
        literal(TRIED) + _any(CONTACTED, contact) + _any(SPOKEN, spoken) + _any(ACTED, Attempt.outcome.in_(ACTED_BY))
        + func.max(said_done) + _any(HEARD, Attempt.outcome.in_(ENDS)) + _any(TRIED_IN_VAIN, Attempt.outcome.in_(IN_VAIN))
    )  # fmt: skip
    found = (
        select(
            FollowUp.ally_id, bits.label("bits"),
            func.min(case((contact, Attempt.at))).label("contact_at"), func.min(case((spoken, Attempt.at))).label("spoken_at"),
        )
        .join(Attempt, Attempt.follow_up_id == FollowUp.id)
        .where(*theirs(scope, there, zone), Attempt.undone_at.is_(None), Attempt.outcome.not_in((WITHDRAWN, NOT_NEEDED, NOT_PLANNED)))
        .group_by(FollowUp.ally_id)
    )  # fmt: skip
    return found.subquery()


def _any(bit: int, which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((which, bit), else_=0))


def _said_otherwise() -> ColumnElement[bool]:
    later = aliased(Attempt)
    newer = or_(later.at > Attempt.at, and_(later.at == Attempt.at, later.id < Attempt.id))
    of_button = later.outcome.in_(SELF_REPORTED), later.undone_at.is_(None)
    return exists().where(later.follow_up_id == Attempt.follow_up_id, *of_button, newer)
