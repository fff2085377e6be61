"""All that is held about an ally, shown to them: to correct, to take along, to decide anew for each channel.

Whoever has spent a fresh link has a pass, hidden in each form of the page: half an hour, in the body of a POST alone. No
cookie, no session, and nothing in an address. The pass and the Origin check stand where a session's token stands elsewhere.
"""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from tracker.allies import own_links
from tracker.allies.consent import CHANNELS
from tracker.allies.own_links import LinkOver
from tracker.errors import NotThere, Refusal
from tracker.keeping import erasures, held
from tracker.letters.occasion import ME
from tracker.store import links
from tracker.usecases.ask_extra_care import ask_extra_care, end_extra_care
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.ask_new_address import ask_new_address
from tracker.usecases.change_consent import change_consent
from tracker.usecases.change_language import change_language
from tracker.usecases.correct_contact import correct_contact
from tracker.web.frame import passes, speech
from tracker.web.frame.access import for_anyone
from tracker.web.frame.form_tokens import check_origin
from tracker.web.frame.house import csrf
from tracker.web.frame.passes import PassOver
from tracker.web.public import own_data_words as told
from tracker.words import Lazy, lazy

bp = for_anyone(Blueprint("me_data", __name__))
csrf.exempt(bp)  # no session: the pass and check_origin() stand there

USE = "own data"
# Seconds.
GOOD_FOR = 30 * 60


class OpenByLink(Refusal):
    sentence = lazy("This page opens by a fresh link alone. Ask for one from any letter of ours.")
    status = 410


def _correct(ally_id: str) -> None:
    correct_contact(ally_id, *(request.form.get(name, "") for name in ("name", "call", "phone")))


def _address(ally_id: str) -> None:
    ask_new_address(ally_id, request.form.get("email", ""), current_app.config["BASE_URL"])


def _consent(ally_id: str) -> None:
    answers = {channel: request.form[channel] for channel in CHANNELS if channel in request.form}
    change_consent(ally_id, answers, {channel: told.consent_words(channel) for channel in CHANNELS})


def _language(ally_id: str) -> None:
    wanted = request.form.get("language", "")
    change_language(ally_id, wanted)
    speech.speak(wanted)


# What each button does, and the sentence that says it was done.


def _care(ally_id: str) -> None:
    ask_extra_care(ally_id, current_app.config["BASE_URL"])


def _no_care(ally_id: str) -> None:
    end_extra_care(ally_id, current_app.config["BASE_URL"])


DEEDS: dict[str, tuple[Callable[[str], object], Lazy]] = {
    "correct": (_correct, lazy("Corrected. This is what stands here from now on.")),
    "address": (
        _address,
        lazy("If it is a new address, a letter goes there. Press the button in it, and it holds; until then the old one does."),
    ),
    "consent": (_consent, lazy("Written down. It holds from this moment.")),
    "language": (_language, lazy("Letters to you are in this language from now on.")),
    "care": (_care, lazy("Only a few senior staff see your details from now on. Answers take longer.")),
    "no-care": (_no_care, lazy("Extra care has ended. Whoever of the team works with you sees your details.")),
    "erase": (ask_for_erasure, lazy("Nobody sees your name and your contact any more. Within 24 hours they are erased.")),
}  # fmt: skip


@bp.get("/me/data/<deed>")
def elsewhere(deed: str) -> ResponseReturnValue:  # noqa: ARG001
    """An address typed or reloaded: the page has none of its own."""
    raise OpenByLink


@bp.post("/me/data/<deed>")
def do(deed: str) -> ResponseReturnValue:
    check_origin()
    if deed not in DEEDS and deed not in FILES:
        raise NotThere
    sent = request.form.get("pass", "")[:200]
    try:
        ally_id = own_links.opened_for(passes.read(USE, sent, GOOD_FOR)[0])
    except (PassOver, LinkOver):
        return _over(sent)
    if deed in FILES:
        return FILES[deed](ally_id)
    work, done = DEEDS[deed]
    try:
        work(ally_id)
    except Refusal as refusal:
        return page(ally_id, sent, refusal=refusal, deed=deed), refusal.status
    return page(ally_id, sent, done=str(done))


def page(ally_id: str, sent: str, done: str = "", refusal: Refusal | None = None, deed: str = "") -> str:
    """The whole page; `sent` is the pass. After a refusal what was typed is still there."""
    everything = held.everything(ally_id)
    you = everything["you"]
    typed = {**you, "call": you["called_by"], "email": ""} | (request.form.to_dict() if refusal else {})
    return render_template(
        "public/me_data.html", held=everything, you=you, sections=told.sections(everything), sent=sent, done=done, typed=typed,
        wrong={refusal.field or deed: str(refusal)} if refusal else {}, deed=deed,
        asked=told.ASKED, answers=told.ANSWERS, until=told.hour(erasures.waiting(ally_id)),
        # Fresh links end with the erasure asked for: it is taken back as from a letter.
        keep=f"/me/{links.sign(ME, ally_id)}/keep", standing={"email": you["letters"], "phone": you["calls"]},
        nothing=not (you["name"] or you["email"] or you["phone"]),
    )  # fmt: skip


def _as_json(ally_id: str) -> Response:
    text = json.dumps(held.everything(ally_id), ensure_ascii=False, indent=2) + "\n"
    return _file(text, "application/json", "my-data.json")


def _as_page(ally_id: str) -> Response:
    everything: dict[str, Any] = held.everything(ally_id)
    text = render_template("public/me_file.html", held=everything, sections=told.sections(everything))
    return _file(text, "text/html", "my-data.html")


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


FILES: dict[str, Callable[[str], Response]] = {"file.json": _as_json, "file.html": _as_page}


def _over(sent: str) -> ResponseReturnValue:
    """A pass of ours whose time is over still tells which link it came from: a new one goes where that one went."""
    (link_id,) = passes.said_once(USE, sent)
    token = own_links.address_of(link_id)
    return render_template("public/me_over.html", token=token, why=str(PassOver())), PassOver.status
