"""My data: the page of a link that stands in every letter. It does, and shows nothing that is held: letters are passed on.

Opening it changes nothing, for mail scanners open every link. No form token is asked for: there is no session that a
stranger's page could use, and the address itself is the secret. Each answer is the same for who is held and who is not.
"""

from collections.abc import Callable

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.letters.occasion import ME
from tracker.store import links
from tracker.usecases.ask_extra_care import ask_extra_care
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.change_language import change_language
from tracker.usecases.send_own_link import send_own_link
from tracker.usecases.stop_contact import stop_contact
from tracker.web.frame import speech
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("me", __name__))
csrf.exempt(bp)


def _language(ally_id: str) -> None:
    wanted = request.form.get("language", "")
    change_language(ally_id, wanted)
    speech.speak(wanted)


def _keep(ally_id: str) -> None:
    """Whether there was still something to keep is told by a fresh link alone."""
    try:
        take_back_erasure(ally_id)
    except Refusal:
        return


DEEDS: dict[str, Callable[[str], object]] = {
    "stop": stop_contact,
    "language": _language,
    "care": lambda ally_id: ask_extra_care(ally_id, current_app.config["BASE_URL"]),
    "erase": ask_for_erasure,
    "keep": _keep,
    "link": lambda ally_id: send_own_link(ally_id, current_app.config["BASE_URL"]),
}


@bp.get("/me/<token>")
@bp.get("/me/<token>/<deed>")
def show(token: str, deed: str = "") -> ResponseReturnValue:
    links.read(ME, token)
    if deed and deed not in DEEDS:
        abort(404)
    return render_template("public/me.html", token=token)


@bp.post("/me/<token>/<deed>")
def do(token: str, deed: str) -> ResponseReturnValue:
    """What was done, in words; twice is harmless."""
    ally_id = links.read(ME, token)
    if deed not in DEEDS:
        abort(404)
    DEEDS[deed](ally_id)
    return render_template("public/me_done.html", token=token, deed=deed)
