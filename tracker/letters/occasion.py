"""What a letter is about: the film and the screening of the signup that it answers, and the links in it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from tracker import times
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.letters import story_slot
from tracker.letters.wanted_step import button
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.signups.wanted import wanted_by
from tracker.store import links
from tracker.store.db import db
from tracker.team import settings
from tracker.words import _, language

# One purpose for the page and for the one click in the mail program: both stop everything.
STOP, CONFIRM = "stop", "confirm"
NOT_ME, DID = "not-me", "did"
# One's own data (an ally's id), and where they watched (a signup's id).
ME, WATCHED = "me", "watched"
# The form for who would like to host (a follow-up's id).
ASKS = "asks-to-host"
# The ways to answer a check-in, as they stand in addresses, by field.
ANSWERS = {"done": "done", "not_yet": "not-yet", "not_for_me": "not-for-me"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Film, and screening and venue where they are known."""

    film: str
    screening: Screening | None
    venue: Venue | None
    # The signup of which nobody has said yet where it was; "" when that is known.
    unsaid: str = ""
    # Key of the interest whose step comes next; "" when nothing was ticked.
    wanted: str = ""


class InCommon:
    """What letters that are written in one transaction have in common: each is looked up once, in each language."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, ...], dict[str, str]] = {}
        self._buttons: dict[tuple[str, bool, str], str] = {}

    def facts(self, campaign_id: str, occasion: Occasion, base_url: str) -> dict[str, str]:
        screening_id = occasion.screening.id if occasion.screening else ""
        key = (campaign_id, occasion.film, screening_id, base_url, language())
        if key not in self._facts:
            self._facts[key] = facts(campaign_id, occasion, base_url)
        return self._facts[key]

    def button(self, wanted: str, discreet: bool) -> str:
        key = (wanted, discreet, language())
        if key not in self._buttons:
            self._buttons[key] = button(wanted, discreet)
        return self._buttons[key]


def occasions(follow_ups: Sequence[FollowUp]) -> dict[str, Occasion]:
    """By follow-up: its latest signup's screening; without one, or when it is cancelled, the film alone."""
    wanted = [follow_up.id for follow_up in follow_ups]
    campaigns = {follow_up.campaign_id for follow_up in follow_ups}
    films = select(Campaign.id, Film.title).join(Film, Film.id == Campaign.film_id).where(Campaign.id.in_(campaigns))
    titles = dict(db.session.execute(films).all())
    found = {follow_up.id: Occasion(titles[follow_up.campaign_id], None, None) for follow_up in follow_ups}
    signups = (
        select(FollowUpSignup.follow_up_id, Signup, Screening, Film.title, Venue)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(FollowUpSignup.follow_up_id.in_(wanted))
        .order_by(Signup.at, Signup.id)
    )
    for follow_up_id, signup, screening, title, venue in db.session.execute(signups):
        cancelled = screening.status == "cancelled"
        found[follow_up_id] = (
            Occasion(title, None, None) if cancelled else Occasion(title, screening, venue, unsaid(signup, screening))
        )
    asked = wanted_by({(follow_up.ally_id, follow_up.campaign_id) for follow_up in follow_ups})
    return {
        follow_up.id: replace(found[follow_up.id], wanted=asked.get((follow_up.ally_id, follow_up.campaign_id), ""))
        for follow_up in follow_ups
    }


def unsaid(signup: Signup, screening: Screening) -> str:
    """The signup's id while it is at "not said yet" and its ally has not been asked with success."""
    return signup.id if screening.standing == "unplaced" and signup.placed_at is None else ""


def zone_of(occasion: Occasion) -> str | None:
    """The clock of the place where they watched; None for "at home" and "not said yet", which are nowhere."""
    screening = occasion.screening
    return None if screening is None or screening.standing else screening.zone


def values(
    ally: Ally,
    campaign_id: str,
    occasion: Occasion,
    base_url: str,
    in_common: InCommon,
    follow_up_id: str | None = None,
) -> dict[str, str]:
    """What the fields of mail.words stand for, in the language in force. `follow_up_id`: which the letter carries out."""
    told = {
        **in_common.facts(campaign_id, occasion, base_url),
        "call": called(ally),
        "stop": link(base_url, STOP, ally),
        "confirm": link(base_url, CONFIRM, ally),
        "next": link(base_url, CONFIRM, ally),
        "step": in_common.button(occasion.wanted, discreet=bool(ally.extra_care)),
        "me": link(base_url, ME, ally),
        "watched": _page(base_url, WATCHED, occasion.unsaid, ally) if occasion.unsaid else "",
        # Whoever has said "this address is mine" is not asked whether it is.
        "not_me": "" if ally.confirmed_at else link(base_url, NOT_ME, ally),
    }
    if follow_up_id:
        # So the request knows what led to it.
        told["host"] = f"{base_url}/host/from/{links.sign(ASKS, follow_up_id)}?lang={ally.language}"
        page = f"{base_url}/{DID}/{links.sign(DID, follow_up_id)}"
        told |= {name: f"{page}/{answer}?lang={ally.language}" for name, answer in ANSWERS.items()}
    return told


def own_links(ally: Ally, base_url: str) -> dict[str, str]:
    """Those that stand in letters of no playbook: `confirm` only while they have not said that the address is theirs."""
    own = {name: link(base_url, name, ally) for name in (STOP, ME, CONFIRM)}
    return own | ({CONFIRM: ""} if ally.confirmed_at else {})


def facts(campaign_id: str, occasion: Occasion, base_url: str) -> dict[str, str]:
    """Those that are the same for everybody in the room, in the language in force; and where a story is chosen from."""
    screening = occasion.screening
    return {
        **story_slot.sources(campaign_id, base_url),
        "film": occasion.film,
        "where": _where(occasion),
        "when": times.when_words(screening.starts_at, screening.day, screening.zone) if screening else "",
        "day": times.day_words(screening.day) if screening and screening.day else "",
        "organisation": settings.get("organisation"),
        "host": f"{base_url}/host/?lang={language()}",
    }


def link(base_url: str, purpose: str, ally: Ally) -> str:
    """The address of a page that only this ally gets; it speaks their language."""
    return _page(base_url, purpose, ally.id, ally)


def _page(base_url: str, purpose: str, id_: str, ally: Ally) -> str:
    return f"{base_url}/{purpose}/{links.sign(purpose, id_)}?lang={ally.language}"


def called(ally: Ally) -> str:
    """The name to be called by; in Korean, where a given name alone is for close friends, the whole name."""
    contact = ally.contact or {}
    call = contact.get("call", "")
    return contact.get("name") or call if ally.language == "ko" else call


def _where(occasion: Occasion) -> str:
    if occasion.venue is not None:
        return ", ".join(part for part in (occasion.venue.name, occasion.venue.city) if part)
    if occasion.screening is not None and occasion.screening.standing == "streaming":
        return _("at home")
    return ""
