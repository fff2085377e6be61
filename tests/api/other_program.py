"""Another program with a token: what it asks, and what it is answered."""

import json
from datetime import date, time
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import invented
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.venues import VenueFacts
from tracker.store.transactions import transaction
from tracker.team import tokens
from tracker.team.token import Scope
from tracker.usecases import define_campaign, define_film, log_screening
from tracker.usecases.make_token import make_token

EVERYTHING = tuple(Scope)
READS = (Scope.READ_PEOPLE,)
WRITES = (Scope.WRITE_SIGNUPS,)


class Program:
    """A house with a campaign and one film screening, and a program that asks it."""

    def __init__(self, client: FlaskClient, scopes: tuple[Scope, ...] = EVERYTHING, **more: Any) -> None:
        self.client, self.chief = client, invented.account("administrator", "Miles Y.")
        self.film_id = define_film.define(FilmFacts("Beyond Utopia", year=2023))
        self.campaign_id = define_campaign.define(CampaignFacts("The two-day event", self.film_id), self.chief)
        venue = VenueFacts("Barton Street Cinema", "1 Barton Street", "Austin", "TX", "78704")
        facts = ScreeningFacts(self.campaign_id, "theatrical", date(2026, 12, 1), time(19), capacity=200)
        self.event_id = log_screening.log_screening(facts, venue, self.chief)
        self.token = self.another(*scopes, **more)

    def another(self, *scopes: Scope, **more: Any) -> str:
        """One more token, made at the command line and answered for by an administrator."""
        shown = make_token("a program", scopes, None, **more)
        with transaction():
            [fresh] = [each for each in tokens.every() if each.kept_by_id is None]
            tokens.keep(fresh.id, self.chief)
        return shown

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None, **query: Any) -> TestResponse:
        """Without a body where it is None; as JSON where it is no text."""
        data = json.dumps(body) if body is not None and not isinstance(body, str | bytes) else body
        headers = {"OSDI-API-Token": self.token if token is None else token}
        return self.client.open(
            f"/api/v2/{path}", method=method, data=data, query_string=query or None, content_type="application/json",
            headers=headers if headers["OSDI-API-Token"] else {},
        )  # fmt: skip

    def get(self, path: str, token: str | None = None, **query: Any) -> Any:
        return self._said(self.ask("GET", path, None, token, **query))

    def post(self, path: str, body: Any = None, token: str | None = None, **query: Any) -> Any:
        return self._said(self.ask("POST", path, body, token, **query))

    def put(self, path: str, body: Any = None, token: str | None = None, **query: Any) -> Any:
        return self._said(self.ask("PUT", path, body, token, **query))

    def sign_up(self, email: str, token: str | None = None, **person: Any) -> Any:
        """By the signup helper."""
        return self.post("people", {"person": {"email_addresses": [{"address": email}], **person}}, token)

    def _said(self, answer: TestResponse) -> Any:
        assert answer.status_code == 200, answer.text
        assert answer.content_type == "application/hal+json; charset=utf-8"
        return answer.get_json(force=True)


def id_of(said: Any) -> str:
    """As the clients read it."""
    kind, _, id_ = said["identifiers"][0].partition(":")
    assert kind == "action_network" and said["_links"]["self"]["href"].endswith(f"/{id_}")
    return str(id_)
