"""What a delivery says: how it stands at the moment of sending, so that what comes late tells nothing that is over.

By alias and id; names and contacts only for hooks that may have them, and never of who asked for extra care, said no, or asked to
be left alone. Field by field on the page of the hook, and in docs/decisions/0034-webhooks.md.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally, is_empty
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.appeals.interest import Interest
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.playbook import Step
from tracker.hooks.delivery import OUTCOME, SIGNUP, TEST, UNDONE, HookDelivery
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db

Said = dict[str, Any]

# What the page shows; a test holds it against a real one.
EXAMPLE = """\
{
  "id": "4kx0t2v9m7c1r8qa", "type": "signup.recorded",
  "at": "2023-10-24T02:14:09Z", "as_of": "2023-10-24T02:14:11Z",
  "signup": {"id": "z7f3n0b5h2w8d6ye", "at": "2023-10-24T02:14:09Z",
             "source": "screen", "interests": ["host", "write"]},
  "ally": {"id": "c9s4j1x6p3v0g7kq", "alias": "Quiet Heron g7kq",
           "language": "ko"},
  "screening": {"id": "m2r8y5t1a6n3e9fc", "gone": false,
                "film": "Beyond Utopia", "kind": "theatrical",
                "status": "announced", "visibility": "listed",
                "standing": null, "day": "2023-10-23",
                "starts_at": "2023-10-24T00:00:00Z",
                "zone": "America/Chicago", "screen": "Screen 3",
                "joined_into": null,
                "venue": {"id": "d0h7q4w1z8b5k2xs",
                          "name": "Barton Street Cinema",
                          "address": "1120 Barton Street",
                          "city": "Austin", "region": "TX",
                          "postcode": "78704", "country": "US"}},
  "campaign": {"id": "f6c3v0m9j5t2r8ya", "name": "Two nights"}
}"""


@dataclass(frozen=True, slots=True)
class Body:
    """`sent`: the bytes. `kept`: the same without any contact. `contact`: whether there is one in it."""

    sent: bytes
    kept: str
    contact: bool


def written(delivery: HookDelivery, contacts: bool) -> Body | None:
    """None: what it is about is gone, or the ally is erased: nothing is left to tell."""
    said = _said(delivery)
    if said is None:
        return None
    said = {
        "id": delivery.id,
        "type": delivery.event,
        "at": _moment(delivery.at),
        "as_of": _moment(clock.now()),
        **said,
    }
    kept, contact = _text(said), None
    if contacts and delivery.ally_id is not None:
        contact = _contact(db.session.get_one(Ally, delivery.ally_id))
    if contact is None:
        return Body(kept.encode(), kept, False)
    return Body(_text({**said, "ally": {**said["ally"], **contact}}).encode(), kept, True)


def _said(delivery: HookDelivery) -> Said | None:
    if delivery.event == TEST:
        return {"hook": {"id": delivery.hook_id}}
    if delivery.event == SIGNUP:
        return _signup(delivery)
    if delivery.event in (OUTCOME, UNDONE):
        return _outcome(delivery)
    return _screening(delivery.about_id)


def _signup(delivery: HookDelivery) -> Said | None:
    signup = db.session.get(Signup, delivery.about_id)
    ally = _ally(delivery.ally_id)
    if signup is None or ally is None:
        return None
    ticked = select(Interest.key).join(SignupInterest, SignupInterest.interest_id == Interest.id)
    interests = db.session.scalars(ticked.where(SignupInterest.signup_id == signup.id).order_by(Interest.key))
    told = {"id": signup.id, "at": _moment(signup.at), "source": signup.source, "interests": list(interests)}
    place = _screening(signup.screening_id) or {}
    return {"signup": told, "ally": ally, **place}


def _outcome(delivery: HookDelivery) -> Said | None:
    """Of an attempt; or of a follow-up that a list told of."""
    attempt = db.session.get(Attempt, delivery.about_id)
    follow_up = db.session.get(FollowUp, attempt.follow_up_id if attempt else delivery.about_id)
    ally = _ally(delivery.ally_id)
    if ally is None:
        return None
    undone = delivery.event == UNDONE
    if undone and attempt is None and follow_up is not None:
        # A list was taken back, and this stayed: something else refers to it by now.
        return None
    if follow_up is None:
        # A list that was taken back: what it had told is not there any more.
        return {"outcome": {"id": delivery.about_id, "undone": True}, "ally": ally} if undone else None
    key = attempt.outcome if attempt else str(follow_up.outcome)
    known = OUTCOMES.get(key)
    told = {
        "id": delivery.about_id, "at": _moment(attempt.at if attempt else follow_up.closed_at or delivery.at), "outcome": key,
        "reached": known is not None and known.reached, "acted": known is not None and known.acted,
        "undone": undone or (attempt is not None and attempt.undone_at is not None), "follow_up": follow_up.id,
        "channel": follow_up.channel, "step": _step(follow_up), "state": follow_up.state,
        "value": follow_up.value, "currency": follow_up.currency,
    }  # fmt: skip
    return {"outcome": told, "ally": ally, "campaign": _campaign(follow_up.campaign_id)}


def _step(follow_up: FollowUp) -> str | None:
    step = db.session.get(Step, follow_up.step_id) if follow_up.step_id else None
    return step.title if step else None


def _screening(screening_id: str) -> Said:
    """Without its host, its notes and its guests."""
    screening = db.session.get(Screening, screening_id)
    if screening is None:
        return {"screening": {"id": screening_id, "gone": True}}
    film = db.session.get_one(Film, screening.film_id)
    venue = db.session.get(Venue, screening.venue_id) if screening.venue_id else None
    told = {
        "id": screening.id, "gone": False, "film": film.title, "kind": screening.kind, "status": screening.status,
        "visibility": screening.visibility, "standing": screening.standing,
        "day": screening.day.isoformat() if screening.day else None,
        "starts_at": _moment(screening.starts_at) if screening.starts_at else None, "zone": screening.zone,
        "screen": screening.screen, "joined_into": screening.joined_into_id, "venue": _venue(venue) if venue else None,
    }  # fmt: skip
    return {"screening": told, "campaign": _campaign(screening.campaign_id)}


def _venue(venue: Venue) -> Said:
    return {
        "id": venue.id, "name": venue.name, "address": venue.address, "city": venue.city, "region": venue.region,
        "postcode": venue.postcode, "country": venue.country,
    }  # fmt: skip


def _campaign(campaign_id: str) -> Said:
    campaign = db.session.get_one(Campaign, campaign_id)
    return {"id": campaign.id, "name": campaign.name}


def _ally(ally_id: str | None) -> Said | None:
    """Who it is, without who they are. None: erased, or joined to another."""
    ally = db.session.get(Ally, ally_id) if ally_id else None
    if ally is None or is_empty(ally):
        return None
    return {"id": ally.id, "alias": ally.alias, "language": ally.language}


def _contact(ally: Ally) -> Said | None:
    """By the ways that they did not say no to. None: nothing may be told."""
    contact = ally.contact
    answers = (ally.email_consent, ally.phone_consent)
    if not contact or ally.extra_care or ("no" in answers and "yes" not in answers):
        return None
    if suppressed(contact_fingerprints(contact.get("email"), contact.get("phone"))):
        return None
    name = contact.get("name", "")
    return {
        "name": name, "called": contact.get("call") or name,
        "email": contact.get("email") if ally.email_consent != "no" else None,
        "phone": contact.get("phone") if ally.phone_consent != "no" else None,
        "may_be_written_to": ally.email_consent, "may_be_called": ally.phone_consent,
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(said: Said) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
