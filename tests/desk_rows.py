"""What a desk test stands on: somebody signed in, and rows made through the use cases."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.members import browser_of
from tracker.allies.ally import Ally, alias_of
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.venues import VenueFacts
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.usecases import define_campaign, define_film, define_venue, log_screening

LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)


class Desk:
    """Makes accounts and rows; each `client` is a browser of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.account_id = self.account(Role.COORDINATOR)
        self.client = self.signed_in(self.account_id)

    def account(self, role: Role, name: str = "Rosa M.") -> str:
        with transaction() as session:
            account = Account(
                email_key="test", email_fingerprint=secrets.token_bytes(32), role_name=role.value, active=True,
                fs_uniquifier=secrets.token_hex(16), created_at=LONG_AGO,
            )  # fmt: skip
            account.name, account.tf_primary_method, account.totp_secret = name, "authenticator", "A" * 32
            session.add(account)
            return account.id

    def signed_in(self, account_id: str) -> FlaskClient:
        return browser_of(self.app, account_id)

    def as_one(self, role: Role) -> FlaskClient:
        return self.signed_in(self.account(role))

    def film(self, title: str = "Beyond Utopia", **facts: Any) -> str:
        return define_film.define(FilmFacts(title=title, **facts))

    def campaign(self, name: str = "Two nights", film_id: str | None = None, by: str | None = None) -> str:
        film_id = film_id or self.film(f"Film of {name} {secrets.token_hex(3)}")
        return define_campaign.define(
            CampaignFacts(name=name, film_id=film_id, confirmed_first=False), by or self.account_id
        )

    def venue(self, name: str = "Barton Street Cinema", **facts: Any) -> str:
        told = {"city": "Austin", "region": "TX", **facts}
        return define_venue.define(VenueFacts(name=name, **told))

    def screening(self, campaign_id: str, venue_id: str | None = None, **facts: Any) -> str:
        told: dict[str, Any] = {"kind": "theatrical", "day": date(2023, 10, 23), "at": time(19), **facts}
        if venue_id is None and told["kind"] != "virtual":
            venue_id = self.venue(f"House {secrets.token_hex(4)}")
        told = {"campaign_id": campaign_id, "venue_id": venue_id, **told}
        return log_screening.log_screening(ScreeningFacts(**told), None, self.account_id)

    def ally(self) -> str:
        with transaction() as session:
            ally_id = new_id()
            session.add(Ally(
                id=ally_id, alias=alias_of(ally_id), language="en", email_consent="yes", phone_consent="unknown",
                acted_at=LONG_AGO, created_at=LONG_AGO,
            ))  # fmt: skip
            return ally_id

    def signup(self, screening_id: str, ally_id: str | None = None, source: str = "screen", note: str = "") -> str:
        ally_id = ally_id or self.ally()
        with transaction() as session:
            signup = Signup(
                ally_id=ally_id, screening_id=screening_id, submission=secrets.token_hex(16), source=source, at=LONG_AGO
            )
            signup.note = note or None
            session.add(signup)
            return signup.id

    def one(self, model: Any, row_id: str) -> Any:
        """The row as it is now."""
        db.session.rollback()
        return db.session.get_one(model, row_id)


@pytest.fixture
def at_desk(app: Flask) -> Iterator[Desk]:
    """Signed in as a coordinator."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield Desk(app)
