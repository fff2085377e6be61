"""Another program logs a film screening, or changes what is known of one. The same one twice is one."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime, time

from tracker.errors import Refusal
from tracker.finding import events_told
from tracker.hooks import happened
from tracker.letters import cancelling, notices
from tracker.records import dataclass
from tracker.screenings import calendar, campaigns, films, log, meant, venues
from tracker.screenings.campaign import Campaign
from tracker.screenings.log import ScreeningFacts, ThereAlready
from tracker.screenings.meant import Place
from tracker.screenings.names import title_key
from tracker.screenings.screening import ACCESSIBILITY, Screening
from tracker.store import known_as
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import settings, trace
from tracker.team.token import Token
from tracker.words import lazy

DEED = "event of a program"
USUAL_KIND = "community"


class Untitled(Refusal):
    sentence = lazy("A title is needed: that of the film.")
    status = 400


class OtherCampaign(Refusal):
    sentence = lazy("This token is for another campaign.")
    status = 403


@dataclass(frozen=True)
class EventSaid:
    """What was sent. "" and None: not sent, and left alone. `status`: announced, cancelled; `local_start`: by the venue's clock."""

    title: str = ""
    note: str = ""
    start: datetime | None = None
    local_start: tuple[date, time | None] | None = None
    place: Place = field(default_factory=Place)
    zone: str = ""
    status: str = ""
    visibility: str = ""
    kind: str = ""
    capacity: int | None = None
    campaign_id: str = ""
    identifiers: tuple[str, ...] = ()


def log_event(token: Token, said: EventSaid) -> str:
    """The id of the film screening: a new one, or the one that is known by an identifier, or starts there at that time already.

    Raises Untitled, OtherCampaign, NotThere, and what log.add() raises.
    """
    if not said.title:
        raise Untitled
    with transaction():
        # Two that are logged at once make one film and one venue.
        one_at_a_time(DEED)
        known, _erased = known_as.meant(known_as.EVENT, said.identifiers)
        if known is not None:
            return events_told.seen(known, token.campaign_id)
        campaign = _campaign(token, said)
        facts = _facts(said, ScreeningFacts(campaign.id, said.kind or USUAL_KIND, None), campaign)
        try:
            screening = log.add(facts, token.kept_by_id)
        except ThereAlready as refusal:
            return str(refusal.fields["there"])
        known_as.know(known_as.EVENT, screening.id, said.identifiers)
        happened.made(screening.id)
        if said.status == "cancelled" and cancelling.cancel(screening, token.kept_by_id):
            happened.cancelled(screening.id)
        trace.note("event logged", token.kept_by_id, "screening", screening.id, f"token {token.id}")
        return screening.id


def change_event(token: Token, event_id: str, said: EventSaid) -> str:
    """Its id; of one that was joined, the other's. A notice waits when those who signed up should know.

    Raises NotThere, OtherCampaign, KnownAlready, and what log.write() raises.
    """
    with transaction():
        one_at_a_time(DEED)
        screening = log.dated(events_told.seen(event_id, token.campaign_id))
        if said.campaign_id and said.campaign_id != screening.campaign_id:
            raise OtherCampaign
        before, stood = notices.facts_of(screening), standing(screening)
        facts = _facts(said, stood, campaigns.by_id(screening.campaign_id))
        if facts != stood:
            log.write(screening, facts)
            notices.look([(screening, before)], token.kept_by_id)
            happened.changed(screening.id)
            trace.note("event changed", token.kept_by_id, "screening", screening.id, f"token {token.id}")
        if said.status:
            _let(screening, said.status, token.kept_by_id)
        known_as.know(known_as.EVENT, screening.id, said.identifiers)
        return screening.id


def standing(screening: Screening) -> ScreeningFacts:
    """What is known of it now, as it is written."""
    return ScreeningFacts(
        campaign_id=screening.campaign_id, kind=screening.kind, day=screening.day, at=calendar.clock_time(screening),
        film_id=screening.film_id, venue_id=screening.venue_id, zone="" if screening.venue_id else screening.zone,
        visibility=screening.visibility, screen=screening.screen, languages=screening.languages, subtitles=screening.subtitles,
        accessibility=tuple(name for name in ACCESSIBILITY if getattr(screening, name)), talkback=screening.talkback,
        capacity=screening.capacity, ticket_url=screening.ticket_url, point_person_id=screening.point_person_id,
        host_contact_id=screening.host_contact_id, host=screening.host or {}, note=screening.note or "",
    )  # fmt: skip


def _let(screening: Screening, status: str, by: str | None) -> None:
    if status == "cancelled":
        if cancelling.cancel(screening, by):
            happened.cancelled(screening.id)
    elif cancelling.reinstate(screening, by):
        happened.changed(screening.id)


def _campaign(token: Token, said: EventSaid) -> Campaign:
    wanted = said.campaign_id or token.campaign_id
    if token.campaign_id is not None and wanted != token.campaign_id:
        raise OtherCampaign
    return campaigns.by_id(wanted) if wanted else meant.campaign(said.title)


def _facts(said: EventSaid, stood: ScreeningFacts, campaign: Campaign) -> ScreeningFacts:
    """What stood, with what was sent in its place."""
    facts = _placed(said, replace(stood, kind=said.kind or stood.kind))
    zone = facts.zone or _zone_of(facts)
    if said.local_start is not None:
        facts = replace(facts, day=said.local_start[0], at=said.local_start[1])
    elif said.start is not None:
        day, at = meant.local(said.start, zone)
        facts = replace(facts, day=day, at=at)
    elif facts.day is None:
        # Nobody has said when: a day it must have, so it stands on no list until somebody does.
        facts = replace(facts, day=calendar.today_at(zone), visibility="private")
    sent: Mapping[str, object] = {
        "film_id": meant.film(said.title, campaign).id if said.title and not _is_called(facts.film_id, said.title) else None,
        "visibility": said.visibility, "capacity": said.capacity, "note": said.note,
    }  # fmt: skip
    return replace(facts, **{name: value for name, value in sent.items() if value})  # type: ignore[arg-type]


def _placed(said: EventSaid, facts: ScreeningFacts) -> ScreeningFacts:
    """At the venue that was sent; online where there is none."""
    if said.place.said:
        venue = meant.venue(replace(said.place, zone=said.zone or said.place.zone))
        return replace(facts, venue_id=venue.id, zone="")
    if facts.venue_id:
        return facts
    kind = facts.kind if facts.kind in log.ANYWHERE else "virtual"
    return replace(facts, kind=kind, zone=said.zone or facts.zone or settings.get("zone"))


def _zone_of(facts: ScreeningFacts) -> str:
    return venues.by_id(facts.venue_id).zone


def _is_called(film_id: str | None, title: str) -> bool:
    if film_id is None:
        return False
    film = films.by_id(film_id)
    return title_key(title) in (film.title_key, film.original_title_key)
