"""A request to host is approved: the film screening is there with its host, the host has a link and a letter, and the follow-up
that led to it is closed by it. All of it at once, or nothing.
"""

from dataclasses import replace

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.followups import hosting
from tracker.followups.claiming import Worker
from tracker.hooks import happened
from tracker.letters import to_asker
from tracker.letters.to_asker import Said
from tracker.records import dataclass
from tracker.screenings import calendar, host_link, log, venues
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.screenings.venues import VenueFacts
from tracker.signups import requests
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class AskerGone(Refusal):
    sentence = lazy("Who asked has taken it back, or is erased: there is nobody to host.")
    status = 409


class NotTheirFollowUp(Refusal):
    sentence = lazy("That follow-up is another’s, or closed by now. Choose again.")
    field = "closes"


class NotToHost(Refusal):
    sentence = lazy("That film screening is over or cancelled. Nobody can host it any more.")
    field = "existing"


@dataclass(frozen=True, slots=True)
class Evening:
    """The film screening that comes of it: one that is there already, or what is to be known of a new one."""

    existing_id: str = ""
    facts: ScreeningFacts | None = None
    new_venue: VenueFacts | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of it. `token`: of the host's link, for who gets no letter. `closed`: a follow-up was closed by it."""

    screening_id: str
    token: str
    letter: bool
    closed: bool


def approve_request(
    request_id: str, evening: Evening, words: Said | None, closes: str, who: Worker, base_url: str
) -> Approved:
    """`words`: of the letter, to which the link is added; None where none may go. `closes`: the id of a follow-up, or "".

    Raises AskerGone, NotTheirFollowUp, NotToHost, OverForHosts, what log.add(), venues.add() and requests.hold() raise.
    """
    with transaction():
        request = requests.hold(request_id, who.campaigns, who.careful)
        if requests.is_gone(request):
            raise AskerGone
        screening = _there(evening, request, who.account_id)
        name = (request.asker or {}).get("name", "")
        token = host_link.give(screening.id, name, who.account_id, to_asker.language_of(request))
        request.campaign_id = screening.campaign_id
        requests.decide(request, "approved", who.account_id, screening.id)
        closed = _close(closes, request, who)
        if evening.facts is not None:
            happened.made(screening.id)
        letter = False
        if words is not None and to_asker.barred(request) is None:
            leads_to = f"{base_url}/host/{token}?lang={to_asker.language_of(request)}"
            said = to_asker.checked(words)
            letter = to_asker.write("approved", request, said, base_url, leads_to, by=who.account_id)
        trace.note("request approved", who.account_id, "request", request.id, screening.id)
        return Approved(screening.id, token, letter, closed)


def preview(request_id: str, evening: Evening, who: Worker) -> Said:
    """What the letter would say of that evening; nothing of it is kept. Raises as approve_request() does."""
    with transaction() as session:
        request = requests.hold(request_id, who.campaigns, who.careful)
        screening = _there(evening, request, who.account_id)
        if host_link.ends_at(screening) <= clock.now():
            raise host_link.OverForHosts
        words = to_asker.said("approved", request, to_asker.about(screening))
        session.rollback()
    return words


def _there(evening: Evening, request: RequestToHost, account_id: str) -> Screening:
    """The film screening, with who asks as its host."""
    host = {way: str(said) for way, said in (request.asker or {}).items()}
    if evening.facts is None:
        screening = log.dated(evening.existing_id)
        if calendar.phase(screening) in ("over", "cancelled"):
            raise NotToHost
        # Whoever hosts it already goes on: the links of both open it.
        screening.host = screening.host or host
        return screening
    facts = replace(evening.facts, host=host)
    if evening.new_venue is not None:
        venue = venues.add(evening.new_venue)
        db.session.flush()
        facts = replace(facts, venue_id=venue.id, zone="")
    return log.add(facts, account_id)


def _close(follow_up_id: str, request: RequestToHost, who: Worker) -> bool:
    """The chosen one, or nothing. One that somebody closed meanwhile by a call stays as they wrote it, and tells what came of it."""
    if not follow_up_id:
        return False
    follow_up = hosting.closable(follow_up_id, request, who)
    if follow_up is None:
        raise NotTheirFollowUp
    hosting.link_instead(follow_up.id, request.id)
    ally = db.session.get_one(Ally, follow_up.ally_id)
    plans = "yes" in (ally.email_consent, ally.phone_consent) and follow_up.outcome != "withdrawn"
    attempt = hosting.close_with(follow_up, who.account_id, clock.now(), plans)
    if attempt is not None:
        happened.outcome(attempt.id, follow_up)
    return attempt is not None
