"""One rung of the ladder: a new one, or changing one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.followups import ladder_editing, ladder_ways
from tracker.followups.ladder_editing import MOST_TITLE, RungDraft
from tracker.usecases import edit_ladder
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import Text, tried
from tracker.words import _, lazy

bp = for_roles(*COORDINATING)(Blueprint("rung", __name__, url_prefix="/ladder"))


class RungForm(FlaskForm):
    """What it is called, and what leads to it. The rules stand in followups.ladder_editing."""

    title = Text(lazy("Title"), MOST_TITLE)
    reached_by = SelectMultipleField(
        lazy("Reached by any one of these"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validate_choice=False,
    )  # fmt: skip

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.reached_by.choices = [(way, ladder_ways.words(way)) for way in ladder_ways.ways()]

    def draft(self) -> RungDraft:
        """For the rules to judge."""
        return RungDraft(self.title.data or "", tuple(self.reached_by.data or ()))


@bp.get("/new")
def new() -> str:
    """An empty form."""
    return _page(RungForm(formdata=None))


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Add it on top."""
    form = RungForm()
    if not form.validate() or not tried(form, lambda: edit_ladder.add_rung(form.draft(), me().id)):
        return _page(form), 422
    flash(_("Added on top. Move it to where it belongs."))
    return redirect(url_for("desk.ladder.index"), 303)


@bp.get("/<rung_id>")
def card(rung_id: str) -> str:
    """The rung as it is. Raises NotThere."""
    row = ladder_editing.rung(rung_id)
    return _page(RungForm(formdata=None, data={"title": row.title, "reached_by": row.reached_by}), row.title)


@bp.post("/<rung_id>")
def change(rung_id: str) -> ResponseReturnValue:
    """Write it down. Raises NotThere."""
    before = ladder_editing.rung(rung_id).title
    form = RungForm()
    if not form.validate() or not tried(form, lambda: edit_ladder.change_rung(rung_id, form.draft(), me().id)):
        return _page(form, before), 422
    flash(_("Kept. Where allies stand has followed."))
    return redirect(url_for("desk.ladder.index"), 303)


def _page(form: RungForm, title: str = "") -> str:
    return render_template("desk/rung.html", form=form, title=title, here=request.path, most_title=MOST_TITLE)
