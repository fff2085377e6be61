"""`/api/v2/figures.csv`: the figures of campaigns for a spreadsheet, with small numbers protected. docs/decisions/0033-readers.md.

A spreadsheet cannot send a header, so a token that reads figures and nothing else may stand in the address; no other may.
"""

import hashlib

from flask import Blueprint, Response, make_response, request

from tracker.api.entering import enter
from tracker.files import writing
from tracker.reports import feed
from tracker.team.token import Scope, Token
from tracker.web.frame.access import for_anyone

bp = for_anyone(Blueprint("figures", __name__))


@bp.get("/figures.csv")
def by_header() -> Response:
    """The token in a header, as other programs send it. Raises TokenUnknown, MayNot and TooFast."""
    return _csv(enter(Scope.READ_FIGURES))


@bp.get("/figures/<token>.csv")
def by_address(token: str) -> Response:
    """The token in the address, as spreadsheets send it. Raises NotInAnAddress, too."""
    return _csv(enter(Scope.READ_FIGURES, token))


def _csv(token: Token) -> Response:
    """What was told last, or 304 for whoever has it. Kept by nobody on the way: a token that is withdrawn opens nothing."""
    only = frozenset({token.campaign_id}) if token.campaign_id else None
    body = writing.csv_bytes(list(feed.COLUMNS), feed.lines(only))
    answer = make_response(body)
    answer.headers["Content-Type"] = writing.MIME["csv"]
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    return answer
