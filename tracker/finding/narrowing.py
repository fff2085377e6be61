"""What a list can be narrowed to: names for the choices of a filter."""

from sqlalchemy import select

from tracker.errors import NotThere
from tracker.finding.filters import mine_or
from tracker.followups.claiming import Worker
from tracker.imports.import_ import Import, State
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.times import when_words

MOST_CITIES, MOST_IMPORTS = 1_000, 50


def campaigns(who: Worker) -> list[tuple[str, str]]:
    """Id and name of those somebody works on, the newest first."""
    wanted = select(Campaign.id, Campaign.name).order_by(Campaign.created_at.desc(), Campaign.id)
    if who.campaigns is not None:
        wanted = wanted.where(Campaign.id.in_(sorted(who.campaigns)))
    return list(db.session.execute(wanted))


def screening(screening_id: str, who: Worker) -> tuple[str, str, str | None]:
    """Where and when it is, and what it stands for if it is a standing one. Raises NotThere for one of others."""
    if not is_id(screening_id):
        raise NotThere
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


def places(who: Worker, country: str = "") -> Places:
    """Of the campaigns that somebody works on; cities as many as a page can carry."""
    wanted = select(Venue.country, Venue.region, Venue.city).distinct().where(Venue.joined_into_id.is_(None))
    if who.campaigns is not None:
        wanted = wanted.where(Venue.id.in_(select(Screening.venue_id).where(mine_or(Screening, who, leads=True))))
    rows = db.session.execute(wanted).all()
    here = [row for row in rows if not country or row[0] == country]
    cities = sorted({city for _, _, city in here if city})
    return Places(
        sorted({each for each, _, _ in rows}), sorted({region for _, region, _ in here if region}),
        cities if len(cities) <= MOST_CITIES else [],
    )  # fmt: skip


def imports(who: Worker) -> list[tuple[str, str]]:
    """Those that were written down, the newest first: id, and the day on which the file came."""
    wanted = select(Import.id, Import.uploaded_at).where(Import.state == State.WRITTEN.value)
    if who.campaigns is not None:
        wanted = wanted.where(Import.campaign_id.in_(sorted(who.campaigns)))
    rows = db.session.execute(wanted.order_by(Import.uploaded_at.desc(), Import.id).limit(MOST_IMPORTS))
    return [(import_id, at.strftime("%Y-%m-%d %H:%M")) for import_id, at in rows]
