"""Changes to tell: film screenings that moved or were cancelled, who should know, and what they would read."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.letters import notice_people, notice_words, notices
from tracker.letters.notice import Notice
from tracker.records import dataclass
from tracker.screenings import listing, log
from tracker.screenings.listing import Line
from tracker.times import language_words
from tracker.usecases import tell_change
from tracker.usecases.look_at_host import look_at_host
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign, shows_contacts
from tracker.words import _, _n

bp = for_roles(*ORGANIZING)(Blueprint("notices", __name__, url_prefix="/notices"))

# What the sample ally is called, and where a link to one ally's own page would stand.
CALLED = {"en": "Robin", "ko": "김하늘", "es": "Alma"}
NOWHERE = "…"
# Aliases shown.
MOST = 200


class DeedForm(FlaskForm):
    """Nothing but the token."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change in the list."""

    notice: Notice
    line: Line
    differences: list[tuple[str, str, str]]
    people: int
    host: bool
    mark: str


@bp.get("/")
def index() -> str:
    """What nobody has decided yet."""
    rows = [_row(notice) for notice in notices.open_ones(my_campaigns())]
    return render_template("desk/notices.html", rows=rows, form=DeedForm(formdata=None))


@bp.post("/")
def tell_some() -> ResponseReturnValue:
    """Tell those that were ticked; each by itself, so that one that changed meanwhile does not stop the others."""
    told = refused = 0
    for chosen in request.form.getlist("notice"):
        notice_id, _dot, seen = chosen.partition(".")
        try:
            _mine(notice_id)
            tell_change.tell(notice_id, seen, me().id, current_app.config["BASE_URL"])
            told += 1
        except Refusal:
            refused += 1
    if told:
        flash(_n("%(n)s change is told.", "%(n)s changes are told.", told))
    if refused:
        flash(
            _n(
                "%(n)s was changed or decided since. Look again.",
                "%(n)s were changed or decided since. Look again.",
                refused,
            )
        )
    if not told and not refused:
        flash(_("Nothing was ticked, so nobody is told."))
    return redirect(url_for("desk.notices.index"), 303)


@bp.get("/<notice_id>")
@shows_contacts
def show(notice_id: str) -> str:
    """What changed, who, and how it reads."""
    notice = _mine(notice_id)
    look_at_host(notice.screening_id, me().id)
    screening = log.by_id(notice.screening_id)
    base_url = current_app.config["BASE_URL"]
    change, people = notice_words.change_of(notice, screening, base_url), notice_people.who(notice, screening)
    own, careful = {name: f"{base_url}/{name}/{NOWHERE}" for name in ("stop", "me")} | {"confirm": ""}, worker().careful
    spoken = [code for code in CALLED if code in people.languages] or ["en"]
    return render_template(
        "desk/notice.html", notice=notice, line=listing.line_of(screening), differences=notice_words.differences(change),
        mark=notices.mark(notice, screening), form=DeedForm(formdata=None), counted=people.languages,
        aliases=[ally.alias for ally, _address in people.allies][:MOST], number=len(people.allies), host=bool(people.host_email),
        passed_over=notice_people.passed_over(notice, screening),
        samples={code: notice_words.to_ally(change, code, CALLED[code], own, discreet=False) for code in spoken},
        discreet=notice_words.to_ally(change, "en", "", own, discreet=True) if careful else None,
        careful=sum(bool(ally.extra_care) for ally, _address in people.allies) if careful else 0,
        to_host=notice_words.to_host(change, "en", people.host_name), language_words=language_words,
    )  # fmt: skip


@bp.post("/<notice_id>/tell")
def tell(notice_id: str) -> ResponseReturnValue:
    notice = _mine(notice_id)
    number = tell_change.tell(notice_id, request.form.get("seen", ""), me().id, current_app.config["BASE_URL"])
    flash(_n("%(n)s letter is on its way.", "%(n)s letters are on their way.", number))
    return redirect(url_for("desk.screening.show", screening_id=notice.screening_id), 303)


@bp.post("/<notice_id>/drop")
def drop(notice_id: str) -> ResponseReturnValue:
    notice = _mine(notice_id)
    tell_change.drop(notice_id, me().id)
    flash(_("Nobody is told of this change."))
    return redirect(url_for("desk.screening.show", screening_id=notice.screening_id), 303)


def _mine(notice_id: str) -> Notice:
    notice = notices.by_id(notice_id)
    see_campaign(log.by_id(notice.screening_id).campaign_id)
    return notice


def _row(notice: Notice) -> Row:
    screening = log.by_id(notice.screening_id)
    people = notice_people.who(notice, screening)
    change = notice_words.change_of(notice, screening, current_app.config["BASE_URL"])
    return Row(
        notice, listing.line_of(screening), notice_words.differences(change), len(people.allies), bool(people.host_email),
        notices.mark(notice, screening),
    )  # fmt: skip
