"""What a list can be narrowed to: names for the choices of a filter."""

from sqlalchemy import String, cast, literal, select, union_all

from tracker.errors import NotThere
from tracker.finding.reach import mine_or
from tracker.followups.claiming import Worker
from tracker.imports.import_ import Import, State
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.once import known, once
from tracker.store.rows import is_id
from tracker.times import when_words

MOST_CITIES, MOST_IMPORTS = 1_000, 50
# As `once` remembers a film screening, with its venue, that stands on the page.
HERE = "film screening"


def campaigns(who: Worker) -> list[tuple[str, str]]:
    """Id and name of those somebody works on, the newest first."""
    return _there(who).campaigns


def screening(screening_id: str, who: Worker) -> tuple[str, str, str | None]:
    """Where and when it is, and what it stands for if it is a standing one. Raises NotThere for one of others."""
    if not is_id(screening_id):
        raise NotThere
    # Who was on the page signed up at it, in a campaign of theirs.
    found = known((HERE, screening_id))
    if found is None:
        wanted = select(Screening, Venue).outerjoin(Venue, Venue.id == Screening.venue_id)
        found = db.session.execute(wanted.where(Screening.id == screening_id, mine_or(Screening, who))).first()
    if found is None:
        raise NotThere
    where, when = terms.title(found[0], found[1]), when_words(found[0].starts_at, found[0].day, found[0].zone)
    return where, when, found[0].standing


@dataclass(frozen=True, slots=True)
class Places:
    """Where film screenings are: towns of the country that is chosen, else of all."""

    countries: list[str]
    regions: list[str]
    cities: list[str]


@dataclass(frozen=True, slots=True)
class There:
    """What every list of allies offers."""

    campaigns: list[tuple[str, str]]
    # (country, region, city).
    towns: list[tuple[str, str, str]]


def places(who: Worker, country: str = "") -> Places:
    """Of the campaigns that somebody works on; cities as many as a page can carry."""
    towns = _there(who).towns
    here = [town for town in towns if not country or town[0] == country]
    cities = sorted({city for _, _, city in here if city})
    return Places(
        sorted({each for each, _, _ in towns}), sorted({region for _, region, _ in here if region}),
        cities if len(cities) <= MOST_CITIES else [],
    )  # fmt: skip


def _there(who: Worker) -> There:
    """Campaigns and towns stand on each page of the list: one query for both."""
    return once(("campaigns and towns", who), lambda: _asked(who))


def _asked(who: Worker) -> There:
    made_at = cast(Campaign.created_at, String)
    campaigns = select(literal("campaign"), Campaign.id, Campaign.name, made_at)
    towns = select(literal("town"), Venue.country, Venue.region, Venue.city).distinct()
    towns = towns.where(Venue.joined_into_id.is_(None))
    if who.campaigns is not None:
        campaigns = campaigns.where(Campaign.id.in_(sorted(who.campaigns)))
        towns = towns.where(Venue.id.in_(select(Screening.venue_id).where(mine_or(Screening, who, leads=True))))
    rows = db.session.execute(union_all(campaigns, towns)).all()
    found = sorted(((id_, name, at) for kind, id_, name, at in rows if kind == "campaign"), key=lambda row: row[0])
    found.sort(key=lambda row: row[2], reverse=True)
    towns_of = [(country, region, city) for kind, country, region, city in rows if kind == "town"]
    return There([(id_, name) for id_, name, _at in found], towns_of)


def imports(who: Worker) -> list[tuple[str, str]]:
    """Those that were written down, the newest first: id, and the day on which the file came."""
    wanted = select(Import.id, Import.uploaded_at).where(Import.state == State.WRITTEN.value)
    if who.campaigns is not None:
        wanted = wanted.where(Import.campaign_id.in_(sorted(who.campaigns)))
    rows = db.session.execute(wanted.order_by(Import.uploaded_at.desc(), Import.id).limit(MOST_IMPORTS))
    return [(import_id, at.strftime("%Y-%m-%d %H:%M")) for import_id, at in rows]
