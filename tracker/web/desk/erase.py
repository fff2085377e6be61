"""Erasing an ally at the desk, for who asked by voice or by letter. What goes and what stays is said first."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.keeping import erasures
from tracker.keeping.preview import preview
from tracker.store.rows import row_of
from tracker.team import colleagues
from tracker.usecases.erase_at_desk import MOST_REASON, NothingToErase, erase_at_desk
from tracker.usecases.sweep_disk import sweep_disk
from tracker.web.desk.keeping import COPIES
from tracker.web.frame import refusing
from tracker.web.frame.access import COORDINATING, for_roles, freshly, me
from tracker.web.frame.fields import Text
from tracker.words import _, lazy

bp = freshly(for_roles(*COORDINATING)(Blueprint("erase", __name__, url_prefix="/allies")))

LATER, NOW = "later", "now"


class EraseForm(FlaskForm):
    """Why, and how soon."""

    reason = Text(lazy("Why"), MOST_REASON)
    when = RadioField(
        lazy("When to erase"), default=LATER,
        choices=[
            SelectChoice(LATER, lazy("In 20 hours. Hidden from everybody at once; until then they can take it back.")),
            SelectChoice(NOW, lazy("At once. Nothing can be taken back.")),
        ],
    )  # fmt: skip


@bp.get("/<ally_id>/erase")
def ask(ally_id: str) -> ResponseReturnValue:
    return _page(ally_id, EraseForm(formdata=None))


@bp.post("/<ally_id>/erase")
def do(ally_id: str) -> ResponseReturnValue:
    form, status = EraseForm(), 422
    if form.validate():
        now = form.when.data == NOW
        try:
            erase_at_desk(ally_id, form.reason.data or "", now, me().id)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            status = refusing.beside(form, refusal)
        else:
            return _done(ally_id, now)
    return _page(ally_id, form), status


def _done(ally_id: str, now: bool) -> ResponseReturnValue:
    if not now:
        flash(_("Hidden from everybody. Erased in 20 hours."))
        return redirect(url_for("desk.ally.card", ally_id=ally_id), 303)
    sweep_disk()  # where somebody is reading, the worker tries again
    flash(_("Erased. If copies left, they are here, to be chased."))
    return redirect(url_for("desk.copies.show"), 303)


def _page(ally_id: str, form: EraseForm) -> str:
    ally = row_of(Ally, ally_id)
    there = ally.contact is not None and erasures.waiting(ally_id) is None
    found = preview(ally_id) if there else None
    return render_template(
        "desk/erase.html", ally=ally, form=form, found=found, nothing=str(NothingToErase.sentence), kinds=COPIES,
        names=colleagues.names_of({each.account_id for each in found.copies}) if found else {}, most_reason=MOST_REASON,
    )  # fmt: skip
