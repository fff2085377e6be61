"""A house in which each field of the API has something to say, and a program that asks for all of it."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import invented
from tests.api.other_program import EVERYTHING, Program, id_of
from tracker import clock
from tracker.api.routes import Route
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.token import Scope
from tracker.usecases.count_heads import count

# What is sent to each address; whatever is not here is sent nothing.
SOMEBODY = {"email_addresses": [{"address": "minji@example.org", "status": "subscribed"}]}
PERSON = {
    **SOMEBODY, "given_name": "Min-ji", "family_name": "Seo", "identifiers": ["crm:4711"], "languages_spoken": ["ko"],
    "phone_numbers": [{"number": "15125550147"}], "custom_fields": {"shirt": "M"},
    "postal_addresses": [{
        "address_lines": ["1 Barton Street"], "locality": "Austin", "region": "TX", "postal_code": "78704", "country": "US",
    }],
}  # fmt: skip


class Filled(Program):
    """`ids`: one of everything, by the name that routes give it."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client, EVERYTHING)
        with transaction() as session:
            account = session.get_one(Account, self.chief)
            account.set_email("chief@example.org")
        self.ids = {"campaign_id": self.campaign_id, "event_id": self._told_event()}
        person = self.post("people", {"person": PERSON, "add_tags": ["translates"]})
        self.ids |= {"person_id": id_of(person), "attendance_id": self._attend(id_of(person))}
        self.ids["tag_id"] = id_of(self.get("tags")["_embedded"]["osdi:tags"][0])
        self.ids["tagging_id"] = id_of(self._first(f"tags/{self.ids['tag_id']}/taggings", "osdi:taggings"))
        self._send_forms(id_of(person))
        self._promise()
        count(self.ids["event_id"], "counted", 118, self.chief)
        counts = f"tracker/events/{self.ids['event_id']}/head_counts"
        self.ids["head_count_id"] = id_of(self._first(counts, "tracker:head_counts"))

    def answers(self, route: Route, token: str | None = None, **query: Any) -> TestResponse:
        if route.name == "follow_ups.record":
            self.ask("POST", self.path(route).replace("/outcome", "/claim"), {})
        return self.ask(route.method, self.path(route), self.sent(route), token, **query)

    def path(self, route: Route) -> str:
        path = route.path.strip("/")
        for name, id_ in self.ids.items():
            path = path.replace(f"<{name}>", id_)
        return path

    def sent(self, route: Route) -> Any:
        """What it takes."""
        said: dict[str, Any] = {
            "people.take_in": {"person": PERSON}, "people.amend": PERSON,
            "events.log": {"title": "Crossing", "start_date": "2026-12-24T19:00:00Z", "location": {"venue": "Hall"}},
            "events.change": {"capacity": 90}, "attendances.record": {"person": SOMEBODY}, "tags.make": {"name": "translates"},
            "attendances.know": {"identifiers": ["sheet:1"]}, "forms.know": {"identifiers": ["sheet:2"]},
            "tags.put": {"person_id": self.ids["person_id"]}, "forms.make": {"title": "Newsletter"},
            "forms.change": {"description": "On our website"}, "forms.submit": {"person": SOMEBODY},
            "follow_ups.record": {"outcome": "reached", "note": "Nice call"}, "head_counts.add": {"heads": 120},
        }  # fmt: skip
        return said.get(route.name, {} if route.method != "GET" else None)

    def _first(self, path: str, rel: str) -> Any:
        return self.get(path)["_embedded"][rel][0]

    def _told_event(self) -> str:
        """One that is over, with a code, a place on the map, and all that is known of it."""
        venue = {
            "venue": "Barton Street Cinema", "address_lines": ["1 Barton Street"], "locality": "Austin", "region": "TX",
            "postal_code": "78704", "country": "US",
        }  # fmt: skip
        began = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        event_id = id_of(self.post("events", {"title": "Beyond Utopia", "start_date": began, "location": venue}))
        with transaction() as session:
            place = session.get_one(Venue, session.get_one(Screening, event_id).venue_id)
            place.latitude, place.longitude = 30.26, -97.76
        return event_id

    def _attend(self, person_id: str) -> str:
        path = f"events/{self.ids['event_id']}/attendances"
        return id_of(self.post(path, {"person_id": person_id, "identifiers": ["sheet:1-1"]}))

    def _send_forms(self, person_id: str) -> None:
        self.ids["form_id"] = id_of(self.post("forms", {"title": "Newsletter", "origin_system": "Website"}))
        sent = self.post(f"forms/{self.ids['form_id']}/submissions", {"person_id": person_id})
        self.ids["submission_id"] = id_of(sent)

    def _promise(self) -> None:
        """One that is due, and one whose ally asked for extra care."""
        for name, care in (("follow_up_id", False), ("careful_id", True)):
            ally_id = invented.ally(care=care)
            signup_id = invented.signup(ally_id, self.ids["event_id"])
            self.ids[name] = invented.follow_up(ally_id, self.campaign_id, signup_id)


READS_NOBODY = tuple(each for each in Scope if each is not Scope.READ_PEOPLE)
