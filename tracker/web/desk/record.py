"""All that is held about one ally, as a file, in one click: for who asked for it and has no address of their own link."""

import json

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from tracker.usecases.take_record import take_record
from tracker.web.frame.access import COORDINATING, for_roles, freshly, me, shows_contacts

bp = shows_contacts(freshly(for_roles(*COORDINATING)(Blueprint("record", __name__, url_prefix="/allies"))))


@bp.post("/<ally_id>/record.json")
def take(ally_id: str) -> ResponseReturnValue:
    """Written down as a copy that left, and in the trace."""
    told = take_record(ally_id, me().id, "json")
    answer = Response(
        json.dumps(told, ensure_ascii=False, indent=2) + "\n", content_type="application/json; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="record-{ally_id[-4:]}.json"'
    return answer
