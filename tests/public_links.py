"""Every address that holds a secret. A new one is a line in LINKS: it brings its pages (asked, done, done again) to
tests/public_pages.py, and the tests of tests/web/public/test_links.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from tests.public_scene import Scene
from tests.public_visitor import Visitor
from tracker.allies.own_links import ADDRESS
from tracker.letters.occasion import ASKS, CONFIRM, DID, ME, NOT_ME, STOP, WATCHED
from tracker.letters.outbox import KEEP
from tracker.letters.to_asker import BACK
from tracker.signups.signup import Signup
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import ALPHABET
from tracker.usecases.ask_for_erasure import ask_for_erasure

# Passes are dated and name no row: see web/frame/passes.py.
PASSES = {"thanks"}
# What somebody fills in who asks to host.
EVENING = {
    "name": "Quiet Heron", "email": "heron@example.org", "city": "Austin", "country": "US", "when": "In May", "kind": "community",
}  # fmt: skip
USED = "This link was used already, or its half hour is over."


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
    # Where its button leads; "": to where the page itself is. The page itself is then that of another link.
    to: str = ""
    # What the form sends besides its hidden fields.
    sends: Mapping[str, str] = field(default_factory=dict)
    # The answer to a press is a page for people, and the same one in each language.
    page: bool = True
    # Of the answer to the first press.
    referrer: str = "no-referrer"

    def at(self, token: str) -> str:
        return self.path.format(token=token)

    def pressed_at(self, token: str) -> str:
        return (self.to or self.path).format(token=token)

    def press(self, visitor: Visitor, token: str) -> TestResponse:
        """Opens the page and presses its button, then follows where that leads."""
        sent = {**visitor.hidden(self.at(token)), **self.sends}
        return visitor.follow(visitor.post(self.pressed_at(token), **sent))


def _thanks_token(scene: Scene, door: str) -> str:
    return Visitor(scene).thanks_address(door, interests=["host"]).rpartition("/")[2]


def in_a_room(scene: Scene) -> str:
    """Of the page after a form."""
    return _thanks_token(scene, f"/s/{scene.codes['room']}")


def at_large(scene: Scene) -> str:
    """The same, where nobody knows yet where they watched."""
    return _thanks_token(scene, f"/c/{scene.codes['campaign']}")


def watched(scene: Scene, evening: str = "campaign") -> str:
    """Of the letter that asks where they watched."""
    Visitor(scene).thanks_address(f"/c/{scene.codes[evening]}")
    db.session.rollback()
    signup = db.session.query(Signup).order_by(Signup.at.desc(), Signup.id.desc()).first()
    assert signup is not None
    return links.sign(WATCHED, signup.id)


def _erasing(scene: Scene) -> str:
    """Of somebody who has asked to be erased."""
    ally_id = scene.known()
    ask_for_erasure(ally_id)
    return scene.sign(ME, ally_id)


def _asked_twice(scene: Scene) -> str:
    """Of somebody who may have one more link by letter in this hour."""
    ally_id = scene.known()
    scene.fresh(ally_id, letters=1)
    return scene.sign(ME, ally_id)


def _me(deed: str, again: str, token: Callable[[Scene], str] | None = None, **more: str) -> Link:
    made = token or (lambda scene: scene.sign(ME, scene.known()))
    return Link("/me/{token}", made, ME, again, to=f"/me/{{token}}/{deed}", sends=more, page=not more)


def _thanks(deed: str, token: Callable[[Scene], str], again: str, **sends: str) -> Link:
    return Link("/thanks/{token}", token, "thanks", again, to=f"/thanks/{{token}}/{deed}", sends=sends)


LINKS = {
    "stop": Link("/stop/{token}", lambda s: s.sign(STOP), STOP, "It was so already. Nothing more is needed."),
    "unsubscribe": Link("/unsubscribe/{token}", lambda s: s.sign(STOP), STOP, "You are unsubscribed.", page=False),
    "confirm": Link("/confirm/{token}", lambda s: s.sign(CONFIRM), CONFIRM, "You had said so before."),
    "not-me": Link("/not-me/{token}", lambda s: s.sign(NOT_ME), NOT_ME, "so that we do not write here again"),
    "did": Link("/did/{token}/done", lambda s: s.sign(DID, s.follow_up()), DID, "Your answer: Yes, done."),
    "keep": Link("/keep/{token}", lambda s: s.sign(KEEP, s.question()), KEEP, "You have told us already."),
    "keep-end": Link(
        "/keep/{token}", lambda s: s.sign(KEEP, s.question()), KEEP, "Within 24 hours they are erased.",
        to="/keep/{token}/end",
    ),
    "reply-to": Link("/reply-to/{token}", lambda s: s.mailbox_token(), "reply-to", "Letters leave from now on."),
    "watched": Link("/watched/{token}", watched, WATCHED, "Written down: At home", sends={"screening": "home"}),
    "thanks": Link("/thanks/{token}", in_a_room, "thanks", None),
    "thanks-where": _thanks("where", at_large, "Written down: At home", screening="home"),
    "thanks-answer": _thanks("answer", in_a_room, "Whoever gets in touch with you reads this first.", answer="In May"),
    "host-from": Link(
        "/host/from/{token}", lambda s: s.sign(ASKS, s.follow_up()), ASKS, "We have your request.", sends=EVENING
    ),
    "host-back": Link("/host/back/{token}", lambda s: s.sign(BACK, s.request()), BACK, "What was written is forgotten"),
    "report": Link("/report/{token}", lambda s: s.report(), "report", None),
    "me": Link("/me/{token}", lambda s: s.sign(ME, s.known()), ME, None),
    "me-stop": _me("stop", "No letter, call or text of ours comes to you any more."),
    "me-language": _me(
        "language", "Letters to you are in this language", lambda s: s.sign(ME, s.known("ko")), language="en"
    ),
    "me-care": _me("care", "Only a few senior staff see your details from now on."),
    "me-erase": _me("erase", "Within 24 hours they are erased."),
    "me-keep": _me("keep", "Whatever was still there stays.", _erasing),
    # Three an hour: this press is the third, and the next one writes none.
    "me-link": _me("link", "a letter with a fresh link goes there now", _asked_twice),
    "me-open": Link(
        "/me/open/{token}", lambda s: s.fresh(s.known()), "own-open", USED, again_status=410, referrer="strict-origin"
    ),
    "me-over": Link(
        "/me/open/{token}", lambda s: s.fresh(s.known(), letters=1), "own-open", "a fresh link goes there now",
        to="/me/open/{token}/again",
    ),
    "me-address": Link(
        "/me/address/{token}", lambda s: s.fresh(s.known(), ADDRESS), "own-address", USED, again_status=410
    ),
}  # fmt: skip


def one_letter_off(token: str, place: int) -> str:
    """`token` with another letter at `place`."""
    letter = token[place]
    other = ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)] if letter in ALPHABET else "0"
    return f"{token[:place]}{other}{token[place + 1 :]}"
