"""Every public page there is, and how somebody comes to it. A new page is one line in PAGES; a page whose address holds a
secret is one line in LINKS, and brings its three pages (asked, done, done again) and the tests of tests/web/public/test_links.py.

What is here is looked at by axe, by the Nu Html Checker, at 400 % zoom and with forced colours, in all languages, and
photographed by script/shots. A route of tracker.web.public that nobody comes to fails tests/house/test_public_pages.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from tests.public_scene import Scene, Visitor
from tracker.letters.occasion import CONFIRM, DID, NOT_ME, STOP
from tracker.store.ids import ALPHABET

# Routes that answer with no page for people.
NO_PAGES = {
    "health.tell": "JSON, for a load balancer",
    "signup.short": "leads to the form",
    "unsubscribe.do": "plain text, for mail programs",
}


@dataclass(frozen=True)
class Page:
    """One page: how a visitor comes to it, and what its status is then."""

    reach: Callable[[Visitor], TestResponse]
    status: int = 200


@dataclass(frozen=True)
class Link:
    """Pages behind a secret: `path` with {token}, and the token that a scene gives."""

    path: str
    token: Callable[[Scene], str]
    # Links of one purpose open each other's pages.
    purpose: str
    # What is said to who presses a second time, in English, and with what status. None: there is nothing to press.
    again: str | None
    again_status: int = 200
    # What the form sends besides its hidden fields.
    sends: Mapping[str, str] = field(default_factory=dict)
    # The answer to a press is a page for people.
    page: bool = True

    def at(self, token: str) -> str:
        return self.path.format(token=token)

    def press(self, visitor: Visitor, token: str) -> TestResponse:
        """Opens the page and presses its button, then follows where that leads."""
        address = self.at(token)
        answer = visitor.post(address, **{**visitor.hidden(address), **self.sends})
        return visitor.get(answer.location) if answer.status_code == 303 else answer


LINKS = {
    "stop": Link("/stop/{token}", lambda s: s.sign(STOP), STOP, "It was so already. Nothing more is needed."),
    "unsubscribe": Link("/unsubscribe/{token}", lambda s: s.sign(STOP), STOP, "You are unsubscribed.", page=False),
    "confirm": Link("/confirm/{token}", lambda s: s.sign(CONFIRM), CONFIRM, "You had said so before."),
    "not-me": Link("/not-me/{token}", lambda s: s.sign(NOT_ME), NOT_ME, "so that we do not write here again"),
    "did": Link("/did/{token}/done", lambda s: s.sign(DID, s.follow_up()), DID, "Your answer: Yes, done."),
    "reply-to": Link("/reply-to/{token}", lambda s: s.mailbox_token(), "reply-to", "Letters leave from now on."),
    "thanks": Link("/thanks/{token}", lambda s: s.thanks_token(), "thanks", None),
}

ELSEWHERE = {"Origin": "https://elsewhere.example"}
ONE_OF_EACH = {"name": "x" * 201, "email": "heron@", "phone": "12", "consent": ""}
FILLED = {
    "name": "연길행밤기차의등불을하나하나세던자매들 Wolfeschlegelsteinhausenbergerdorff",
    "interests": ["host", "write"],
}


def _stop_of_a_changed_link(visitor: Visitor) -> TestResponse:
    return visitor.get(f"/stop/{one_letter_off(visitor.scene.sign(STOP), 20)}")


def _code_off(visitor: Visitor) -> str:
    return one_letter_off(visitor.scene.codes["room"], 7)


PAGES = {
    "home": Page(lambda v: v.get("/")),
    "home-wrong-code": Page(lambda v: v.get(f"/?code={_code_off(v)}"), 404),
    "signup": Page(lambda v: v.get(f"/s/{v.scene.codes['room']}")),
    "signup-campaign": Page(lambda v: v.get(f"/c/{v.scene.codes['campaign']}")),
    "signup-cancelled": Page(lambda v: v.get(f"/s/{v.scene.codes['cancelled']}")),
    "signup-long-over": Page(lambda v: v.get(f"/s/{v.scene.codes['over']}")),
    "signup-long-names": Page(lambda v: v.sign_up(f"/s/{v.scene.codes['long']}", **FILLED, email="", phone=""), 422),
    "signup-all-wrong": Page(lambda v: v.sign_up(f"/s/{v.scene.codes['room']}", **ONE_OF_EACH), 422),
    "signup-one-wrong": Page(lambda v: v.sign_up(f"/c/{v.scene.codes['campaign']}", consent=""), 422),
    "signup-expired": Page(lambda v: v.sign_up(f"/s/{v.scene.codes['room']}", token="x"), 422),
    "signup-mistyped-code": Page(lambda v: v.get(f"/s/{_code_off(v)}"), 404),
    "thanks-host": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", interests=["host"])),
    "thanks-volunteer": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", interests=["volunteer"])),
    "thanks-write": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", interests=["write"])),
    "thanks-give": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", interests=["give"])),
    "thanks-call": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", email="", phone="+1 512 555 0147")),
    "thanks-counted": Page(lambda v: v.thanked(f"/s/{v.scene.codes['room']}", email="", consent="no")),
    "thanks-campaign": Page(lambda v: v.thanked(f"/c/{v.scene.codes['campaign']}", interests=["learn"])),
    "thanks-long-names": Page(lambda v: v.thanked(f"/s/{v.scene.codes['long']}")),
    "confirm-nobody": Page(lambda v: v.post(f"/confirm/{v.scene.sign(CONFIRM, v.scene.nobody())}"), 410),
    "did-not-yet": Page(lambda v: v.post(f"/did/{v.scene.sign(DID, v.scene.follow_up())}/not-yet")),
    "not-me-confirmed": Page(lambda v: v.post(f"/not-me/{v.scene.sign(NOT_ME, v.scene.confirmed())}")),
    "link-changed": Page(_stop_of_a_changed_link, 404),
    "a-test": Page(lambda v: v.get("/a-test")),
    "error-400": Page(lambda v: v.error(400), 400),
    "error-403": Page(lambda v: v.sign_up(f"/s/{v.scene.codes['room']}", headers=ELSEWHERE), 403),
    "error-404": Page(lambda v: v.get("/nothing/here"), 404),
    "error-405": Page(lambda v: v.post("/a-test"), 405),
    "error-410": Page(lambda v: v.error(410), 410),
    "error-413": Page(lambda v: v.error(413), 413),
    "error-429": Page(lambda v: v.error(429), 429),
    "error-500": Page(lambda v: v.error(500), 500),
    "error-503": Page(lambda v: v.error(503), 503),
}


def _asked(link: Link) -> Page:
    return Page(lambda v: v.get(link.at(link.token(v.scene))))


def _done(link: Link) -> Page:
    return Page(lambda v: link.press(v, link.token(v.scene)))


def _again(link: Link) -> Page:
    def reach(visitor: Visitor) -> TestResponse:
        token = link.token(visitor.scene)
        link.press(visitor, token)
        return link.press(visitor, token)

    return Page(reach, link.again_status)


for _name, _link in LINKS.items():
    PAGES[f"{_name}-asked"] = _asked(_link)
    if _link.again is not None and _link.page:
        PAGES |= {f"{_name}-done": _done(_link), f"{_name}-again": _again(_link)}


def one_letter_off(token: str, place: int) -> str:
    """`token` with another letter at `place`."""
    letter = token[place]
    other = ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)] if letter in ALPHABET else "0"
    return f"{token[:place]}{other}{token[place + 1 :]}"
