"""Tags: made, renamed, removed; put on an ally and taken off."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from tracker.allies import tags
from tracker.errors import Refusal
from tracker.usecases import tag_allies
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles, me
from tracker.words import _, _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("tags", __name__))


class TagForm(FlaskForm):
    """Its name."""

    name = StringField(lazy("Name of the tag"))


@bp.get("/tags/")
def index() -> str:
    return _shown(TagForm(formdata=None))


@bp.post("/tags/")
def make() -> ResponseReturnValue:
    return _named(
        lambda name: tag_allies.make(name, me().id), _("Made. Put it on allies on their cards, or in the list.")
    )


@bp.post("/tags/<tag_id>")
def rename(tag_id: str) -> ResponseReturnValue:
    return _named(lambda name: tag_allies.rename(tag_id, name, worker()), _("Renamed."), tag_id)


@bp.post("/tags/<tag_id>/remove")
def remove(tag_id: str) -> ResponseReturnValue:
    number = tag_allies.remove(tag_id, worker())
    flash(_n("Removed, and taken off %(n)s ally.", "Removed, and taken off %(n)s allies.", number))
    return redirect(url_for("desk.tags.index"), 303)


@bp.post("/allies/<ally_id>/tag")
def put(ally_id: str) -> ResponseReturnValue:
    """On one ally, from their card."""
    tag_allies.put(ally_id, request.form.get("tag", ""), worker())
    return redirect(url_for("desk.ally.card", ally_id=ally_id), 303)


@bp.post("/allies/<ally_id>/untag")
def take(ally_id: str) -> ResponseReturnValue:
    tag_allies.take(ally_id, request.form.get("tag", ""), worker())
    return redirect(url_for("desk.ally.card", ally_id=ally_id), 303)


def _named(deed: Callable[[str], object], told: str, wrong: str = "") -> ResponseReturnValue:
    form = TagForm()
    try:
        form.validate()
        deed(form.name.data or "")
    except Refusal as refusal:
        if refusal.field is None:
            raise
        form.name.errors = [str(refusal)]
        return _shown(form, wrong), refusal.status
    flash(told)
    return redirect(url_for("desk.tags.index"), 303)


def _shown(form: TagForm, wrong: str = "") -> str:
    return render_template(
        "desk/tags.html",
        form=form,
        wrong=wrong,
        tags=tags.every(),
        counts=tags.counts(),
        who=worker(),
        most=tags.MOST_NAME,
    )
