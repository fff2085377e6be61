"""`/api/v2/figures.csv`: the figures of campaigns for a spreadsheet, with small numbers protected. docs/decisions/0033-readers.md.

A spreadsheet cannot send a header, so a token that reads figures and nothing else may stand in the address; no other may.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from flask import Blueprint, Flask, Response, current_app, make_response, request

from tracker.api import answers
from tracker.api.entering import enter
from tracker.files import writing
from tracker.reports import feed
from tracker.reports.protected import Protected
from tracker.screenings import campaigns
from tracker.team import house_clock
from tracker.team.token import Scope, Token
from tracker.usecases.tell_figures import NotToldYet, tell_figures
from tracker.web.frame.access import for_anyone

bp = for_anyone(Blueprint("figures", __name__))

TOLD = "houselights_told_today"
# Seconds: the worker looks every three, and counts a million signups in less than this.
A_WHILE = 60


def hang_up(app: Flask) -> None:
    """What this process has told today, by campaign: asked again it takes no lock and counts nothing."""
    told: dict[str, tuple[date, Protected]] = {}
    app.extensions[TOLD] = told


@bp.get("/figures.csv")
def by_header() -> Response:
    """The token in a header, as other programs send it. Raises TokenUnknown, MayNot and TooFast."""
    return _csv(enter(Scope.READ_FIGURES))


@bp.get("/figures/<token>.csv")
def by_address(token: str) -> Response:
    """The token in the address, as spreadsheets send it. Raises NotInAnAddress, too."""
    return _csv(enter(Scope.READ_FIGURES, token))


def not_yet(refusal: NotToldYet) -> Response:
    """The worker is at it."""
    answer = answers.no(str(refusal), refusal.status)
    answer.headers["Retry-After"] = str(A_WHILE)
    return answer


def _csv(token: Token) -> Response:
    """What is told today, or 304 for whoever has it. Kept by nobody on the way: a token that is withdrawn opens nothing."""
    only = [token.campaign_id] if token.campaign_id else None
    # The oldest first: what comes later moves no line that a formula points at.
    named = [(each.id, each.name) for each in reversed(campaigns.seen(only))]
    told = _told([id_ for id_, _name in named])
    body = writing.csv_bytes(list(feed.COLUMNS), [feed.line(id_, name, told[id_]) for id_, name in named])
    answer = make_response(body)
    answer.headers["Content-Type"] = writing.MIME["csv"]
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _told(campaign_ids: Iterable[str]) -> dict[str, Protected]:
    """Of each. Raises NotToldYet when all were asked for."""
    found, missing = dict[str, Protected](), None
    for id_ in campaign_ids:
        try:
            found[id_] = today(id_)
        except NotToldYet as refusal:
            missing = refusal
    if missing is not None:
        raise missing
    return found


def today(campaign_id: str) -> Protected:
    """What is told of a campaign today. Raises NotThere and NotToldYet."""
    told: dict[str, tuple[date, Protected]] = current_app.extensions[TOLD]
    day, found = told.get(campaign_id, (None, None))
    if found is None or day != house_clock.today():
        found, holds_all_day = tell_figures(campaign_id)
        if holds_all_day:
            told[campaign_id] = (house_clock.today(), found)
    return found
