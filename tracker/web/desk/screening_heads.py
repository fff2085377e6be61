"""A head count is added on the page of its film screening."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.screenings import log
from tracker.usecases import count_heads
from tracker.web.desk.screening import HeadsForm, page
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign, shows_contacts
from tracker.web.frame.fields import tried
from tracker.words import _n

bp = for_roles(*ORGANIZING)(Blueprint("screening_heads", __name__, url_prefix="/screenings"))


@bp.post("/<screening_id>/heads")
@shows_contacts
def count(screening_id: str) -> ResponseReturnValue:
    """One more count: a fact."""
    see_campaign(log.by_id(screening_id).campaign_id)
    form = HeadsForm().offer()
    if form.validate():
        number = form.heads.data or 0
        tried(form, lambda: count_heads.count(screening_id, form.kind.data, number, me().id))
        if not form.errors:
            flash(_n("%(n)s head written down.", "%(n)s heads written down.", number))
            return redirect(url_for("desk.screening.show", screening_id=screening_id), 303)
    return page(log.by_id(screening_id), form), 422


@bp.get("/<screening_id>/heads")
def to_form(screening_id: str) -> ResponseReturnValue:
    """The form stands on the page of the film screening."""
    see_campaign(log.by_id(screening_id).campaign_id)
    return redirect(url_for("desk.screening.show", screening_id=screening_id, _anchor="heads-form"), 303)
