"""Evenings to come, of each visibility: what may be known of them, and the marks of what may not."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests import invented, world
from tracker import clock
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.talkback_guests import Guest, TalkbackGuests
from tracker.screenings.venue import Venue
from tracker.store.db import db

# Of what is unlisted or private, and of guests whom nobody has cleared: no page, file or feed may hold any of these.
SECRET = (
    "Hidden Orchard House", "11 Larkspur Lane", "78611", "Shuttered Mill", "Terlingua", "79852", "tickets.example/hidden",
    "tickets.example/private", "Paloma Whitcomb", "Escaped in winter",
)  # fmt: skip
# What may be known of the unlisted one, on its own page alone.
UNLISTED_TOWN = "Burnet"
# Days after now, odd enough that no other date on a page is the same.
UNLISTED_AFTER, PRIVATE_AFTER = 173, 177


def secret_days() -> tuple[str, ...]:
    """As an address, a file or an English page would write them."""
    days = [(clock.now() + timedelta(days=after)).date() for after in (UNLISTED_AFTER, PRIVATE_AFTER)]
    return tuple(words for day in days for words in (day.isoformat(), f"{day:%Y%m%d}", f"{day:%a} {day.day} {day:%b}"))


def add(ids: MutableMapping[str, str], film: Film, now: datetime) -> None:
    """One of each, in a campaign of their own; inside a transaction."""
    campaign = world.campaign(film, "To come")
    hall = world.venue("Alder Hall", postcode="78704", address="2 River Street")
    hidden = world.venue("Hidden Orchard House", city=UNLISTED_TOWN, postcode="78611", address="11 Larkspur Lane")
    shuttered = world.venue("Shuttered Mill", city="Terlingua", postcode="79852")
    seoul = world.venue("종로 시네마", city="Seoul", region="", country="KR", zone="Asia/Seoul")
    ids["film"] = film.id

    def put(name: str, at: Venue, after: int, **more: Any) -> Screening:
        row = world.screening(
            campaign, at, starts_at=now + timedelta(days=after), visibility=more.pop("shown", "listed"), **more
        )
        row.day = (now + timedelta(days=after)).astimezone(ZoneInfo(row.zone)).date()
        ids[name] = row.id
        return row

    row = put(
        "listed", hall, 20, subtitles="es", talkback=True, captions=True, wheelchair=True,
        ticket_url="https://tickets.example/alder?a=1&b=2",
    )  # fmt: skip
    guests(row, [Guest(name="Wren Calloway", role="editor")], cleared=True)
    row = put("uncleared", hall, 27, talkback=True, relaxed=True)
    guests(row, [Guest(name="Paloma Whitcomb", role="Escaped in winter")], cleared=False)
    put("cancelled", hall, 34, status="cancelled", cancelled_at=now)
    day_only = put("day only", seoul, 41)
    day_only.starts_at = None
    put("online", hall, 48, kind="virtual").venue_id = None
    row = put("unlisted", hidden, UNLISTED_AFTER, shown="unlisted", kind="community", talkback=True)
    row.ticket_url = "https://tickets.example/hidden"
    guests(row, [Guest(name="Paloma Whitcomb", role="Escaped in winter")], cleared=True)
    row = put("private", shuttered, PRIVATE_AFTER, shown="private", kind="community", talkback=True)
    row.ticket_url = "https://tickets.example/private"


def guests(of: Screening, told: list[Guest], cleared: bool) -> None:
    """Written by one of the team, cleared by another."""
    now = clock.now()
    row = TalkbackGuests(screening_id=of.id, version=1, writer_ids=[], changed_at=now)
    row.guests = told
    if cleared:
        account = invented.member("coordinator", "Who clears")
        db.session.add(account)
        row.cleared_at, row.cleared_by_id = now, account.id
    db.session.add(row)
