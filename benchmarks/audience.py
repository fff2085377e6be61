"""Everybody in the rooms of one evening: they open the form together, and send it together."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Flask

from benchmarks.asking import Asked, Request, together
from benchmarks.serving import Server
from tests.web.public.test_signup import token_in
from tracker import clock
from tracker.usecases.sign_up import Raised, sign_up_together

# People behind one router.
ROOM = 50
# One in so many taps twice; one in so many is known.
TWICE = KNOWN = 20
PORTION = 500


def raise_hands(web: Server, path: str, connections: int, who: Sequence[int]) -> tuple[Asked, Asked]:
    """They all open the form, then they all send it; what they were answered, each time."""
    forms, posts = filled_in(web, path, connections, who)
    return forms, together(web, connections, posts)


def filled_in(web: Server, path: str, connections: int, who: Sequence[int]) -> tuple[Asked, list[Request]]:
    """They all open the form and fill it in: what they were answered, and what they are about to send."""
    forms = together(web, connections, [Request("GET", path, address=address(n)) for n in who])
    assert set(forms.answers) == {200}, (path, forms.answers)
    posts = list[Request]()
    for place, n in enumerate(who):
        post = Request("POST", path, urlencode(fields(token_in(forms.bodies[place]), n)), address(n))
        posts += [post] * (2 if n % TWICE == 7 else 1)
    return forms, posts


def introduce(app: Flask, code: str, who: range) -> None:
    """Some of them signed up before, by another code: tonight they are known."""
    emails = [email(n) for n in who[::KNOWN]]
    with app.app_context():
        for start in range(0, len(emails), PORTION):
            sign_up_together([
                Raised(code, f"earlier-{each}", "Somebody", each, None, "yes", (), False, "en", "", clock.now())
                for each in emails[start : start + PORTION]
            ])  # fmt: skip


def email(number: int) -> str:
    return f"tonight{number}@example.org"


def fields(token: str, number: int) -> dict[str, str]:
    return {"name": f"Guest {number}", "email": email(number), "consent": "yes", "token": token, "lang": "en"}


def address(number: int) -> str:
    """As a proxy would say it: each room has one."""
    room = number // ROOM
    return f"198.18.{room // 250}.{room % 250 + 1}"
