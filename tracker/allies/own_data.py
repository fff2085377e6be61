"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from typing import Any

from sqlalchemy import select

from tracker.allies import besides, tags
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.allies.known_by import kept
from tracker.allies.own_link import OwnLink
from tracker.allies.suppress import contact_fingerprints
from tracker.allies.suppression import Suppression
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store import known_as
from tracker.store.db import db
from tracker.times import iso

Told = dict[str, Any]


def tell(ally_id: str) -> Told:
    ally = db.session.get_one(Ally, ally_id)
    return {
        "you": _you(ally),
        "answers_about_contact": _answers(ally_id),
        "also_known_by": _also(ally_id),
        "not_to_be_contacted": _suppressions(ally),
        "links_given_out": _links(ally_id),
        "told_by_other_programs": _elsewhere(ally_id),
    }


def _you(ally: Ally) -> Told:
    contact = ally.contact or {}
    return {
        "name": contact.get("name", ""), "called_by": contact.get("call", ""), "how_to_say_it": contact.get("said", ""),
        "email": contact.get("email", ""), "phone": contact.get("phone", ""), "alias": ally.alias, "language": ally.language,
        "extra_care": bool(ally.extra_care), "letters": ally.email_consent, "calls": ally.phone_consent,
        "written_down_at": iso(ally.created_at), "last_act_at": iso(ally.acted_at),
        "confirmed_at": iso(ally.confirmed_at), "reached_at": iso(ally.reached_at),
        "tags": [tag.name or "" for tag in tags.of([ally.id]).get(ally.id, [])],
    }  # fmt: skip


def _answers(ally_id: str) -> list[Told]:
    rows = (
        select(Consent, Wording.text, Wording.version, Screening, Venue)
        .outerjoin(Wording, Wording.id == Consent.wording_id)
        .outerjoin(Screening, Screening.id == Consent.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Consent.ally_id == ally_id)
        .order_by(Consent.at, Consent.id)
    )
    return [
        {
            "channel": fact.channel, "answer": fact.answer, "at": iso(fact.at), "from": fact.source,
            "wording": wording or "", "wording_version": version, "language": fact.language,
            "place": _place(screening, venue), "written_down_by_the_team": fact.account_id is not None,
        }
        for fact, wording, version, screening, venue in db.session.execute(rows)
    ]  # fmt: skip


def _also(ally_id: str) -> list[Told]:
    """Of those who were joined to them."""
    return [
        {"name": each.get("name", ""), "email": each.get("email", ""), "phone": each.get("phone", "")}
        for each in kept([ally_id]).get(ally_id, [])
    ]


def _elsewhere(ally_id: str) -> Told:
    """What they said besides, and by which ids they know them."""
    said = besides.of([ally_id]).get(ally_id, besides.Told())
    return {
        "given_name": said.get("given", ""), "family_name": said.get("family", ""), "languages": said.get("languages", []),
        "postal_address": said.get("postal", {}), "fields": said.get("custom", {}),
        "known_as": known_as.of(known_as.PERSON, [ally_id]).get(ally_id, []),
    }  # fmt: skip


def _place(screening: Screening | None, venue: Venue | None) -> str:
    return terms.title(screening, venue) if screening is not None else ""


def _suppressions(ally: Ally) -> list[Told]:
    """By the fingerprints of the contact that is held; where none is, nothing leads back to them."""
    contact = ally.contact or {}
    ways = {
        "email": contact_fingerprints(contact.get("email"), None),
        "phone": contact_fingerprints(None, contact.get("phone")),
    }
    return [
        {"way": way, "kind": kind, "since": iso(at)}
        for way, marks in ways.items()
        for kind, at in db.session.execute(
            select(Suppression.kind, Suppression.at)
            .where(Suppression.fingerprint.in_(marks))
            .order_by(Suppression.at, Suppression.id)
        )
    ]


def _links(ally_id: str) -> list[Told]:
    given = select(OwnLink).where(OwnLink.ally_id == ally_id).order_by(OwnLink.made_at, OwnLink.id)
    return [
        {
            "for": "a new address" if link.purpose == "address" else "what is held", "email": link.email or "",
            "made_at": iso(link.made_at), "ends_at": iso(link.ends_at), "used_at": iso(link.spent_at),
            "handed_over_by_the_team": link.account_id is not None,
        }
        for link in db.session.scalars(given)
    ]  # fmt: skip
