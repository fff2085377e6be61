"""Links to a published report: made for one reader outside, shown once, counted by how often they are opened, withdrawn."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.reports import periods, published, share_link
from tracker.reports.report import Report
from tracker.screenings import campaigns
from tracker.team import colleagues
from tracker.usecases import share_report
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import Needed, Text, Whole, tried
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("share_links", __name__))


class ShareForm(FlaskForm):
    """For whom, and for how long. The rules themselves stand in reports.share_link."""

    whom = Text(
        lazy("For whom"),
        share_link.MOST_WHOM,
        [Needed(lazy("Say for whom it is: then you know which one to withdraw."))],
    )
    days = Whole(
        lazy("It ends after (days)"), share_link.LEAST_DAYS, share_link.MOST_DAYS, [Needed(share_link.EndsWhen.sentence)],
        default=share_link.USUAL_DAYS,
    )  # fmt: skip


@bp.get("/reports/<report_id>/links")
def index(report_id: str) -> ResponseReturnValue:
    """All links of a report, and the way to another."""
    return _page(_seen(report_id), ShareForm(formdata=None))


@bp.post("/reports/<report_id>/links")
def give(report_id: str) -> ResponseReturnValue:
    """A new one: this answer is the only one in which its address stands."""
    report, form = _seen(report_id), ShareForm()
    if form.validate():
        whom, days = form.whom.data or "", form.days.data or 0
        token = tried(form, lambda: share_report.share_report(report_id, whom, days, me().id))
        if token:
            address = f"{current_app.config['BASE_URL']}/report/{token}"
            return _page(_seen(report_id), ShareForm(formdata=None), address, whom)
    return _page(report, form), 422


@bp.post("/reports/links/<share_id>/withdraw")
def withdraw(share_id: str) -> ResponseReturnValue:
    """It opens nothing from now on; twice is harmless. Raises NotThere."""
    report = _seen(share_link.by_id(share_id).report_id)
    share_report.withdraw_share_link(share_id, me().id)
    flash(_("Withdrawn. It opens nothing any more."))
    return redirect(url_for("desk.share_links.index", report_id=report.id), 303)


def _seen(report_id: str) -> Report:
    """Raises NotThere, and CampaignNotThere for one that others work on."""
    report = published.row_by_id(report_id)
    see_campaign(report.campaign_id)
    return report


def _page(report: Report, form: ShareForm, address: str = "", whom: str = "") -> str:
    links = share_link.of_report(report.id)
    return render_template(
        "desk/share_links.html", report=report, campaign=campaigns.by_id(report.campaign_id), form=form, links=links,
        period=periods.words(periods.Period(report.since, report.until)), address=address, whom=whom,
        good={link.id for link in links if share_link.is_open(link, report)},
        names=colleagues.names_of([id_ for link in links for id_ in (link.made_by_id, link.withdrawn_by_id)]),
    )  # fmt: skip
