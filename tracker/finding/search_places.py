"""Film screenings, films, campaigns, venues and hosts by words: within the campaigns that somebody works on."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select

from tracker.finding.reach import mine_or
from tracker.finding.search_words import Towns, fit
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import seen as campaigns_seen
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import Row, db
from tracker.store.shut import stays_shut

SHOWN = 8
# Hosts are sealed and few: those of the latest so many film screenings that have one are opened.
HOSTS_OPENED = 2_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Host:
    """Who opens the door somewhere."""

    screening: Screening
    venue: Venue | None
    name: str


@dataclass(slots=True)
class Places:
    """What fits, the first SHOWN of each kind, and of which kinds there are more."""

    screenings: list[tuple[Screening, Venue | None, str]] = field(default_factory=list)
    films: list[Film] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    venues: list[Venue] = field(default_factory=list)
    hosts: list[Host] = field(default_factory=list)
    more: set[str] = field(default_factory=set)

    def rows(self) -> list[Row]:
        """All that was read."""
        there = [
            each for screening, venue, _title in self.screenings for each in (screening, venue) if each is not None
        ]
        doors = [each for host in self.hosts for each in (host.screening, host.venue) if each is not None]
        return [*there, *self.films, *self.campaigns, *self.venues, *doors]

    def __bool__(self) -> bool:
        return bool(self.screenings or self.films or self.campaigns or self.venues or self.hosts)


def look_for(words: Sequence[str], who: Worker) -> Places:
    """These folded words, in any order."""
    films = list(db.session.scalars(select(Film).order_by(Film.title, Film.id)))
    campaigns = campaigns_seen(who.campaigns)
    towns, found = Towns(), Places()
    found.films = _first(
        [each for each in films if fit(words, each.title, each.original_title, each.director)], "films", found
    )
    found.campaigns = _first([each for each in campaigns if fit(words, each.name)], "campaigns", found)
    here = select(Venue).where(*(towns.matching(word) for word in words), Venue.joined_into_id.is_(None))
    found.venues = _first(
        db.session.scalars(here.order_by(Venue.name_key, Venue.id).limit(SHOWN + 1)).all(), "venues", found
    )
    found.screenings = _screenings(words, films, campaigns, towns, who, found)
    found.hosts = _hosts(words, who, found)
    return found


def _screenings(
    words: Sequence[str], films: Sequence[Film], campaigns: Sequence[Campaign], towns: Towns, who: Worker, found: Places
) -> list[tuple[Screening, Venue | None, str]]:
    """Each word is in the film, the campaign or the place; the latest first."""
    each_word: list[ColumnElement[bool]] = []
    for word in words:
        of_film = [film.id for film in films if fit([word], film.title, film.original_title)]
        of_campaign = [campaign.id for campaign in campaigns if fit([word], campaign.name)]
        there = select(Venue.id).where(towns.matching(word))
        each_word.append(
            or_(Screening.film_id.in_(of_film), Screening.campaign_id.in_(of_campaign), Screening.venue_id.in_(there))
        )
    wanted = (
        select(Screening, Venue, Film.title)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(*each_word, mine_or(Screening, who, leads=True), Screening.joined_into_id.is_(None))
        .order_by(func.coalesce(Screening.day, date.min).desc(), Screening.id)
        .limit(SHOWN + 1)
    )
    return _first(
        [(screening, venue, title) for screening, venue, title in db.session.execute(wanted)], "screenings", found
    )


def _hosts(words: Sequence[str], who: Worker, found: Places) -> list[Host]:
    if stays_shut("screening", "host"):
        return []
    wanted = (
        select(Screening, Venue)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(
            Screening.host_sealed.is_not(None), Screening.joined_into_id.is_(None), mine_or(Screening, who, leads=True)
        )
        .order_by(Screening.day.desc(), Screening.id)
        .limit(HOSTS_OPENED)
    )
    fitting = []
    for screening, venue in db.session.execute(wanted):
        name = (screening.host or {}).get("name", "")
        if name and fit(words, name):
            fitting.append(Host(screening, venue, name))
        if len(fitting) > SHOWN:
            break
    return _first(fitting, "hosts", found)


def _first(some: Sequence[T], kind: str, found: Places) -> list[T]:
    if len(some) > SHOWN:
        found.more.add(kind)
    return list(some[:SHOWN])
