"""A host prints: each thing alone, or all in one file. By a button, never by opening an address: sheets get numbers."""

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from tracker.usecases.make_kit import make_kit, make_one
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.host import kit_pieces
from tracker.web.host.entering import check_form, enter
from tracker.web.host.evening import HeadsForm, page
from tracker.words import language

bp = for_anyone(Blueprint("kit", __name__))
csrf.exempt(bp)  # no session: check_form() stands there


@bp.post("/<token>/kit")
def give(token: str) -> ResponseReturnValue:
    """The file, on the paper they have; of paper sheets so many copies. Raises what make_one() raises."""
    evening = enter(token)
    try:
        check_form()
    except form_tokens.Expired as expired:
        return page(evening, HeadsForm(formdata=None).offer(), str(expired)), expired.status
    thing, paper = request.form.get("thing", "")[:20], request.form.get("paper", "")[:20]
    screening_id, base_url = evening.screening.id, current_app.config["BASE_URL"]
    if thing == kit_pieces.ALL:
        made = make_kit(screening_id, paper, base_url=base_url, host=token)
    else:
        made = make_one(
            screening_id, thing, paper, base_url=base_url, host=token, language=language(), copies=_copies()
        )
    answer = Response(made.data, content_type=made.media_type)
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": made.filename})
    return answer


def _copies() -> int:
    """How many sheets; one where nothing is said, none where it is no number."""
    written = request.form.get("copies", "").strip() or "1"
    return int(written) if written.isdecimal() and len(written) < 4 else 0


@bp.get("/<token>/kit")
def to_kit(token: str) -> ResponseReturnValue:
    """The buttons stand on the page."""
    return redirect(enter(token).at("evening.show", "kit"), 303)
