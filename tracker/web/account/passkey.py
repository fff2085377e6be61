"""What the browser asks a device for a passkey: fetched by static/account/passkey.js when its button is pressed."""

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from tracker.team import ceremony, passkey
from tracker.team.account import Account
from tracker.web.account import ceremonies, entering
from tracker.web.frame import access, fresh

bp = access.for_anyone(Blueprint("passkey", __name__, url_prefix="/passkey"))


@bp.post("/<any('sign-in', 'second-factor', 'again', 'new'):use>")
def ask(use: str) -> ResponseReturnValue:
    """For signing in nobody is named: whoever asks learns nothing, and the device says whose passkey it is."""
    if not ceremonies.possible():
        abort(404)
    at = ceremonies.here()
    if use == "sign-in":
        return jsonify(ceremonies.begin(use, ceremony.asked_to_show(at, [])))
    whose = _who(use)
    known = passkey.ids_of(whose.id)
    if use == "new":
        return jsonify(ceremonies.begin(use, ceremony.asked_to_make(at, whose.id, whose.name or "", known)))
    return jsonify(ceremonies.begin(use, ceremony.asked_to_show(at, known)))


def _who(use: str) -> Account:
    """Aborts with 401 for whom may not: a new passkey is for a fresh sign-in, or for a newcomer without a second factor."""
    inside, half = access.signed_in(), entering.half_in()
    if use == "second-factor":
        whose = half
    elif use == "again":
        whose = inside
    elif inside is not None:
        whose = inside if fresh.is_fresh() else None
    else:
        whose = half if half is not None and not half.has_second_factor else None
    if whose is None:
        abort(401)
    return whose
