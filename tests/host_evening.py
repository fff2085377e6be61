"""An evening with a host's link, a full room, and another evening beside it that nobody with this link may know of."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import invented
from tracker import clock
from tracker.allies.ally import Ally
from tracker.screenings import host_link
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import give_host_link

NAME, EMAIL, PHONE = "Noorxmark Haddad", "noorxmark@example.org", "+15125550188"
HOST, HOST_EMAIL, NOTE, WHOM = "Hanaxmark Oh", "hanaxmark@example.org", "bluexmark door", "Whomxmark Kim"
ELSEWHERE = "Elsexmark Hall"
# As pages would write them.
MARKS = ("xmark", "512 555 0188", "512-555-0188", "5125550188")


class Evening:
    """A room in which `people` signed up, by the way that each came."""

    def __init__(self, app: Flask, people: tuple[str, ...] = ("poster",) * 6 + ("seat card",) * 2) -> None:
        self.app, self.client = app, app.test_client()
        self.organizer = invented.account("organizer", "Orlaxmark Quinn")
        self.campaign_id = invented.campaign(self.organizer, name="Campaignxmark")
        self.screening_id = invented.screening(self.campaign_id)
        self.other_id = invented.screening(self.campaign_id, venue=ELSEWHERE)
        with transaction() as session:
            row = session.get_one(Screening, self.screening_id)
            row.host, row.note = {"name": HOST, "email": HOST_EMAIL, "phone": PHONE}, NOTE
        self.link_id = give_host_link.give_host_link(self.screening_id, WHOM, "", self.organizer)
        self.allies = [self.signs_up(source) for source in people]

    @property
    def token(self) -> str:
        return host_link.token_of(self.link_id)

    @property
    def path(self) -> str:
        return f"/host/{self.token}"

    def signs_up(self, source: str = "poster") -> str:
        """Somebody more in the room; their id."""
        ally = invented.ally(NAME, email=EMAIL, phone=PHONE)
        now = clock.now()
        row = Signup(ally_id=ally, screening_id=self.screening_id, submission=new_id(), source=source, at=now)
        row.note = NOTE
        invented.write(row)
        return ally

    def aliases(self) -> list[str]:
        return [db.session.get_one(Ally, ally).alias for ally in self.allies]

    def screening(self, **changes: Any) -> Screening:
        """As it is now, or from now on."""
        with transaction() as session:
            row = session.get_one(Screening, self.screening_id)
            for name, value in changes.items():
                setattr(row, name, value)
        return db.session.get_one(Screening, self.screening_id)

    def form_token(self, client: FlaskClient | None = None) -> str:
        page = (client or self.client).get(self.path).text
        return re.findall(r'name="token" value="([^"]+)"', page)[0]

    def post(self, what: str, **sent: str) -> TestResponse:
        """A form of the page, as a browser sends it."""
        return self.client.post(f"{self.path}/{what}", data={"token": self.form_token(), **sent})
