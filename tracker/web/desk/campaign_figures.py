"""All figures of one campaign as pictures, for a period and a group of its film screenings; and its breakdowns as tables."""

from typing import Any, cast

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.reports import kept
from tracker.reports.drawn import drawn
from tracker.reports.evenings import marks
from tracker.reports.figures import Figures
from tracker.reports.scope import Group, Scope
from tracker.screenings import calendar, campaigns
from tracker.screenings.campaign import Campaign
from tracker.team import settings
from tracker.web.desk import desk_clock, figure_words, figures_form
from tracker.web.desk.breakdown import COLUMNS, breakdown
from tracker.web.desk.figures_form import NAMES, Chosen
from tracker.web.frame.access import ORGANIZING, for_roles, see_campaign

bp = for_roles(*ORGANIZING)(Blueprint("campaign_figures", __name__, url_prefix="/campaigns"))


@bp.get("/<campaign_id>/figures")
def show(campaign_id: str) -> ResponseReturnValue:
    """The page; while they are counted for the first time, that they are."""
    campaign = campaigns.by_id(campaign_id)
    see_campaign(campaign.id)
    chosen = Chosen(request.args)
    if not chosen.validate():
        return _page(campaign, chosen, None, None), 422
    now = clock.now()
    whole = kept.look(Scope(campaign.id), now, one_by_one=True)
    found = kept.look(chosen.scope(campaign.id), now, one_by_one=True) if chosen.narrowed else whole
    return _page(campaign, chosen, whole, found)


def _page(campaign: Campaign, chosen: Chosen, whole: Figures | None, found: Figures | None) -> str:
    told: dict[str, Any] = {}
    if found is not None:
        told = {
            "pictures": drawn(found, marks(found.scope)), "counted_at": desk_clock.when(found.counted_at),
            "ago": desk_clock.ago(found.counted_at),
            "shares": figure_words.shares(found), "came": figure_words.came_of_it(found), **_table(campaign, chosen, found),
        }  # fmt: skip
    today = calendar.today_at(settings.get("zone"))
    return render_template(
        "desk/campaign_figures.html", campaign=campaign, periods=figures_form.periods(chosen, today), chosen=chosen, found=found,
        offers=figures_form.offers(whole, chosen.grouped()) if whole else [], group_names=NAMES,
        waits=not chosen.errors and kept.is_asked_for(chosen.scope(campaign.id)), **told,
    )  # fmt: skip


def _table(campaign: Campaign, chosen: Chosen, found: Figures) -> dict[str, Any]:
    """The breakdown that is open, and the ways to others."""
    present = [by for by in NAMES if len(found.groups.get(by, [])) > 1 or by == "screening"]
    asked = cast(Group, request.args.get("table", ""))
    by: Group = asked if asked in present else "screening"
    kept_args = {**chosen.address(), "table": by}
    page = request.args.get("page", "")
    table = breakdown(
        found.groups.get(by, []), request.args.get("sort", ""), request.args.get("way", ""),
        int(page) if page.isdecimal() and len(page) < 6 else 1,
    )  # fmt: skip

    def address(**more: Any) -> str:
        return url_for("desk.campaign_figures.show", campaign_id=campaign.id, **kept_args | more, _anchor="table")

    def only(by: str, key: str) -> str:
        """The same page of one group alone."""
        args = {name: value for name, value in chosen.address().items() if name != "group"}
        return url_for("desk.campaign_figures.show", campaign_id=campaign.id, **args, group=f"{by}:{key}")

    return {"by": by, "present": present, "table": table, "columns": COLUMNS, "address": address, "only": only}
