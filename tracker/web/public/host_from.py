"""The form for hosting behind a personal link: of a letter, or of the thanks page. It knows whose it is and shows nothing of them.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret. The same
words sent twice by one link are one request.
"""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from tracker import words
from tracker.letters.occasion import ASKS
from tracker.screenings import countries
from tracker.signups.asking import Typed
from tracker.signups.request_to_host import KINDS
from tracker.store import links
from tracker.store.links import LinkUnknown
from tracker.usecases.ask_to_host import ask_after_letter, ask_after_signup, ask_to_host
from tracker.web.frame import passes
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.frame.passes import PassOver
from tracker.web.public import host_form as host

bp = for_anyone(Blueprint("host_from", __name__))
csrf.exempt(bp)

# Seconds: a month, for a page that was left open.
GOOD_FOR = 31 * 24 * 3600
OWN = "own"


def address(signup_id: str, by_own_link: bool) -> str:
    """From the thanks page of a signup, in the language in force."""
    return f"/host/from/{passes.give(ASKS, signup_id, OWN if by_own_link else '')}?lang={words.language()}"


@bp.get("/host/from/<token>")
def form(token: str) -> ResponseReturnValue:
    """The empty form. Raises LinkUnknown."""
    _read(token)
    return host.page(Typed(), 200, f"/host/from/{token}")


@bp.post("/host/from/<token>")
def send(token: str) -> ResponseReturnValue:
    """As host.send(). Raises LinkUnknown."""
    led = _read(token)
    with words.speaking(host.spoken()):
        typed = host.filled()
        if "speak" in request.form or not typed.check(KINDS, countries.codes()):
            status = 200 if "speak" in request.form else 422
            return host.page(typed, status, f"/host/from/{token}")
        ask, submission = typed.ask(words.language()), f"link.{host.digest(typed, token)}"
        said, base_url = " / ".join(host.told()), current_app.config["BASE_URL"]
        if led is None:
            ask_to_host(ask, submission, said, base_url)
        elif len(led) == 1:
            ask_after_letter(ask, submission, said, base_url, led[0])
        else:
            ask_after_signup(ask, submission, said, base_url, led[0], led[1] == OWN)
        return host.asked("letter" if ask.email else "call")


def _read(token: str) -> list[str] | None:
    """A letter's follow-up; or a signup, and whether its own link led there. None: a page that was open too long leads to nobody,
    and what is asked there is written down all the same. Raises LinkUnknown.
    """
    try:
        return [links.read(ASKS, token)]
    except LinkUnknown:
        try:
            return passes.read(ASKS, token, GOOD_FOR)
        except PassOver:
            return None
