"""A past for hosts of invented people: whom they asked, the film screenings that came of it, whom these brought, and so on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import case, exists, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.followups import hosting
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.records import dataclass
from tracker.screenings import heads, log, venues
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.screenings.venues import VenueFacts
from tracker.signups import asking, requests
from tracker.signups.asking import Ask, Led
from tracker.signups.request_to_host import RequestToHost, Wish
from tracker.signups.signup import Signup
from tracker.store.db import db

# From asking to the answer, and from the answer to the evening.
ANSWERED, PREPARED = timedelta(days=2), timedelta(days=18)


@dataclass(frozen=True, slots=True)
class Hosted:
    """One that an ally hosted. `after`: the key of the one at which they had signed up; "": any of the campaign."""

    key: str
    after: str
    kind: str
    venue: VenueFacts
    # From the day on which the story is told.
    days: int
    # Who signed up there; screening and campaign are filled in.
    hands: tuple[Entry, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has not become a film screening. `known`: by the link of an ally of the campaign."""

    ask: Ask
    days: int
    state: str = "waiting"
    known: bool = False


@dataclass(frozen=True, slots=True)
class Hosting:
    """All of it, the earlier generation first; in one campaign, by its place in the story."""

    campaign: int
    hosted: Sequence[Hosted] = ()
    asked: Sequence[Asked] = ()


def live(told: Hosting, campaign_ids: Sequence[str], by: str, now: datetime) -> None:
    """Inside a transaction, after everybody else was welcomed; `by`: who decided."""
    campaign_id, made, taken = campaign_ids[told.campaign], dict[str, Screening](), set[str]()
    for each in told.hosted:
        after = made.get(each.after)
        found = _somebody(campaign_id, after.id if after else None, taken)
        if found is not None:
            made[each.key] = _hosted(each, found, campaign_id, by, now)
    for asked in told.asked:
        found = _somebody(campaign_id, None, taken) if asked.known else None
        _asked(asked, found, by, now)


def _somebody(campaign_id: str, screening_id: str | None, taken: set[str]) -> Signup | None:
    """The signup of somebody who may be written to and hosts nothing yet, always the same one; those who wait for a call first."""
    waits = exists().where(
        FollowUp.ally_id == Signup.ally_id, FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON)
    )
    wanted = (
        select(Signup)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Ally, Ally.id == Signup.ally_id)
        .where(Screening.campaign_id == campaign_id, Screening.day.is_not(None), Ally.email_consent == "yes")
        .order_by(case((waits, 0), else_=1), Signup.submission)
    )
    if screening_id is not None:
        wanted = wanted.where(Signup.screening_id == screening_id)
    for signup in db.session.scalars(wanted):
        ally = db.session.get_one(Ally, signup.ally_id)
        if ally.id not in taken and not ally.extra_care and (ally.contact or {}).get("email"):
            taken.add(ally.id)
            return signup
    return None


def _hosted(each: Hosted, found: Signup, campaign_id: str, by: str, now: datetime) -> Screening:
    ally = db.session.get_one(Ally, found.ally_id)
    contact = ally.contact or {}
    day = (now + timedelta(days=each.days)).date()
    venue = venues.add(each.venue)
    db.session.flush()
    host = {way: str(contact[way]) for way in ("name", "email", "phone") if contact.get(way)}
    screening = log.add(ScreeningFacts(campaign_id, each.kind, day, time(19), venue_id=venue.id, host=host), by)
    at = min(now, datetime.combine(day, time(12), now.tzinfo)) - PREPARED - ANSWERED
    place = each.venue
    wish = Wish(place=place.name, city=place.city, region=place.region, country="US", when=f"{day:%B}")
    ask = Ask(host["name"], host["email"], host.get("phone"), wish, each.kind, 20 + 5 * len(each.hands), ally.language)
    request = _written(ask, Led(ally.id, True, found.id, campaign_id), at)
    requests.decide(request, "approved", by, screening.id)
    request.decided_at = at + ANSWERED
    for follow_up, _title in hosting.may_close(request, Worker(by, None, careful=True))[:1]:
        hosting.link(follow_up.id, request.id)
        hosting.close_with(follow_up, by, at + ANSWERED, plans=False)
    _fill(each, screening, by)
    return screening


def _fill(each: Hosted, screening: Screening, by: str) -> None:
    """Whoever came, and how many were in the room; or it was called off."""
    if each.cancelled:
        screening.status, screening.cancelled_at = "cancelled", clock.now()
    if each.hands:
        here, campaign_id, kind = screening.id, screening.campaign_id, screening.kind
        welcome([replace(hand, screening_id=here, campaign_id=campaign_id, kind=kind) for hand in each.hands])
        heads.add(screening, "counted", 3 * len(each.hands), by, max(hand.at for hand in each.hands))


def _asked(asked: Asked, found: Signup | None, by: str, now: datetime) -> None:
    ally = db.session.get_one(Ally, found.ally_id) if found else None
    ask, led = asked.ask, Led()
    if found is not None and ally is not None and ally.contact:
        contact = ally.contact
        ask = replace(ask, name=contact.get("name", ""), email=contact.get("email"), phone=None, language=ally.language)
        led = Led(ally.id, True, found.id, db.session.get_one(Screening, found.screening_id).campaign_id)
    at = now - timedelta(days=asked.days)
    request = _written(ask, led, at)
    if asked.state == "asked":
        requests.ask_back(request)
        request.asked_at = at + ANSWERED
    elif asked.state != "waiting":
        requests.decide(request, asked.state, by)
        request.decided_at = at + ANSWERED


def _written(ask: Ask, led: Led, at: datetime) -> RequestToHost:
    request_id = asking.write_down(ask, led, f"demo-{ask.email}-{at:%j}"[:64], "link" if led.by_own_link else "form")
    request = db.session.get_one(RequestToHost, request_id)
    request.at = at
    return request
