"""A published report: as its readers see it, to print, to take along, to withdraw, and to do once more."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.reports import periods, published
from tracker.reports.drafting import Asked
from tracker.reports.periods import Period
from tracker.reports.published import Read
from tracker.reports.report import Report
from tracker.screenings import campaigns
from tracker.team import colleagues
from tracker.usecases import draft_report, withdraw_report
from tracker.web.desk import desk_clock
from tracker.web.frame import report_page
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.report_files import PAPERS, file_of
from tracker.words import LANGUAGES, _, language

bp = for_roles(*ORGANIZING)(Blueprint("report", __name__, url_prefix="/reports"))


@bp.get("/<report_id>")
def show(report_id: str) -> str:
    """Raises NotThere. One that was withdrawn says so, and shows none of it."""
    row = _mine(report_id)
    facts = {
        "row": row, "campaign": campaigns.by_id(row.campaign_id), "when": desk_clock.when, "languages": LANGUAGES,
        "names": colleagues.names_of([row.account_id, row.withdrawn_by_id]), "about": periods.words(Period(row.since, row.until)),
        "coordinates": me().role in COORDINATING,
    }  # fmt: skip
    if row.withdrawn_at is not None:
        return render_template("desk/report_withdrawn.html", **facts)
    read = published.read(report_id)
    code = read.language(request.args.get("in", "") or language())
    title, subtitle = report_page.head(read, code)
    return render_template(
        "desk/report.html", **facts, read=read, code=code, title=title, subtitle=subtitle, papers=PAPERS,
        part=report_page.part(read, code),
    )  # fmt: skip


@bp.get("/<report_id>.pdf")
def pdf(report_id: str) -> Response:
    """Raises NotThere, and ReportWithdrawn."""
    return file_of(_read(report_id), "pdf")


@bp.get("/<report_id>.xlsx")
def xlsx(report_id: str) -> Response:
    """Raises NotThere, and ReportWithdrawn."""
    return file_of(_read(report_id), "xlsx")


@bp.post("/<report_id>/again")
def again(report_id: str) -> ResponseReturnValue:
    """A draft of the same, counted now: to put right what was published. Raises NotThere, and ReportWithdrawn."""
    read = _read(report_id)
    asked = Asked(read.languages, read.period, read.learned, published.still_told(read), last_id=read.id)
    draft_id = draft_report.draft(read.campaign_id, asked, me().id)
    flash(_("A draft with the same days, words and stories, and the numbers of now."))
    return redirect(url_for("desk.report_draft.show", draft_id=draft_id), 303)


@bp.post("/<report_id>/withdraw")
@for_roles(*COORDINATING)
def withdraw(report_id: str) -> ResponseReturnValue:
    """Out of every page at once."""
    _mine(report_id)
    withdraw_report.withdraw(report_id, me().id)
    flash(_("Withdrawn. No page and no link shows it any more, and what you learned is erased from it."))
    return redirect(url_for("desk.report.show", report_id=report_id), 303)


def _mine(report_id: str) -> Report:
    """Raises NotThere, and CampaignNotThere for a campaign that others work on."""
    row = published.row_by_id(report_id)
    see_campaign(row.campaign_id)
    return row


def _read(report_id: str) -> Read:
    _mine(report_id)
    return published.read(report_id)
