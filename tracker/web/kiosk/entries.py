"""The tablet is heard: it sends what waits on it, if anything, and is told what of it is safe and whether people may go on writing.

The secret address stands where a form's token stands elsewhere; a browser names an origin, and only ours may send.
"""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from tracker.signups import kiosks
from tracker.signups.kiosk_entries import MOST_AT_ONCE, Sent, is_submission
from tracker.signups.kiosk_said import moment
from tracker.signups.kiosks import KioskUnknown
from tracker.usecases.take_kiosk_entries import take_kiosk_entries
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("entries", __name__))
csrf.exempt(bp)  # no session: the secret address and the origin stand there

# Seconds until a tablet tries again of which more has come than a room can write: as often as it looks when all is well.
A_WHILE = 60


@bp.post("/<token>/entries")
def take(token: str) -> ResponseReturnValue:
    """Whatever it is, each with a submission id is kept. Raises KioskUnknown and FromElsewhere."""
    kiosks.known_by(token)
    form_tokens.check_origin()
    told = _told()
    if not isinstance(told, dict):
        return jsonify(error="no object"), 400
    sent = _sent(told.get("entries"))
    heard = take_kiosk_entries(token, sent, moment(told.get("now")))
    answer = jsonify(open=heard.open, safe=heard.safe, gone=heard.gone, taken=heard.taken)
    if heard.later and not heard.taken:
        return answer, 429, {"Retry-After": str(A_WHILE)}
    return answer


def still_told(answer: Response) -> Response:
    """Told to wait because of a crowd behind the same router, a tablet hears all the same whether people may go on writing."""
    if answer.status_code == 429 and request.endpoint == "kiosk.entries.take" and not answer.is_json:
        with suppress(KioskUnknown):
            opens = kiosks.is_open(*kiosks.known_by((request.view_args or {})["token"]))
            answer.set_data(jsonify(open=opens, taken=[]).get_data())
            answer.mimetype = "application/json"
    return answer


def _told() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # no form of a message is so deep
        return None


def _sent(told: Any) -> list[Sent]:
    """Those that can be told apart, as many as go at once: the others stay where they are."""
    found: dict[str, Sent] = {}
    for each in (told if isinstance(told, list) else [])[:MOST_AT_ONCE]:
        if isinstance(each, dict) and is_submission(each.get("id")):
            sealed = each.get("sealed")
            found.setdefault(each["id"], Sent(each["id"], sealed if isinstance(sealed, str) else ""))
    return list(found.values())
