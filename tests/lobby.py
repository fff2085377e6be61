"""A lobby with a tablet, without a browser: what the page would seal and send, and what becomes of it."""

import base64
import json
from datetime import datetime
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests import world
from tracker import clock
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_sealing, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.open_kiosk import open_kiosk
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries


class Lobby:
    """One tablet at one screening, beside another screening with a tablet of its own."""

    def __init__(self, app: Flask, **screening: Any) -> None:
        self.app, self.client = app, app.test_client()
        self.here = world.one_screening(**screening)
        self.screening_id = self.here.id
        self.kiosk_id, self.elsewhere_id = self.tablet("By the stairs"), self.tablet("Elsewhere", beside=True)
        self.wordings = open_kiosk(self.token)

    def tablet(self, name: str = "By the door", beside: bool = False) -> str:
        with transaction() as session:
            at = session.get_one(Screening, self.screening_id)
            if beside:
                at = world.screening(session.get_one(world.Campaign, at.campaign_id))
            return kiosks.make(at.id, name, "en", None).id

    @property
    def kiosk(self) -> Kiosk:
        db.session.rollback()
        return db.session.get_one(Kiosk, self.kiosk_id)

    @property
    def token(self) -> str:
        return kiosks.token_of(self.kiosk_id)

    @property
    def path(self) -> str:
        return f"/kiosk/{self.token}"

    def written(self, **said: Any) -> dict[str, Any]:
        """What the page seals of somebody who says yes."""
        number = new_id()
        plain = {
            "name": f"Somebody {number}", "email": f"{number}@example.org", "phone": "", "interests": [], "consent": "yes",
            "protect": False, "language": "en", "wording": self.wordings["en"], "at": clock.now().isoformat(),
        }  # fmt: skip
        return {**plain, **said}

    def sealed(self, said: dict[str, Any] | str, submission: str = "", kiosk: Kiosk | None = None) -> dict[str, str]:
        """As the page keeps it. `kiosk`: another one than it is sent by."""
        at, submission = kiosk or self.kiosk, submission or new_id()
        text = said if isinstance(said, str) else json.dumps(said)
        envelope = kiosk_sealing.seal(text, at.public_key, at.id, submission)
        return {"id": submission, "sealed": base64.b64encode(envelope).decode()}

    def send(self, *entries: Any, now: datetime | None = None, path: str = "", **options: Any) -> TestResponse:
        """As the page sends it. `path`: of another tablet."""
        told = {"now": (now or clock.now()).isoformat(), "entries": list(entries)}
        return self.client.post(f"{path or self.path}/entries", json=told, **options)

    def write(self, **said: Any) -> str:
        """Somebody writes on the tablet, and it arrives; its submission."""
        entry = self.sealed(self.written(**said))
        assert self.send(entry).json["taken"] == [entry["id"]]
        return entry["id"]

    def arrives(self, **said: Any) -> KioskEntry:
        """The same, and the worker has seen to it."""
        submission = self.write(**said)
        welcome_kiosk_entries()
        return self.entry(submission)

    def entry(self, submission: str) -> KioskEntry:
        db.session.rollback()
        return db.session.query(KioskEntry).filter_by(submission=submission).one()

    def signups(self) -> list[Signup]:
        db.session.rollback()
        return list(db.session.query(Signup).filter_by(source="kiosk"))
