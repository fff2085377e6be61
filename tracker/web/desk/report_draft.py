"""A draft: exactly what its readers would see, what is protected in it and why, its words and stories, and publishing it."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.fields.choices import SelectChoice

from tracker.appeals import story_choices
from tracker.errors import Refusal
from tracker.reports import drafting, periods, published, publishing
from tracker.reports.drafting import MOST_LEARNED, MOST_STORIES, Asked
from tracker.reports.periods import Period
from tracker.reports.report import Report, ReportDraft
from tracker.screenings import campaigns
from tracker.team import colleagues
from tracker.times import language_words
from tracker.usecases import draft_report, publish_report
from tracker.web.desk import desk_clock, report_reasons
from tracker.web.desk.reports import PeriodForm
from tracker.web.frame import refusing, report_page
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import Pick, Text, Ticks, tried
from tracker.web.frame.report_files import PAPERS, file_of
from tracker.words import LANGUAGES, _, language, lazy

bp = for_roles(*ORGANIZING)(Blueprint("report_draft", __name__, url_prefix="/reports/drafts"))

AT_IT = lazy("Its numbers are being counted, and small ones protected.")


class ChangeForm(PeriodForm):
    """All that is asked for. "What we learned" in each language ("learned_ko"), the report before, stories."""

    seen = HiddenField()
    last = Pick(lazy("Say what changed since"))
    stories = Ticks(lazy("Stories"), choices=[])

    def filled(self, row: ReportDraft) -> "ChangeForm":
        """With its choices."""
        self.offer(campaigns.by_id(row.campaign_id), Period(row.since, row.until))
        standing = [each for each in published.listed(frozenset({row.campaign_id})) if each.withdrawn_at is None]
        self.last.choices = [
            ("", _("Nothing: leave that out")),
            *((each.id, _named(each)) for each in standing),
        ]  # fmt: skip
        self.stories.choices = [
            SelectChoice(each.id, each.title(language()) or _("A story, sealed for now"))
            for each in story_choices.published_for(row.campaign_id)
        ]
        return self

    def asked(self) -> Asked:
        """Languages in which the report is not to be read keep nothing."""
        learned = {code: self[f"learned_{code}"].data or "" for code in LANGUAGES}
        return Asked(
            self.asked_languages(), self.asked_period(), learned, tuple(self.stories.data or ()), self.last.data or None
        )  # fmt: skip


for _code in LANGUAGES:
    setattr(ChangeForm, f"learned_{_code}", Text(lazy("What we learned"), MOST_LEARNED, lines=True))


class DeedForm(FlaskForm):
    """A press of a button: which version of the draft it is about."""

    seen = HiddenField()
    read_over = BooleanField(
        lazy(
            "I have read “What we learned” in each language: no name, no place, no route, nothing that leads to anybody."
        )
    )


@bp.get("/<draft_id>")
def show(draft_id: str) -> str:
    """Raises NotThere."""
    row = _mine(draft_id)
    return _page(row, DeedForm(formdata=None)) if row.document is not None else _page_until_then(row)


@bp.get("/<draft_id>/progress")
def progress(draft_id: str) -> ResponseReturnValue:
    """Whether its page has something else to show by now; 304 while it has not. Raises NotThere."""
    row = _mine(draft_id)
    answer = jsonify(over=row.wanted_at is None, said=str(AT_IT))
    answer.set_etag(f"{row.id}-{row.wanted_at is None}")
    return answer.make_conditional(request)


@bp.get("/<draft_id>/change")
def change(draft_id: str) -> str:
    """Raises NotThere."""
    row = _mine(draft_id)
    return _form_page(row, ChangeForm(formdata=None, data=_kept(row)).filled(row))


@bp.post("/<draft_id>/change")
def keep(draft_id: str) -> ResponseReturnValue:
    """Raises NotThere."""
    row = _mine(draft_id)
    form = ChangeForm().filled(row)
    by, seen = me().id, _version(form)
    if form.validate():
        tried(form, lambda: draft_report.change(draft_id, form.asked(), seen, by))
    if form.errors:
        return _form_page(_mine(draft_id), form), 422
    shown = _mine(draft_id).document is not None
    flash(_("Kept. This is how readers would see it.") if shown else _("Kept."))
    return _back(draft_id)


@bp.post("/<draft_id>/count")
def count(draft_id: str) -> ResponseReturnValue:
    """The numbers of now: at once, or by the worker, which the page then says."""
    _mine(draft_id)
    draft_report.count_again(draft_id, _version(DeedForm()))
    if _mine(draft_id).document is not None:
        flash(_("Counted again."))
    return _back(draft_id)


@bp.post("/<draft_id>/throw-away")
def throw_away(draft_id: str) -> ResponseReturnValue:
    campaign_id = _mine(draft_id).campaign_id
    draft_report.throw_away(draft_id, _version(DeedForm()), me().id)
    flash(_("The draft is gone."))
    return redirect(url_for("desk.reports.of_campaign", campaign_id=campaign_id), 303)


@bp.post("/<draft_id>/publish")
@for_roles(*COORDINATING)
def publish(draft_id: str) -> ResponseReturnValue:
    """Fixed from now on. What was read is what is published."""
    _mine(draft_id)
    form, by = DeedForm(), me().id
    try:
        report_id = publish_report.publish(draft_id, _version(form), bool(form.read_over.data), by)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        status = refusing.beside(form, refusal)
        return _page(_mine(draft_id), form), status
    flash(_("Published. Its numbers stay as they are; readers need a link."))
    return redirect(url_for("desk.report.show", report_id=report_id), 303)


@bp.get("/<draft_id>.pdf")
def pdf(draft_id: str) -> Response:
    """As it would be taken along. Raises NotThere."""
    return file_of(published.read_draft(_mine(draft_id)), "pdf")


@bp.get("/<draft_id>.xlsx")
def xlsx(draft_id: str) -> Response:
    """The same of its numbers. Raises NotThere."""
    return file_of(published.read_draft(_mine(draft_id)), "xlsx")


def _mine(draft_id: str) -> ReportDraft:
    """Raises NotThere, and CampaignNotThere for a campaign that others work on."""
    row = drafting.by_id(draft_id)
    see_campaign(row.campaign_id)
    return row


def _named(row: Report) -> str:
    """ "Report 1: October 2023"."""
    return _("Report %(number)s: %(about)s", number=row.number, about=periods.words(Period(row.since, row.until)))


def _version(form: Any) -> int:
    seen = form.seen.data or ""
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1


def _kept(row: ReportDraft) -> dict[str, Any]:
    asked = drafting.asked_of(row)
    learned = {f"learned_{code}": said for code, said in asked.learned.items()}
    return {
        "seen": str(row.version), "languages": list(asked.languages), "last": asked.last_id or "",
        "stories": list(asked.story_ids), **learned,
    }  # fmt: skip


def _page(row: ReportDraft, form: DeedForm) -> str:
    read = published.read_draft(row)
    code = read.language(request.args.get("in", "") or language())
    why_not = ""
    try:
        publishing.check(row, me())
    except Refusal as refusal:
        why_not = str(refusal)
    title, subtitle = report_page.head(read, code)
    return render_template(
        "desk/report_draft.html", row=row, read=read, code=code, languages=LANGUAGES, title=title, subtitle=subtitle,
        part=report_page.part(read, code), form=form, why_not=why_not, others=publishing.second_persons(row) if why_not else [],
        names=colleagues.names_of(row.writer_ids), campaign=campaigns.by_id(row.campaign_id), when=desk_clock.when,
        about=periods.words(read.period), reasons=report_reasons.sentences(row), papers=PAPERS,
        silent=[language_words(each) for each in read.languages if read.learned and each not in read.learned],
    )  # fmt: skip


def _page_until_then(row: ReportDraft) -> str:
    """Its numbers are to come, or the worker could not count them."""
    about = periods.words(Period(row.since, row.until))
    return render_template(
        "desk/report_draft_waits.html", row=row, campaign=campaigns.by_id(row.campaign_id), about=about, at_it=AT_IT,
        when=desk_clock.when,
    )  # fmt: skip


def _form_page(row: ReportDraft, form: ChangeForm) -> str:
    return render_template(
        "desk/report_draft_change.html", row=row, form=form, languages=LANGUAGES, most=MOST_LEARNED, most_stories=MOST_STORIES,
    )  # fmt: skip


def _back(draft_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.report_draft.show", draft_id=draft_id), 303)
