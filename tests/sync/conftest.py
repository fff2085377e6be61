"""Two houses: one that syncs, and another that is asked, each with a database, a key ring and a campaign of its own."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests import elsewhere as houses
from tests import invented
from tests.answering import answering
from tests.elsewhere import Rows
from tracker import clock
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.venues import VenueFacts
from tracker.store.transactions import transaction
from tracker.team.token import Scope
from tracker.usecases import define_campaign, define_film, log_screening
from tracker.usecases.make_token import make_token

FILM, CAMPAIGN = "Beyond Utopia", "The two-day event"
VENUE = VenueFacts("Barton Street Cinema", "1 Barton Street", "Austin", "TX", "78704")
DAY, AT = date(2026, 12, 1), time(19)
# What changes by itself, or tells that a sync was there: the rest of a house stands still when nothing is new.
OF_ITSELF = {
    "trace", "trace_head", "sync_cursor", "heartbeat", "token", "token_hour", "program_hour", "key_record", "import_turn",
    "kept_counts", "kept_figures", "undertaking", "copy_left", "copy_of", "name_word", "likeness_mark",
}  # fmt: skip


@dataclass
class House:
    """One of the two."""

    app: Flask
    campaign_id: str = ""
    event_id: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def do(self, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """In this house, and in no other’s context."""

        def inside() -> Any:
            with self.app.app_context():
                return deed(*args, **more)

        return Context().run(inside)

    def move_in(self) -> "House":
        """A campaign with one film screening."""

        def furnish() -> tuple[str, str]:
            chief = invented.account("administrator", "Miles Y.")
            film_id = define_film.define(FilmFacts(FILM, year=2023))
            campaign_id = define_campaign.define(CampaignFacts(CAMPAIGN, film_id), chief)
            event_id = log_screening.log_screening(ScreeningFacts(campaign_id, "theatrical", DAY, AT), VENUE, chief)
            self.ids["chief"] = chief
            return campaign_id, event_id

        self.campaign_id, self.event_id = self.do(furnish)
        return self

    def sign_up(self, name: str, email: str, consent: str = "yes", **more: Any) -> str:
        """At the film screening of this house, by its own page; the ally's id."""
        self.number += 1

        def come() -> str:
            entry = Entry(
                submission=f"{name}-{self.number}", screening_id=more.pop("screening_id", self.event_id),
                campaign_id=self.campaign_id, kind="theatrical", name=name, email=email, phone=more.pop("phone", None),
                consent=consent, interests=(), language="en", source="link", at=more.pop("at", clock.now()), own_hand=True, **more,
            )  # fmt: skip
            with transaction():
                return str(welcome([entry])[0].ally_id)

        return str(self.do(come))

    def token(self, **more: Any) -> str:
        return str(
            self.do(make_token, "sync", tuple(Scope), self.ids["chief"], reason="in step with the other house", **more)
        )

    def rows(self) -> Rows:
        """All that stands still by itself."""
        told: Rows = self.do(houses.rows)
        return {name: rows for name, rows in told.items() if name not in OF_ITSELF}

    def run(self, *arguments: str | Path) -> Result:
        return houses.run(self.app, *arguments)


@dataclass
class Two:
    """`here` syncs with `there`, which answers at `url`."""

    here: House
    there: House
    url: str

    def sync(self, *more: str | Path, fails: bool = False) -> str:
        """`flask sync action-network`; what it said."""
        said = self.here.run("sync", "action-network", "--at-once", "3", *more)
        assert (said.exit_code != 0) is fails, said.output
        return said.output


@pytest.fixture(params=["sqlite"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both houses on one engine: what a sync writes goes by rooms that are shown on either."""
    return str(request.param)


@pytest.fixture
def two(elsewhere: Callable[..., Flask]) -> Iterator[Two]:
    """Both moved in."""
    here, there = House(elsewhere(migrated=True)).move_in(), House(elsewhere(migrated=True)).move_in()
    with answering(there.app, threads=2) as port:
        there.app.config["BASE_URL"] = f"http://127.0.0.1:{port}"
        url = f"http://127.0.0.1:{port}/api/v2"
        here.app.config |= {"OSDI_URL": url, "OSDI_TOKEN": there.token()}
        yield Two(here, there, url)
