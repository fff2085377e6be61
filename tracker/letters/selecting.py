"""Whom a letter to many means: allies with one signup for which all that was chosen holds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from tracker.allies.ally import Ally
from tracker.allies.choice import Choice, in_choice
from tracker.allies.confirmed import confirmed
from tracker.appeals.interest import Interest
from tracker.followups import ladder
from tracker.letters.bulk_letter import Selection
from tracker.letters.occasion import Occasion, unsaid
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.signups.wanted import wanted_by
from tracker.store.db import db


def matching(selection: Selection, until: datetime) -> ColumnElement[bool]:
    """Over Ally: who had raised a hand by `until` in the way that was chosen. Rungs are looked at as they are now."""
    fits: ColumnElement[bool] = exists().where(Signup.ally_id == Ally.id, *_signups(selection, until)).correlate(Ally)
    if selection.get("choice_id"):
        fits = and_(fits, in_choice(selection["choice_id"]))
    rungs = selection.get("rungs")
    return and_(fits, or_(*(ladder.standing_on(rung_id) for rung_id in sorted(rungs)))) if rungs else fits


def occasions(ally_ids: Collection[str], selection: Selection, until: datetime) -> dict[str, Occasion]:
    """By ally: the latest of their signups that fit."""
    rows = (
        select(Signup, Screening, Film.title, Venue)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id.in_(sorted(ally_ids)), *_signups(selection, until))
        .order_by(Signup.at, Signup.id)
    )
    asked = wanted_by({(ally_id, selection["campaign_id"]) for ally_id in ally_ids})
    return {
        signup.ally_id: Occasion(
            title,
            screening,
            venue,
            unsaid(signup, screening),
            asked.get((signup.ally_id, selection["campaign_id"]), ""),
        )
        for signup, screening, title, venue in db.session.execute(rows)
    }


def waits(campaign_id: str) -> ColumnElement[bool]:
    """Over Ally: whose letters wait in this campaign until the address is confirmed."""
    asks = exists().where(Campaign.id == campaign_id, Campaign.confirmed_first)
    return and_(asks, ~confirmed())


def film_of(campaign_id: str) -> str:
    """The title of a campaign's film."""
    return db.session.scalars(
        select(Film.title).join(Campaign, Campaign.film_id == Film.id).where(Campaign.id == campaign_id)
    ).one()


def chosen(choice_id: str) -> Choice | None:
    """The choice of allies that a letter is for, as long as it is kept."""
    return db.session.get(Choice, choice_id)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a campaign's signups can be told apart by: places where somebody signed up, and film screenings with signups."""

    screenings: Sequence[tuple[Screening, Venue | None, int]]
    countries: list[str]
    regions: list[str]
    cities: list[str]


def choices(campaign_id: str) -> Choices:
    """The latest screenings first."""
    number = func.count(Signup.id)
    rows = [
        (screening, venue, n)
        for screening, venue, n in db.session.execute(
            select(Screening, Venue, number)
            .join(Signup, Signup.screening_id == Screening.id)
            .outerjoin(Venue, Venue.id == Screening.venue_id)
            .where(Screening.campaign_id == campaign_id)
            .group_by(Screening.id, Venue.id)
            .order_by(Screening.day.desc(), Screening.id)
        )
    ]
    there: Sequence[tuple[Screening, Venue | None, int]] = rows
    places = [venue for _, venue, _ in there if venue is not None]
    return Choices(
        there, sorted({place.country for place in places}),
        sorted({place.region for place in places if place.region}), sorted({place.city for place in places if place.city}),
    )  # fmt: skip


def _signups(selection: Selection, until: datetime) -> list[ColumnElement[bool]]:
    """Over Signup."""
    at = [Screening.id == Signup.screening_id, Screening.campaign_id == selection["campaign_id"]]
    if selection.get("screening_ids"):
        at.append(Screening.id.in_(sorted(selection["screening_ids"])))
    place = {name: selection[name] for name in ("country", "region", "city") if selection.get(name)}
    if place:
        at += [Venue.id == Screening.venue_id, *(getattr(Venue, name) == value for name, value in place.items())]
    fits: list[ColumnElement[bool]] = [Signup.at <= until, exists().where(*at).correlate(Signup)]
    if selection.get("interests"):
        ticked = exists().where(
            SignupInterest.signup_id == Signup.id, SignupInterest.at <= until,
            Interest.id == SignupInterest.interest_id, Interest.key.in_(sorted(selection["interests"])),
        )  # fmt: skip
        fits.append(ticked.correlate(Signup))
    return fits
