"""What is published, for viewers: the reports of their campaigns, each as its readers outside see it. Nothing else opens for them."""

from flask import Blueprint, render_template

from tracker.reports import periods, published
from tracker.screenings import who_works
from tracker.web.frame.access import TEAM, for_roles, my_campaigns, see_campaign

bp = for_roles(*TEAM)(Blueprint("published", __name__, url_prefix="/published"))


@bp.get("/")
def index() -> str:
    """Reports that stand, the latest first."""
    reports = [row for row in published.listed(my_campaigns()) if row.withdrawn_at is None]
    return render_template(
        "desk/published.html", reports=reports, campaigns=who_works.campaign_names(), nothing_chosen=my_campaigns() == frozenset(),
        periods={row.id: periods.words(periods.Period(row.since, row.until)) for row in reports},
    )  # fmt: skip


@bp.get("/<report_id>")
def show(report_id: str) -> str:
    """One report, in the language of the desk where it has it. Raises NotThere, ReportWithdrawn, CampaignNotThere."""
    see_campaign(published.row_by_id(report_id).campaign_id)
    return ""
