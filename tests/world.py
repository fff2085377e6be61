"""A small world for tests: a film, a campaign, a venue, a screening, and hands that are raised. Noise is made on purpose."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from tracker import clock
from tracker.arrivals.entry import Entry
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.transactions import transaction

_numbers = count(1)


def film(title: str = "Beyond Utopia", **more: Any) -> Film:
    row = Film(title=title, title_key=title.casefold(), created_at=clock.now(), **more)
    db.session.add(row)
    return row


def campaign(of: Film, name: str = "The two-day event") -> Campaign:
    """A campaign with its two standing screenings and its code."""
    row = Campaign(name=name, film_id=of.id, created_at=clock.now())
    db.session.add(row)
    for standing, kind in (("streaming", "streaming"), ("unplaced", "theatrical")):
        db.session.add(_screening(row, None, standing=standing, kind=kind, day=None, starts_at=None))
    db.session.flush()
    codes.make("screen", campaign_id=row.id)
    return row


def venue(name: str = "Barton Street Cinema", **more: Any) -> Venue:
    values = {"city": "Austin", "region": "TX", "zone": "America/Chicago", **more}
    row = Venue(name=name, name_key=name.casefold(), created_at=clock.now(), **values)
    db.session.add(row)
    return row


def screening(of: Campaign, at: Venue | None = None, source: str = "link", **more: Any) -> Screening:
    """A screening yesterday evening, with its code."""
    row = _screening(of, at or venue(f"Hall {next(_numbers)}"), **more)
    db.session.add(row)
    db.session.flush()
    codes.make(source, screening_id=row.id)
    return row


def _screening(of: Campaign, at: Venue | None, **more: Any) -> Screening:
    now = clock.now()
    starts = more.pop("starts_at", now)
    values: dict[str, Any] = {
        "film_id": of.film_id, "campaign_id": of.id, "venue_id": at.id if at else None, "kind": "theatrical",
        "zone": at.zone if at else "UTC", "day": starts.date() if starts else None, "starts_at": starts,
        "created_at": now, "changed_at": now,
    }  # fmt: skip
    return Screening(**{**values, **more})


def one_screening(**more: Any) -> Screening:
    """A whole world around one screening, beside a noisy other campaign. Opens its own transaction."""
    with transaction():
        noise = campaign(film("Another film"), "Another campaign")
        screening(noise)
        return screening(campaign(film()), venue(), **more)


def entry(at: Screening, **more: Any) -> Entry:
    """Somebody who says yes at a screening: a new person each time unless `email` is given."""
    number = next(_numbers)
    plain = Entry(
        submission=f"submission-{number}", screening_id=at.id, campaign_id=at.campaign_id, kind=at.kind,
        name=f"Somebody {number}", email=f"somebody{number}@example.org", phone=None, consent="yes", interests=(),
        language="en", source="link", at=clock.now(),
    )  # fmt: skip
    return replace(plain, **more)


A_DAY = date(2023, 10, 23)
A_MOMENT = datetime(2023, 10, 24, 0, 0, tzinfo=UTC)
