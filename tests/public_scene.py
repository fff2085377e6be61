"""What the public pages are shown with: a campaign, its evenings, allies with letters; and a visitor who opens pages."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse

from tests import invented, world
from tests.letters_world import World
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.playbook import Playbook
from tracker.letters import reply_to
from tracker.screenings import code as codes
from tracker.store import links
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.web.frame import errors

LONG_HALL = "The Old Waterworks Auditorium of the Northern Riverside Community College, Lecture Theatre B"


@dataclass
class Scene(World):
    """The world of letters, with evenings and codes as supporters meet them. `codes`: by the name of the evening."""

    codes: dict[str, str] = field(default_factory=dict)

    def build(self) -> "Scene":
        now = clock.now().replace(second=0, microsecond=0)
        with transaction() as session:
            noise = world.campaign(world.film("Another film"), "Another campaign")
            world.screening(noise)
            places = [{"name": "Lantern Row Streaming", "url": "https://watch.example/beyond-utopia"}]
            film = world.film(where_to_watch=places)
            campaign = world.campaign(film)
            hall = world.venue("Alder Hall")
            evening = world.screening(campaign, hall, starts_at=now - timedelta(hours=2))
            self.campaign_id, self.screening_id = campaign.id, evening.id
            self._evening("room", evening.id)
            yesterday = now - timedelta(days=1)
            gone = world.screening(campaign, hall, status="cancelled", cancelled_at=clock.now(), starts_at=yesterday)
            self._evening("cancelled", gone.id)
            self._evening("over", world.screening(campaign, hall, starts_at=now - timedelta(days=90)).id)
            words = "The Sisters Who Counted Every Lantern on the Night Train to Yanji-si"
            long = world.campaign(
                world.film(words, original_title="연길행밤기차의등불을하나하나세던자매들"), "Long names"
            )
            far = world.venue(LONG_HALL, city="Rancho Santa Margarita de los Álamos")
            self._evening("long", world.screening(long, far, visibility="listed", starts_at=now).id)
            self.codes["campaign"] = str(codes.code_of(campaign_id=campaign.id, source="screen"))
            playbook = Playbook(scope=campaign.id, campaign_id=campaign.id, name="October", created_at=clock.now())
            session.add(playbook)
            session.flush()
            self.playbook_id = playbook.id
            settings.put("organisation", "Lantern Crossing")
            settings.put("sender", "letters@houselights.example")
            for name in ("reply_to", "reply_to_read"):
                settings.put(name, "rosa@houselights.example")
            settings.put("quiet_from", settings.get("quiet_until"))
        self.step("thanks")
        return self

    def _evening(self, name: str, screening_id: str) -> None:
        self.codes[name] = str(codes.code_of(screening_id=screening_id))

    def sign(self, purpose: str, id_: str = "") -> str:
        """The token of a link; of a new ally when no id is given."""
        return links.sign(purpose, id_ or self.add())

    def nobody(self) -> str:
        """The id of somebody who was erased."""
        return new_id()

    def confirmed(self) -> str:
        """The id of an ally who has said that the address is theirs."""
        ally_id = self.add()
        with transaction() as session:
            session.get_one(Ally, ally_id).confirmed_at = clock.now()
        return ally_id

    def mailbox_token(self) -> str:
        """Of the letter that asks whether somebody reads the mailbox; nobody has said so yet."""
        with transaction():
            settings.put("reply_to_read", "")
        return reply_to.token(invented.account(), settings.get("reply_to"))

    def thanks_token(self) -> str:
        """Of the page after a form."""
        address = Visitor(self).thanks_address(f"/s/{self.codes['room']}", interests=["host"])
        return urlsplit(address).path.rpartition("/")[2]

    def follow_up(self) -> str:
        """The id of a new ally's follow-up."""
        return str(self.follow_up_of(self.add()).id)


@dataclass
class Visitor:
    """Opens pages in one language, as a browser without cookies and without scripts does."""

    scene: Scene
    language: str = "en"

    def get(self, path: str, method: str = "GET") -> TestResponse:
        return self._open(path, method=method)

    def post(self, path: str, headers: dict[str, str] | None = None, **data: Any) -> TestResponse:
        return self._open(path, method="POST", data=data, headers=headers or {})

    def sign_up(self, door: str, **fields: Any) -> TestResponse:
        """What is answered to a form of `door` ("/s/<code>"); a token of its own unless one is given."""
        plain = {"name": "Quiet Heron", "email": f"{new_id()}@example.org", "consent": "yes", "lang": self.language}
        token = fields.pop("token", None) or self.hidden(door)["token"]
        return self.post(door, **{**plain, **fields, "token": token})

    def thanked(self, door: str, **fields: Any) -> TestResponse:
        """The page after the form."""
        return self.get(self.thanks_address(door, **fields))

    def thanks_address(self, door: str, **fields: Any) -> str:
        return str(self.sign_up(door, **fields).location)

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the page at `path`."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.get(path).text)
        return {name: html.unescape(value) for name, value in found}

    def error(self, status: int) -> TestResponse:
        """The error page of a status that no address gives on purpose."""
        app = self.scene.app

        def shown() -> Any:
            with app.test_request_context(f"/somewhere?lang={self.language}"):
                app.preprocess_request()
                answer = app.process_response(app.make_response(errors.page(status)))
                app.do_teardown_request()
            return answer

        answer = Context().run(shown)
        asked = EnvironBuilder("/somewhere").get_request()
        return TestResponse([answer.get_data()], answer.status, answer.headers, asked)

    def _open(self, path: str, **options: Any) -> TestResponse:
        asked = path if "lang=" in path else f"{path}{'&' if urlsplit(path).query else '?'}lang={self.language}"
        client = self.scene.app.test_client(use_cookies=False)
        answer: TestResponse = Context().run(client.open, asked, **options)
        return answer


@contextmanager
def on_stage(app: Flask) -> Iterator[Scene]:
    """The scene, with the application's context open."""
    with app.app_context():
        yield Scene(app).build()


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with on_stage(app) as built:
        yield built
