"""A visitor of the public pages: opens them in one language, as a browser without cookies and without scripts does."""

import html
import re
from contextvars import Context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.test import EnvironBuilder, TestResponse

from tracker.store.ids import new_id
from tracker.web.frame import errors

if TYPE_CHECKING:
    from tests.public_scene import Scene


def hidden_in(answer: TestResponse) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in found}


@dataclass
class Visitor:
    """`scene`: what there is to see."""

    scene: "Scene"
    language: str = "en"

    def get(self, path: str, method: str = "GET") -> TestResponse:
        return self._open(path, method=method)

    def post(self, path: str, headers: dict[str, str] | None = None, **data: Any) -> TestResponse:
        return self._open(path, method="POST", data=data, headers=headers or {})

    def follow(self, answer: TestResponse) -> TestResponse:
        """The page that an answer leads to, if it leads anywhere."""
        return self.get(answer.location) if answer.status_code == 303 else answer

    def sign_up(self, door: str, **fields: Any) -> TestResponse:
        """What is answered to a form of `door` ("/s/<code>"); a token of its own unless one is given."""
        plain = {"name": "Quiet Heron", "email": f"{new_id()}@example.org", "consent": "yes", "lang": self.language}
        token = fields.pop("token", None) or self.hidden(door)["token"]
        return self.post(door, **{**plain, **fields, "token": token})

    def ask_to_host(self, **fields: Any) -> TestResponse:
        """What is answered to the form for hosts; a token of its own unless one is given."""
        plain = {
            "name": "Quiet Heron", "email": f"{new_id()}@example.org", "city": "Austin", "country": "US", "when": "In May",
            "kind": "community", "lang": self.language,
        }  # fmt: skip
        token = fields.pop("token", None) or self.hidden("/host/")["token"]
        return self.post("/host/", **{**plain, **fields, "token": token})

    def thanked(self, door: str, **fields: Any) -> TestResponse:
        """The page after the form."""
        return self.get(self.thanks_address(door, **fields))

    def thanks_address(self, door: str, **fields: Any) -> str:
        return str(self.sign_up(door, **fields).location).partition("?")[0]

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the page at `path`."""
        return hidden_in(self.get(path))

    def own_data(self, ally_id: str, deed: str, **fields: Any) -> TestResponse:
        """What a button of the page of everything answers."""
        opened = self.post(f"/me/open/{self.scene.fresh(ally_id)}")
        return self.post(f"/me/data/{deed}", **{**hidden_in(opened), **fields})

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
        path, hash_, part = path.partition("#")
        asked = path if "lang=" in path else f"{path}{'&' if urlsplit(path).query else '?'}lang={self.language}"
        client = self.scene.app.test_client(use_cookies=False)
        answer: TestResponse = Context().run(client.open, f"{asked}{hash_}{part}", **options)
        return answer
