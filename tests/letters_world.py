"""A film screening with its playbook, and allies who signed up: what tests about letters begin with."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tracker import clock
from tracker.allies.ally import Ally, alias_of
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.playbook import Condition, Playbook, Step
from tracker.letters.letter import Letter
from tracker.screenings import code
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.write_due_letters import write_due_letters

BASE_URL = "https://houselights.example"
THANKS = {
    "en": {
        "subject": "Thank you for {film}",
        "text": "Dear {call},\n\nYou saw {film} ({where}, {when}).\n\n{confirm}\n{stop}",
    },
    "ko": {"subject": "{film} 상영회", "text": "{call}님, 감사합니다.\n\n{film}\n\n{stop}"},
}


class Browser:
    """A client whose requests share no context with the test, which has the application's open all the time."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        return (lambda *values, **named: Context().run(found, *values, **named)) if callable(found) else found


@dataclass
class World:
    """One campaign. `add` makes an ally with a signup and a follow-up by letter that is due."""

    app: Flask
    campaign_id: str = ""
    screening_id: str = ""
    steps: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def build(self) -> "World":
        now = clock.now()
        with transaction() as session:
            film = Film(title="Beyond Utopia", title_key="beyond utopia", created_at=now)
            venue = Venue(
                name="Alder Hall", name_key="alder hall", city="Austin", zone="America/Chicago", created_at=now
            )
            # That letters wait for a confirmed address is told elsewhere: tests/followups/test_held.py.
            campaign = Campaign(name="October", film_id=film.id, created_at=now, confirmed_first=False)
            screening = Screening(
                film_id=film.id, campaign_id=campaign.id, venue_id=venue.id, kind="community", zone="America/Chicago",
                day=date(2023, 10, 23), starts_at=datetime(2023, 10, 24, 0, 0, tzinfo=UTC), created_at=now, changed_at=now,
            )  # fmt: skip
            playbook = Playbook(scope=campaign.id, campaign_id=campaign.id, name="October", created_at=now)
            session.add_all([film, venue, campaign, screening, playbook])
            self.campaign_id, self.screening_id, self.playbook_id = campaign.id, screening.id, playbook.id
            session.flush()
            code.make("link", campaign_id=campaign.id)
            settings.put("organisation", "Lantern Crossing")
            settings.put("sender", "letters@houselights.example")
            settings.put("reply_to", "rosa@houselights.example")
            settings.put("reply_to_read", "rosa@houselights.example")
            # No quiet hours: by what clock tests run says nothing.
            settings.put("quiet_from", settings.get("quiet_until"))
        self.step("thanks")
        return self

    def step(
        self, key: str, words: dict[str, dict[str, str]] | None = None, delay_hours: int = 0,
        condition: Condition | None = None, channel: str = "letter",
    ) -> str:  # fmt: skip
        with transaction() as session:
            step = Step(
                playbook_id=self.playbook_id, key=key, position=len(self.steps), title=f"The {key} letter", channel=channel,
                words=THANKS if words is None else words, delay_hours=delay_hours, condition=condition or Condition(),
            )  # fmt: skip
            session.add(step)
            self.steps[key] = step.id
            return step.id

    def add(
        self, step: str = "thanks", name: str = "Mina", email: str | None = "", language: str = "en", consent: str = "yes",
        care: bool = False, channel: str = "letter", hours: int = 0,
    ) -> str:  # fmt: skip
        """The ally's id. `hours`: until the follow-up is due."""
        self.made += 1
        now, ally_id = clock.now() - timedelta(seconds=1), new_id()
        contact = {"name": name, "call": name, "phone": f"+1512555{self.made:04}"}
        if email is not None:
            contact["email"] = email or f"ally{self.made}@example.org"
        with transaction() as session:
            ally = Ally(
                id=ally_id, alias=alias_of(ally_id), language=language, contact=contact, extra_care=care, email_consent=consent,
                phone_consent=consent, acted_at=now, created_at=now,
            )  # fmt: skip
            signup = Signup(
                ally_id=ally_id, screening_id=self.screening_id, submission=new_id(), source="screen", at=now
            )  # fmt: skip
            due = now + timedelta(hours=hours)
            follow_up = FollowUp(
                ally_id=ally_id, campaign_id=self.campaign_id, step_id=self.steps[step], step_key=step,
                channel=channel, due_at=due,
                late_at=due + timedelta(hours=72), planned_at=now,
            )  # fmt: skip
            session.add_all([ally, signup, follow_up])
            session.flush()
            session.add(FollowUpSignup(follow_up_id=follow_up.id, signup_id=signup.id))
        return ally_id

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def write(self) -> int:
        return write_due_letters(BASE_URL)

    def letters(self) -> list[Letter]:
        db.session.rollback()
        return list(db.session.query(Letter).order_by(Letter.written_at, Letter.id))

    def letter_to(self, ally_id: str) -> Letter:
        return next(letter for letter in self.letters() if letter.ally_id == ally_id)

    def follow_up_of(self, ally_id: str) -> FollowUp:
        db.session.rollback()
        return db.session.query(FollowUp).filter_by(ally_id=ally_id).order_by(FollowUp.planned_at).first()


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    app.config["BASE_URL"] = BASE_URL
    with app.app_context():
        yield World(app).build()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the house's clock on."""
    moved = timedelta()
    real = clock.now

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)

    monkeypatch.setattr(clock, "now", lambda: real() + moved)
    return move
