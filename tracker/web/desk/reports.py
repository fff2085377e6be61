"""Reports: all of them, and those of one campaign with the way to a new one."""

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from tracker.reports import drafting, periods, published
from tracker.reports.drafting import Asked
from tracker.reports.periods import WHOLE, DaysUnsaid, Period
from tracker.reports.report import Report, ReportDraft
from tracker.screenings import campaigns, who_works
from tracker.screenings.campaign import Campaign
from tracker.team import colleagues, house_clock
from tracker.usecases import draft_report
from tracker.web.desk import desk_clock
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign
from tracker.web.frame.fields import Day, Pick, Ticks, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("reports", __name__))

ALL, DAYS = "all", "days"
LATEST = 200


class PeriodForm(FlaskForm):
    """Which days a report is about, and in which languages it can be read."""

    period = Pick(lazy("Which time"), default=ALL)
    since = Day(lazy("First day"))
    until = Day(lazy("Last day"))
    languages = Ticks(lazy("Languages"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])

    def offer(self, campaign: Campaign, kept: Period | None = None) -> "PeriodForm":
        """Months and quarters that are over, and any days. `kept`: what a draft is about already."""
        months, quarters = periods.offered(_first_day(campaign))
        known = [*months, *quarters]
        parts = {
            _("Months"): [(key_of(each), periods.words(each)) for each in months],
            _("Quarters"): [(key_of(each), periods.words(each)) for each in quarters],
        }
        whole = [(ALL, _("The whole campaign so far")), (DAYS, _("Other days, below"))]
        self.period.choices = whole + [each for lines in parts.values() for each in lines]
        if kept is not None and not self.is_submitted():
            self.period.data = ALL if kept.whole else key_of(kept) if kept in known else DAYS
            if self.period.data == DAYS:
                self.since.data, self.until.data = kept.since, kept.until
        return self

    def asked_period(self) -> Period:
        """Raises DaysUnsaid."""
        if self.period.data == DAYS:
            if not self.since.data or not self.until.data:
                raise DaysUnsaid
            return Period(self.since.data, self.until.data)
        if self.period.data == ALL:
            return WHOLE
        since, _dash, until = str(self.period.data).partition("/")
        return Period(date.fromisoformat(since), date.fromisoformat(until))

    def asked_languages(self) -> tuple[str, ...]:
        """In the house's order."""
        return tuple(code for code in LANGUAGES if code in (self.languages.data or ()))


def key_of(period: Period) -> str:
    """ISO 8601: "2023-10-01/2023-10-31"."""
    return f"{period.since}/{period.until}"


@bp.get("/reports/")
def index() -> str:
    """Of all campaigns that I work on."""
    mine = my_campaigns()
    drafts, rows = drafting.drafts_of(mine), published.listed(mine, LATEST)
    return render_template(
        "desk/reports.html", campaign=None, campaigns=campaigns.seen(mine), **_listed(drafts, rows)
    )  # fmt: skip


@bp.get("/campaigns/<campaign_id>/reports")
def of_campaign(campaign_id: str) -> str:
    """Raises NotThere."""
    campaign = _mine(campaign_id)
    form = PeriodForm(formdata=None, data={"period": ALL, "languages": campaign.languages.split(",")})
    return _page(campaign, form.offer(campaign))


@bp.post("/campaigns/<campaign_id>/reports")
def draft(campaign_id: str) -> ResponseReturnValue:
    """The numbers are counted, and the draft is there to be looked at."""
    campaign = _mine(campaign_id)
    form = PeriodForm().offer(campaign)
    draft_id = tried(form, lambda: _draft(campaign, form)) if form.validate() else None
    if not draft_id:
        return _page(campaigns.by_id(campaign_id), form), 422
    return redirect(url_for("desk.report_draft.show", draft_id=draft_id), 303)


def _draft(campaign: Campaign, form: PeriodForm) -> str:
    period = periods.checked(form.asked_period())
    before = published.to_compare(campaign.id, period)
    asked = Asked(form.asked_languages(), period, last_id=before[0].id if before else None)
    return draft_report.draft(campaign.id, asked, me().id)


def _mine(campaign_id: str) -> Campaign:
    campaign = campaigns.by_id(campaign_id)
    see_campaign(campaign.id)
    return campaign


def _page(campaign: Campaign, form: PeriodForm) -> str:
    only = frozenset({campaign.id})
    return render_template(
        "desk/reports.html", campaign=campaign, campaigns=[], form=form,
        **_listed(drafting.drafts_of(only), published.listed(only)),
    )  # fmt: skip


def _listed(drafts: list[ReportDraft], rows: list[Report]) -> dict[str, object]:
    """What both lists show."""
    whose = [*(each.account_id for each in drafts), *(each.account_id for each in rows)]
    return {
        "drafts": drafts, "rows": rows, "about": _about, "names": colleagues.names_of(whose),
        "campaign_names": who_works.campaign_names(), "when": desk_clock.when, "languages": LANGUAGES,
    }  # fmt: skip


def _about(row: Report | ReportDraft) -> str:
    words = periods.words(Period(row.since, row.until))
    return words[:1].upper() + words[1:]


def _first_day(campaign: Campaign) -> date:
    """From which on there may be something to report."""
    made = house_clock.day_of(campaign.created_at)
    return min(made, campaign.starts_on) if campaign.starts_on else made
