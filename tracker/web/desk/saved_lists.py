"""Saved lists: filters under a name, one's own and those that others share."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from tracker.errors import Refusal
from tracker.finding import filters, saved_filter
from tracker.finding.saved_filter import MOST_NAME
from tracker.team import colleagues
from tracker.usecases import save_filter
from tracker.web.desk import allies_form
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles, me
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("saved_lists", __name__, url_prefix="/allies/lists"))


class ListForm(FlaskForm):
    """Its name, and for whom."""

    name = StringField(lazy("Name"))
    shared = BooleanField(lazy("The whole team sees it"))


@bp.get("/")
def index() -> str:
    """One's own, with their names to change; those of others."""
    return _shown(ListForm(formdata=None))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """What the list was narrowed to when it was left."""
    wanted = filters.read(request.args)
    return _asked(ListForm(formdata=None), wanted)


@bp.post("/new")
def save() -> ResponseReturnValue:
    form, wanted = ListForm(), filters.read(request.args)
    try:
        form.validate()
        save_filter.save(wanted, form.name.data or "", form.shared.data, me().id)
    except Refusal as refusal:
        form.name.errors = [str(refusal)]
        return _asked(form, wanted), 422
    flash(_("Saved. You find it above the list of allies."))
    return redirect(f"{url_for('desk.allies.index')}?{urlencode(wanted.said())}", 303)


@bp.post("/<list_id>")
def change(list_id: str) -> ResponseReturnValue:
    form = ListForm()
    try:
        form.validate()
        save_filter.change(list_id, form.name.data or "", form.shared.data, me().id)
    except saved_filter.ListUnnamed as refusal:
        form.name.errors = [str(refusal)]
        return _shown(form, list_id), 422
    flash(_("Changed."))
    return redirect(url_for("desk.saved_lists.index"), 303)


@bp.post("/<list_id>/remove")
def remove(list_id: str) -> ResponseReturnValue:
    save_filter.remove(list_id, worker())
    flash(_("Removed. The allies stay as they are."))
    return redirect(url_for("desk.saved_lists.index"), 303)


def _asked(form: ListForm, wanted: filters.Filters) -> str:
    return render_template(
        "desk/saved_list.html", form=form, kept=wanted.said(), said=allies_form.words(wanted, worker()), most=MOST_NAME
    )


def _shown(form: ListForm, wrong: str = "") -> str:
    rows, who = saved_filter.seen_by(me().id), worker()
    return render_template(
        "desk/saved_lists.html", form=form, wrong=wrong, lists=rows, mine=me().id, most=MOST_NAME,
        said={row.id: allies_form.words(row.read(), who) for row in rows}, kept={row.id: row.read().said() for row in rows},
        names=colleagues.names_of([row.account_id for row in rows]),
        removable={row.id for row in rows if saved_filter.may_remove(row, who)},
    )  # fmt: skip
