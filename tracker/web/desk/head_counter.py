"""Counting heads on a phone, in a dark room: one large number, a press for each head or ten, and it is written down.

Without a script each press sends the page, and it comes back one head further; nothing is written before it is asked for.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.screenings import calendar, heads, listing, log, terms
from tracker.screenings.screening import Screening
from tracker.usecases import count_heads
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import Needed, PickAmong, Whole, tried
from tracker.words import _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("head_counter", __name__, url_prefix="/screenings"))

MOST = 1_000_000
# By how much a press moves the number.
STEPS = {"1": 1, "10": 10, "-1": -1}


class CounterForm(FlaskForm):
    """The number, and how one knows."""

    heads = Whole(
        lazy("Heads"), 0, MOST, [Needed(lazy("How many were there?"))],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 9, "placeholder": "0"},
    )  # fmt: skip
    kind = PickAmong(lazy("How do you know?"), validators=[Needed(lazy("Choose how you know."))], default="counted")

    def offer(self) -> "CounterForm":
        """Whoever stands in the room counts, or makes a good guess."""
        self.kind.choices = [(kind, str(terms.COUNTS[kind])) for kind in ("counted", "estimated")]
        return self


@bp.get("/<screening_id>/count")
def show(screening_id: str) -> ResponseReturnValue:
    """Nobody yet."""
    return _page(_mine(screening_id), CounterForm(formdata=None).offer())


@bp.post("/<screening_id>/count")
def count(screening_id: str) -> ResponseReturnValue:
    """One head more on the page, or one more count: a fact."""
    screening, form = _mine(screening_id), CounterForm().offer()
    valid = form.validate()
    if (step := STEPS.get(request.form.get("more", ""))) is not None:
        number = min(max((form.heads.data or 0) + step, 0), MOST)
        return _page(screening, CounterForm(formdata=None, data={"heads": number, "kind": form.kind.data}).offer())
    if valid:
        number = form.heads.data or 0
        tried(form, lambda: count_heads.count(screening.id, form.kind.data, number, me().id))
        if not form.errors:
            flash(_n("%(n)s head written down.", "%(n)s heads written down.", number))
            return redirect(url_for("desk.head_counter.show", screening_id=screening_id), 303)
    return _page(_mine(screening_id), form), 422


def _mine(screening_id: str) -> Screening:
    """Raises NotThere, and NotForStanding for one without a day."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    return screening


def _page(screening: Screening, form: CounterForm) -> str:
    return render_template(
        "desk/head_counter.html", line=listing.line_of(screening), form=form, steps=STEPS,
        begun=calendar.has_begun(screening), last=next(iter(heads.of_screening(screening.id)), None),
    )  # fmt: skip
