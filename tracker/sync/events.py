"""Which film screening an event of another server is: the one it is known as, else that of its film, venue and day.

What is unclear is said and left alone. What is missing here is made, unlisted, so that nothing stands on a public page because
another program said so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import UTC, date, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.errors import Refusal
from tracker.hooks import happened
from tracker.osdi.there import EventThere, wall_time
from tracker.records import dataclass
from tracker.screenings import calendar, log, meant
from tracker.screenings.campaigns import by_id as campaign_of
from tracker.screenings.film import Film
from tracker.screenings.log import ANYWHERE, ScreeningFacts
from tracker.screenings.meant import Place
from tracker.screenings.names import title_key, venue_key
from tracker.screenings.screening import KINDS, Screening
from tracker.screenings.venue import Venue
from tracker.screenings.zones import known_zones
from tracker.store.db import db
from tracker.sync import links
from tracker.sync.fates import EVENTS, IN, Fate
from tracker.sync.terms import LOCAL, Terms
from tracker.team import settings
from tracker.words import lazy

USUAL_KIND = "community"


class NoDay(Refusal):
    sentence = lazy("It says no day.")


class SeveralFit(Refusal):
    sentence = lazy("More than one film screening here fits it.")


class OtherTime(Refusal):
    sentence = lazy("There is one here at that venue on that day, at another time.")


class Taken(Refusal):
    sentence = lazy("The film screening that fits it is another event there already.")


class Elsewhere(Refusal):
    sentence = lazy("It is a film screening of another campaign here.")


class CancelledThere(Refusal):
    sentence = lazy("It is cancelled there, and not here. Nobody was written to: cancel it at the desk if that is so.")


@dataclass
class Matched:
    """By the id there of each event the film screening that it is; and what became of each."""

    screenings: dict[str, str] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)
    # Ids there of events that are in doubt, by the film screening that they may be: nothing is told of those.
    doubtful: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Here:
    screening: Screening
    film: Film
    venue: Venue | None


def take(terms: Terms, events: Sequence[EventThere]) -> Matched:
    """Each event is known, matched or made; inside a transaction."""
    matched = Matched()
    known = links.meaning(terms.server, links.EVENT, [each.id for each in events])
    here = _of_campaign(terms.campaign_id)
    told = {each.screening.id for each in here if each.screening.id in set(known.values())}
    fresh: dict[str, str] = {}
    for event in events:
        screening_id = known.get(event.id) or _by_our_own_id(terms, event, here)
        fate, why = "already there", ""
        if event.id in known and known[event.id] is None:
            matched.fates.append(Fate(IN, EVENTS, "taken back", event.id))
            continue
        try:
            if screening_id is None:
                fate, screening_id = _found_or_made(terms, event, here, told)
            else:
                screening_id = _still_there(screening_id, here)
                if screening_id is None:
                    raise Elsewhere
        except _OtherFilm:
            matched.fates.append(Fate(IN, EVENTS, "other film", event.id))
            continue
        except Refusal as refusal:
            matched.fates.append(Fate(IN, EVENTS, "conflict", event.id, why=str(refusal)))
            matched.doubtful |= {each.screening.id for each in here if _fits(terms, event, each)}
            continue
        if event.cancelled and _is_on(screening_id, here):
            why = str(CancelledThere())
        told.add(screening_id)
        matched.screenings[event.id] = fresh[event.id] = screening_id
        matched.fates.append(Fate(IN, EVENTS, fate, event.id, screening_id, why))
    links.know(terms.server, links.EVENT, {id_: of for id_, of in fresh.items() if id_ not in known})
    return matched


class _OtherFilm(Exception):
    pass


def _of_campaign(campaign_id: str) -> list[_Here]:
    rows = db.session.execute(
        select(Screening, Film, Venue)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.campaign_id == campaign_id, Screening.standing.is_(None), Screening.joined_into_id.is_(None))
        .order_by(Screening.id)
    )
    return [_Here(*row) for row in rows]


def _by_our_own_id(terms: Terms, event: EventThere, here: Iterable[_Here]) -> str | None:
    """What we called it when we told of it: an answer that was lost on its way back."""
    begins = f"{terms.own}:"
    named = {each.removeprefix(begins) for each in event.identifiers if each.startswith(begins)}
    return next((each.screening.id for each in here if each.screening.id in named), None)


def _still_there(screening_id: str, here: Iterable[_Here]) -> str | None:
    """The one that it is by now; None: it is gone, or in another campaign."""
    ids = {each.screening.id for each in here}
    found = db.session.get(Screening, screening_id)
    while found is not None and found.joined_into_id:
        found = db.session.get(Screening, found.joined_into_id)
    return found.id if found is not None and found.id in ids else None


def _found_or_made(terms: Terms, event: EventThere, here: list[_Here], told: set[str]) -> tuple[str, str]:
    """Fate and film screening. Raises _OtherFilm, and a Refusal for what is unclear."""
    if title_key(event.title) not in _titles(terms, here):
        raise _OtherFilm
    if not _local(terms, event, event.zone or None):
        raise NoDay
    fits = [each for each in here if _fits(terms, event, each)]
    at_that_time = [each for each in fits if _same_time(terms, event, each)]
    left = at_that_time or fits
    if len(left) > 1:
        raise SeveralFit
    if left and not at_that_time and calendar.clock_time(left[0].screening) and _time(terms, event, left[0]):
        raise OtherTime
    if left and left[0].screening.id in told:
        raise Taken
    if left:
        return "already there", left[0].screening.id
    if event.cancelled:
        raise CancelledThere
    made = _made(terms, event)
    here += [each for each in _of_campaign(terms.campaign_id) if each.screening.id == made]
    return "new", made


def _titles(terms: Terms, here: Iterable[_Here]) -> set[str]:
    films = {each.film for each in here} | {db.session.get_one(Film, campaign_of(terms.campaign_id).film_id)}
    return {key for film in films for key in (film.title_key, film.original_title_key) if key}


def _fits(terms: Terms, event: EventThere, here: _Here) -> bool:
    if title_key(event.title) not in (here.film.title_key, here.film.original_title_key):
        return False
    local = _local(terms, event, here.screening.zone)
    return local is not None and local[0] == here.screening.day and _same_place(event, here.venue)


def _same_place(event: EventThere, venue: Venue | None) -> bool:
    if venue is None or not event.venue:
        return venue is None and not event.venue
    code, mine = event.postcode.casefold(), venue.postcode.casefold()
    return venue_key(event.venue) == venue_key(venue.name) and (not code or not mine or code == mine)


def _same_time(terms: Terms, event: EventThere, here: _Here) -> bool:
    return calendar.clock_time(here.screening) == _time(terms, event, here)


def _time(terms: Terms, event: EventThere, here: _Here) -> time | None:
    local = _local(terms, event, here.screening.zone)
    return local[1] if local else None


def _local(terms: Terms, event: EventThere, zone: str | None) -> tuple[date, time | None] | None:
    """Day and time by the venue's clock."""
    if event.local is not None or event.start is None or terms.times == LOCAL:
        return wall_time(event)
    at = event.start.astimezone(ZoneInfo(zone) if zone and zone in known_zones() else UTC)
    return at.date(), at.time().replace(microsecond=0)


def _is_on(screening_id: str, here: Iterable[_Here]) -> bool:
    return any(each.screening.id == screening_id and each.screening.status != "cancelled" for each in here)


def _made(terms: Terms, event: EventThere) -> str:
    """Raises what log.add() raises."""
    campaign = campaign_of(terms.campaign_id)
    zone = event.zone if event.zone in known_zones() else ""
    kind = event.kind if event.kind in KINDS else USUAL_KIND
    venue = None
    if event.venue:
        country = event.country if len(event.country) == 2 else ""
        place = Place(
            event.venue[:200],
            event.address[:300],
            event.city[:100],
            event.region[:100],
            event.postcode[:20],
            country,
            zone,
        )
        venue = meant.venue(place)
    elif kind not in ANYWHERE:
        kind = "virtual"
    local = _local(terms, event, venue.zone if venue else zone or settings.get("zone"))
    assert local is not None
    facts = ScreeningFacts(
        campaign.id, kind, local[0], local[1], meant.film(event.title, campaign).id, venue.id if venue else None,
        "" if venue else zone or settings.get("zone"), visibility="unlisted",
    )  # fmt: skip
    screening_id = log.add(facts, terms.by).id
    happened.made(screening_id)
    return screening_id
