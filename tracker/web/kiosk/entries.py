"""The tablet is heard: it sends what waits on it, if anything, and is told what of it is safe and whether people may go on writing.

The secret address stands where a form's token stands elsewhere; a browser names an origin, and only ours may send.
"""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tracker.signups import kiosks
from tracker.signups.kiosk_entries import MOST_AT_ONCE, KioskFull, Sent, is_submission
from tracker.signups.kiosk_said import moment
from tracker.usecases.take_kiosk_entries import take_kiosk_entries
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("entries", __name__))
csrf.exempt(bp)  # no session: the secret address and the origin stand there

# Seconds until a tablet that has sent more than ten evenings hold tries again.
AN_HOUR = 3_600


@bp.post("/<token>/entries")
def take(token: str) -> ResponseReturnValue:
    """Whatever it is, each with a submission id is kept. Raises KioskUnknown and FromElsewhere."""
    kiosks.known_by(token)
    form_tokens.check_origin()
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        return jsonify(error="no object"), 400
    sent = _sent(told.get("entries"))
    try:
        heard = take_kiosk_entries(token, sent, moment(told.get("now")))
    except KioskFull:
        return jsonify(error="full"), 429, {"Retry-After": str(AN_HOUR)}
    return jsonify(open=heard.open, safe=heard.safe, taken=[each.submission for each in sent])


def _sent(told: Any) -> list[Sent]:
    """Those that can be told apart, as many as go at once: the others stay where they are."""
    found: dict[str, Sent] = {}
    for each in (told if isinstance(told, list) else [])[:MOST_AT_ONCE]:
        if isinstance(each, dict) and is_submission(each.get("id")):
            sealed = each.get("sealed")
            found.setdefault(each["id"], Sent(each["id"], sealed if isinstance(sealed, str) else ""))
    return list(found.values())
