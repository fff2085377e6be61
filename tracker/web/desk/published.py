"""What is published, for viewers: the reports of their campaigns, each as its readers outside see it. Nothing else opens for them."""

from flask import Blueprint, Response, render_template, request

from tracker.reports import periods, published
from tracker.reports.published import Read
from tracker.screenings import who_works
from tracker.web.frame import report_page
from tracker.web.frame.access import TEAM, for_roles, my_campaigns, see_campaign
from tracker.web.frame.report_files import PAPERS, file_of
from tracker.words import LANGUAGES, language

bp = for_roles(*TEAM)(Blueprint("published", __name__, url_prefix="/published"))


@bp.get("/")
def index() -> str:
    """Reports that stand, the latest first."""
    mine = my_campaigns()
    reports = [row for row in published.listed(mine) if row.withdrawn_at is None]
    return render_template(
        "desk/published.html", reports=reports, campaigns=who_works.campaign_names(), nothing_chosen=mine == frozenset(),
        periods={row.id: periods.words(periods.Period(row.since, row.until)) for row in reports},
    )  # fmt: skip


@bp.get("/<report_id>")
def show(report_id: str) -> str:
    """In the language of the desk, where the report has it. Raises what _read() raises."""
    read = _read(report_id)
    code = read.language(request.args.get("in", "") or language())
    title, subtitle = report_page.head(read, code)
    return render_template(
        "desk/published_report.html", read=read, code=code, title=title, subtitle=subtitle,
        part=report_page.part(read, code), papers=PAPERS, languages_of=LANGUAGES,
    )  # fmt: skip


@bp.get("/<report_id>.pdf")
def pdf(report_id: str) -> Response:
    """To print. Raises what _read() raises."""
    return file_of(_read(report_id), "pdf")


@bp.get("/<report_id>.xlsx")
def xlsx(report_id: str) -> Response:
    """The numbers. Raises what _read() raises."""
    return file_of(_read(report_id), "xlsx")


def _read(report_id: str) -> Read:
    """Raises NotThere, ReportWithdrawn, and CampaignNotThere for one of a campaign that is not theirs."""
    see_campaign(published.row_by_id(report_id).campaign_id)
    return published.read(report_id)
