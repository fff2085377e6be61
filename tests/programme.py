"""Film screenings to come, as many and as different as a test of the public pages wants."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tracker import clock
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.transactions import transaction

LINKS = re.compile(r'href="/screening/([0-9a-z]{16})\?')


class Programme:
    """One film and its campaign, beside a noisy other one; `ids` by the names that the test gives."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.ids: dict[str, str] = {}
        with transaction():
            film = world.film(languages="en,ko", running_minutes=115)
            self.film_id, self.campaign_id = film.id, world.campaign(film).id
            world.screening(world.campaign(world.film("Another film"), "Noise"), visibility="unlisted")

    def add(self, name: str, days: int = 7, venue: dict[str, Any] | None = None, **more: Any) -> str:
        """One of each `name`, listed and in Austin unless told otherwise; at seven in the evening there."""
        place = {"city": "Austin", "region": "TX", "zone": "America/Chicago", **(venue or {})}
        with transaction() as session:
            campaign = session.get_one(Campaign, self.campaign_id)
            there = world.venue(place.pop("name", f"Cinema {name}"), **place)
            starts = more.pop("starts_at", self.evening(days, str(place["zone"])))
            row = world.screening(
                campaign, there, starts_at=starts, visibility=more.pop("visibility", "listed"), **more
            )
            row.day = starts.astimezone(ZoneInfo(there.zone)).date()
            self.ids[name] = row.id
            return row.id

    def evening(self, days: int, zone: str = "America/Chicago") -> datetime:
        there = clock.now().astimezone(ZoneInfo(zone)) + timedelta(days=days)
        return there.replace(hour=19, minute=0, second=0, microsecond=0)

    def change(self, name: str, **values: Any) -> None:
        with transaction() as session:
            row = session.get_one(Screening, self.ids[name])
            for column, value in values.items():
                setattr(row, column, value)

    def change_film(self, **values: Any) -> None:
        with transaction() as session:
            film = session.get_one(Film, self.film_id)
            for column, value in values.items():
                setattr(film, column, value)

    def change_venue(self, name: str, **values: Any) -> None:
        with transaction() as session:
            venue = session.get_one(Venue, session.get_one(Screening, self.ids[name]).venue_id)
            for column, value in values.items():
                setattr(venue, column, value)

    def get(self, path: str, **query: Any) -> str:
        """A page in English; it has to be there."""
        answer = self.client.get(path, query_string={"lang": "en", **query})
        assert answer.status_code == 200, (path, query, answer.status)
        return answer.text

    def listed(self, **query: Any) -> set[str]:
        """Names of those that the list shows, walked through all its pages."""
        names = {id_: name for name, id_ in self.ids.items()}
        found, page = list[str](), 1
        while True:
            text = self.get("/", **{**query, "page": page})
            found += LINKS.findall(text)
            if 'rel="next"' not in text:
                break
            page += 1
        assert len(found) == len(set(found)), "one of them stands twice"
        return {names[id_] for id_ in found}


@pytest.fixture
def programme(app: Flask) -> Iterator[Programme]:
    with app.app_context():
        yield Programme(app)
