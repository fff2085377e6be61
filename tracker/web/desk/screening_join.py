"""Two film screenings were found to be one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.screenings import code, listing, log, terms
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.times import when_words
from tracker.usecases import join_screenings
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import PickAmong, Text, tried
from tracker.words import _, _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("screening_join", __name__, url_prefix="/screenings"))


class JoinForm(FlaskForm):
    """Which one is the same: one of those near it, or any by its code."""

    other = PickAmong(lazy("Which one is the same as this?"))
    code = Text(lazy("Or its code"), 40)


@bp.route("/<screening_id>/join", methods=["GET", "POST"])
def join(screening_id: str) -> ResponseReturnValue:
    """The other one is asked for; what moves is said first."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    form = JoinForm()
    near = listing.could_be(screening)
    signups = counting.counts_of([each.screening.id for each in near])
    form.other.choices = [(each.screening.id, _words(each, signups.get(each.screening.id, 0))) for each in near]
    if form.validate_on_submit():
        goes = tried(form, lambda: _other(form))
        if goes:
            tried(form, lambda: join_screenings.join(screening_id, goes.id, me().id))
        if not form.errors:
            flash(_("They are one now. Both codes lead here."))
            return redirect(url_for("desk.screening.show", screening_id=screening_id), 303)
        screening = log.by_id(screening_id)
    page = render_template("desk/screening_join.html", form=form, line=listing.line_of(screening), near=near)
    return page, 422 if form.errors else 200


class OtherNeeded(Refusal):
    sentence = lazy("Choose the one that is the same, or write its code.")
    field = "other"


class OtherCode(Refusal):
    sentence = lazy("That code does not lead to a film screening. Look at it again.")
    field = "code"


def _other(form: JoinForm) -> Screening:
    if not form.code.data:
        if not form.other.data:
            raise OtherNeeded
        return log.by_id(form.other.data)
    try:
        found = log.by_id(code.find(form.code.data).screening_id)
        see_campaign(found.campaign_id)
    except Refusal:
        raise OtherCode from None
    return found


def _words(line: listing.Line, signups: int) -> str:
    screening = line.screening
    when = when_words(screening.starts_at, screening.day, screening.zone)
    parts = [when, terms.title(screening, line.venue), screening.screen]
    return ", ".join([*filter(None, parts), _n("%(n)s signup", "%(n)s signups", signups)])
