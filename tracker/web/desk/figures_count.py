"""Counting the figures of a large campaign anew, because somebody asks for it: the worker does, and the page says that it is at it."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere
from tracker.reports.scope import GROUPS, Scope
from tracker.usecases.count_figures import ask_for_figures
from tracker.web.desk.figures_form import EARLIEST, LATEST
from tracker.web.frame.access import ORGANIZING, for_roles, see_campaign

bp = for_roles(*ORGANIZING)(Blueprint("figures_count", __name__, url_prefix="/figures"))


@bp.post("/count")
def count() -> ResponseReturnValue:
    """Of ?campaign=, and the period and group in the address of the page: ?from=, ?to=, ?group=."""
    scope = _scope()
    see_campaign(scope.campaign_id)
    ask_for_figures(scope)
    if scope.by == "screening":
        return redirect(f"/desk/screenings/{scope.key}/figures", 303)
    kept = {name: request.form[name] for name in ("from", "to", "group") if request.form.get(name)}
    return redirect(f"/desk/campaigns/{scope.campaign_id}/figures" + (f"?{urlencode(kept)}" if kept else ""), 303)


def _scope() -> Scope:
    """Raises NotThere for what no page of ours asks for."""
    by, _colon, key = request.form.get("group", "").partition(":")
    if by and by not in GROUPS:
        raise NotThere
    return Scope(request.form.get("campaign", ""), _day("from"), _day("to"), by, key[:200])


def _day(name: str) -> date | None:
    written = request.form.get(name, "")
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError:
        raise NotThere from None
    if day and not EARLIEST <= day.year <= LATEST:
        raise NotThere
    return day
