"""Campaigns: made with their two standing screenings and their codes; who works on them."""

from collections.abc import Collection
from dataclasses import field
from datetime import date

from sqlalchemy import func, select

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.screenings import code, films
from tracker.screenings.campaign import Campaign, WorksOn
from tracker.screenings.film import Film
from tracker.screenings.screening import STANDING, Screening
from tracker.store.db import db
from tracker.store.once import known, once
from tracker.store.rows import is_id, row_of
from tracker.team import settings
from tracker.words import lazy


class DatesCrossed(Refusal):
    sentence = lazy("It would end before it begins. Look at both days again.")
    field = "ends_on"


class PeriodOutside(Refusal):
    sentence = lazy("Here people are kept for %(least)s to %(most)s months. An administrator sets that.")
    field = "retention_months"


@dataclass(frozen=True)
class CampaignFacts:
    """What is to be known of a campaign."""

    name: str
    film_id: str
    starts_on: date | None = None
    ends_on: date | None = None
    goals: dict[str, int] = field(default_factory=dict)
    # Codes, comma-separated, the first one by default.
    languages: str = "en,ko,es"
    # One sentence for the cinema screen, by language.
    end_card_words: dict[str, str] = field(default_factory=dict)
    retention_months: int = 18
    # Letters after the first wait until the address is confirmed.
    confirmed_first: bool = True


def by_id(campaign_id: str | None) -> Campaign:
    """Raises NotThere."""
    return row_of(Campaign, campaign_id)


def with_film(campaign_id: str) -> tuple[Campaign, Film]:
    """The campaign and the film it shows. Raises NotThere."""
    wanted = select(Campaign, Film).join(Film, Film.id == Campaign.film_id).where(Campaign.id == campaign_id)
    found = db.session.execute(wanted).one_or_none() if is_id(campaign_id) else None
    if found is None:
        raise NotThere
    return found[0], found[1]


def seen(only: Collection[str] | None) -> list[Campaign]:
    """The campaigns of these ids (None: all), the newest first."""
    return [each for each in once("campaigns", _all) if only is None or each.id in only]


def _all() -> list[Campaign]:
    return list(db.session.scalars(select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id)))


def ids() -> set[str]:
    """Of all there are; asked for alone where the page has not asked for them."""
    told: list[Campaign] | None = known("campaigns")
    if told is not None:
        return {each.id for each in told}
    return once("ids of campaigns", lambda: set(db.session.scalars(select(Campaign.id))))


def running(only: Collection[str] | None, today: date) -> list[Campaign]:
    """Those that are not over by a day of the desk's clock, and may be seen; the newest first."""
    return [each for each in seen(only) if each.ends_on is None or each.ends_on >= today]


def counts_of(campaign_ids: Collection[str]) -> dict[str, int]:
    """How many film screenings each has, without the standing ones and those joined into another."""
    counted = (
        select(Screening.campaign_id, func.count())
        .where(
            Screening.campaign_id.in_(campaign_ids), Screening.standing.is_(None), Screening.joined_into_id.is_(None)
        )
        .group_by(Screening.campaign_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def standing_of(campaign_id: str) -> dict[str, Screening]:
    """The two standing screenings by what they stand for: "streaming" and "unplaced"."""
    rows = db.session.scalars(
        select(Screening).where(Screening.campaign_id == campaign_id, Screening.standing.is_not(None))
    )
    return {str(row.standing): row for row in rows}


def add(facts: CampaignFacts, by: str | None) -> Campaign:
    """A new campaign with its standing screenings, its codes and who made it at work; inside a transaction."""
    campaign = Campaign(created_at=clock.now())
    write(campaign, facts)
    db.session.add(campaign)
    db.session.flush()
    rows = {standing: _standing(campaign, standing, by) for standing in STANDING}
    db.session.add_all(rows.values())
    db.session.flush()
    # By which people sign up who have seen it at home.
    code.make("link", screening_id=rows["streaming"].id)
    # "screen" is the end card's: one film file plays everywhere. "link" is for letters and posts.
    for source in ("screen", "link"):
        code.make(source, campaign_id=campaign.id)
    if by:
        db.session.add(WorksOn(account_id=by, campaign_id=campaign.id))
    return campaign


def write(campaign: Campaign, facts: CampaignFacts) -> None:
    """Set every fact; inside a transaction. Raises DatesCrossed, PeriodOutside, and NotThere for an unknown film."""
    films.by_id(facts.film_id)
    least, most = months_allowed()
    if not least <= facts.retention_months <= most:
        raise PeriodOutside(least=least, most=most)
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise DatesCrossed
    for name, value in vars(facts).items():
        setattr(campaign, name, value)


def months_allowed() -> tuple[int, int]:
    """For how many months after their last own act a campaign may keep people: the least and the most."""
    return int(settings.get("least_months")), int(settings.get("most_months"))


def _standing(campaign: Campaign, standing: str, by: str | None) -> Screening:
    now = clock.now()
    return Screening(
        film_id=campaign.film_id, campaign_id=campaign.id, standing=standing, zone="UTC",
        # Who has not said where they watched most likely sat in a cinema: the end card brought them.
        kind="streaming" if standing == "streaming" else "theatrical", visibility="unlisted",
        created_at=now, changed_at=now, created_by_id=by,
    )  # fmt: skip
