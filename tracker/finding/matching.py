"""Whom the filters of a list of allies mean: one condition, for the list, for deeds on many, for exports.

`matching(filters, who)` is the condition over Ally. Everything about a signup must hold of one signup, the same that makes
somebody one's own.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.tag import AllyTag
from tracker.finding import careful
from tracker.finding.among import Among, Part, settled
from tracker.finding.filters import NOBODY, Filters, day_of
from tracker.finding.reach import mine_or
from tracker.followups import ladder
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.reaching import REACHED
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db


def matching(filters: Filters, who: Worker) -> ColumnElement[bool]:
    """Over Ally: whom the filters mean, of those in reach. Raises careful.TooManyToOpen."""
    whole, _few, _told = settled(_parts(filters, who))
    if filters.care and who.careful:
        return careful.among(whole, wanted=filters.care == "yes")
    return but_whom_it_tells_of(whole, filters, who)


@dataclass(frozen=True, slots=True)
class Walk:
    """How a page of a list finds whom it shows. `few`: they were looked up, and are soon sorted; else the list is walked in
    its order, so far in one go. `opens`: who has asked for extra care is to be left out by whoever looks at them.
    `besides`: what was asked in the same question.
    """

    condition: ColumnElement[bool]
    few: bool
    opens: bool
    besides: tuple[Any, ...] = ()


def walk(filters: Filters, who: Worker, besides: Sequence[Select[Any]] = ()) -> Walk:
    """The same as matching(), for who shows a page at a time. Raises careful.TooManyToOpen where care itself is asked for."""
    whole, few, told = settled(_parts(filters, who), besides)
    if filters.care and who.careful:
        return Walk(careful.among(whole, wanted=filters.care == "yes"), True, False, told)
    return Walk(whole, few, not who.careful and filters.tells(), told)


def but_whom_it_tells_of(condition: ColumnElement[bool], filters: Filters, who: Worker) -> ColumnElement[bool]:
    """Without those with extra care, where to be on such a list tells something of them. Raises careful.TooManyToOpen.

    In the condition, not on the page: a list that counted them would tell by its number.
    """
    return condition if who.careful or not filters.tells() else careful.without(condition)


def _parts(filters: Filters, who: Worker) -> list[Part]:
    return [_signed_up(filters, who), *_of_ally(filters), *_followed(filters, who), *_reached(filters)]


def _signed_up(filters: Filters, who: Worker) -> Part:
    at = _screenings(filters, who)
    of_signup = _of_signup(filters)
    if not at and not of_signup:
        return exists().where(Signup.ally_id == Ally.id)
    if at:
        there = select(Screening.id).where(*at)
        if filters.country or filters.region or filters.city:
            there = there.join(Venue, Venue.id == Screening.venue_id)
        # Of one ally in turn: their few signups, each looked at; not, for each of thousands of film screenings, whether they were
        # there (wrapped up: SQLite would).
        each = func.coalesce(Signup.screening_id, "").in_(there)
        return Among(
            select(Signup.ally_id).where(*of_signup, Signup.screening_id.in_(there)), Signup.ally_id,
            in_turn=select(Signup.ally_id).where(*of_signup, each),
            # However few ticked something there: all who were there would be gone through to know it.
            told_by=select(Signup.screening_id).where(*_when(filters), Signup.screening_id.in_(there)),
        )  # fmt: skip
    return Among(select(Signup.ally_id).where(*of_signup), Signup.ally_id)


def _screenings(filters: Filters, who: Worker) -> list[ColumnElement[bool]]:
    """Over Screening, and over Venue where a place is set."""
    at: list[ColumnElement[bool]] = []
    if who.campaigns is not None:
        at.append(mine_or(Screening, who, leads=True))
    if filters.campaign:
        at.append(Screening.campaign_id == filters.campaign)
    if filters.screening:
        at.append(Screening.id == filters.screening)
    if filters.kind:
        at.append(Screening.kind == filters.kind)
    if filters.where:
        at.append(Screening.standing.is_(None) if filters.where == "screening" else Screening.standing == filters.where)
    at += [
        getattr(Venue, name) == getattr(filters, name)
        for name in ("country", "region", "city")
        if getattr(filters, name)
    ]
    return at


def _of_signup(filters: Filters) -> list[ColumnElement[bool]]:
    of = _when(filters)
    if filters.source:
        of.append(Signup.source == filters.source)
    if filters.interest:
        ticked = SignupInterest.signup_id == Signup.id, SignupInterest.interest_id == filters.interest
        of.append(exists().where(*ticked).correlate(Signup))
    if filters.brought:
        of.append(_brought(filters.brought))
    return of


def _when(filters: Filters) -> list[ColumnElement[bool]]:
    of: list[ColumnElement[bool]] = []
    if since := day_of(filters.since):
        of.append(Signup.at >= _begins(since))
    if until := day_of(filters.until):
        of.append(Signup.at < _begins(until + timedelta(days=1)))
    return of


def _brought(import_id: str) -> ColumnElement[bool]:
    """By a list of people: the signups that its rows made or met. By one of film screenings: all at these."""
    rows, kind = ImportRow.import_id == import_id, select(Import.kind).where(Import.id == import_id)
    match db.session.scalar(kind):
        case "people":
            return Signup.id.in_(select(ImportRow.signup_id).where(rows, ImportRow.signup_id.is_not(None)))
        case "screenings" | "admissions":
            return exists().where(rows, ImportRow.screening_id == Signup.screening_id).correlate(Signup)
    told = rows, FollowUp.id == ImportRow.follow_up_id, FollowUp.ally_id == Signup.ally_id
    return exists().where(*told).correlate(Signup)


def _of_ally(filters: Filters) -> list[Part]:
    of: list[Part] = []
    if filters.consent:
        of.append(_CONSENT[filters.consent]())
    if filters.language:
        of.append(Ally.language == filters.language)
    if filters.tag:
        of.append(Among(select(AllyTag.ally_id).where(AllyTag.tag_id == filters.tag), AllyTag.ally_id))
    if filters.rung:
        of.append(ladder.standing_on(filters.rung))
    return of


_CONSENT = {
    "any": lambda: or_(Ally.email_consent == "yes", Ally.phone_consent == "yes"),
    "email": lambda: Ally.email_consent == "yes",
    "phone": lambda: Ally.phone_consent == "yes",
    "both": lambda: and_(Ally.email_consent == "yes", Ally.phone_consent == "yes"),
    "no": lambda: or_(Ally.email_consent == "no", Ally.phone_consent == "no"),
    "no email": lambda: Ally.email_consent == "no",
    "no phone": lambda: Ally.phone_consent == "no",
    "unknown": lambda: and_(Ally.email_consent == "unknown", Ally.phone_consent == "unknown"),
}


def _followed(filters: Filters, who: Worker) -> list[Part]:
    """By follow-ups of the campaigns that somebody works on, and of the one that is chosen."""
    here: list[ColumnElement[bool]] = []
    if who.campaigns is not None:
        here.append(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    if filters.campaign:
        here.append(FollowUp.campaign_id == filters.campaign)
    of: list[Part] = []
    if filters.person == NOBODY:
        of.append(_has(*here, *_to_do(), FollowUp.point_person_id.is_(None)))
    elif filters.person:
        of.append(_has(*here, FollowUp.point_person_id == filters.person))
    if filters.followed == "open":
        of.append(_has(*here, *_to_do()))
    elif filters.followed == "late":
        of.append(_late(filters, who, here))
    elif filters.followed == "closed":
        of += [_any(*here), ~_any(*here, FollowUp.state == "open")]
    elif filters.followed == "none":
        of.append(~_any(*here))
    elif filters.followed:
        of.append(_has(*here, FollowUp.outcome == filters.followed))
    return of


def _to_do() -> tuple[ColumnElement[bool], ...]:
    return FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON)


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(FollowUp.ally_id == Ally.id, *conditions).correlate(Ally)


def _has(*conditions: ColumnElement[bool]) -> Part:
    return Among(select(FollowUp.ally_id).where(*conditions), FollowUp.ally_id)


def _late(filters: Filters, who: Worker, here: Sequence[ColumnElement[bool]]) -> Part:
    """Something of theirs is late. All that is late is gone through by its index alone: campaigns, wrapped up, do not lead."""
    late = *_to_do(), FollowUp.late_at <= clock.now(), ~FollowUp.held
    campaign, wanted = func.coalesce(FollowUp.campaign_id, ""), select(FollowUp.ally_id).where(*late)
    everywhere = wanted.where(campaign.in_(sorted(who.campaigns))) if who.campaigns is not None else wanted
    if filters.campaign:
        everywhere = everywhere.where(campaign == filters.campaign)
    return Among(everywhere, FollowUp.ally_id, in_turn=wanted.where(*here))


def _reached(filters: Filters) -> list[Part]:
    """Somebody of the team has spoken with them, whoever and in whichever campaign: nobody is rung up twice in a week."""
    of: list[Part] = []
    for days, wanted in ((filters.reached, True), (filters.unreached, False)):
        if days:
            tried = (
                FollowUp.ally_id == Ally.id, Attempt.follow_up_id == FollowUp.id, Attempt.undone_at.is_(None),
                Attempt.account_id.is_not(None), Attempt.outcome.in_(REACHED),
                Attempt.at > clock.now() - timedelta(days=int(days)),
            )  # fmt: skip
            spoken = exists().where(*tried).correlate(Ally)
            of.append(spoken if wanted else ~spoken)
    return of


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
