"""How long the trace is kept, and how much one account may see or take along within an hour."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.team.roles import Role
from tracker.usecases import set_trace_rules
from tracker.usecases.set_trace_rules import WITHIN, Rules
from tracker.web.frame import refusing
from tracker.web.frame.access import for_roles, me
from tracker.web.frame.fields import Needed, Whole
from tracker.words import Lazy, _, lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("trace_rules", __name__, url_prefix="/trace/rules"))

NEEDED = Needed(lazy("Write a whole number."))


def _whole(label: Lazy, name: str) -> Whole:
    return Whole(label, *WITHIN[name], [NEEDED])


class RulesForm(FlaskForm):
    """The rules themselves stand in usecases.set_trace_rules."""

    trace_days = _whole(lazy("Days for which the trace is kept"), "trace_days")
    cards_an_hour = _whole(lazy("Allies whose card or name one account may open"), "cards_an_hour")
    reveals_an_hour = _whole(lazy("Contacts, letters and messages it may open outside a card"), "reveals_an_hour")
    exports_an_hour = _whole(lazy("Files it may take along"), "exports_an_hour")


@bp.get("/")
def show() -> str:
    return _page(RulesForm(formdata=None, obj=set_trace_rules.rules()))


@bp.post("/")
def keep() -> ResponseReturnValue:
    form, status = RulesForm(), 422
    if form.validate():
        try:
            set_trace_rules.set_trace_rules(Rules(**{name: form[name].data for name in WITHIN}), me().id)
        except set_trace_rules.OutOfBounds as refusal:
            status = refusing.beside(form, refusal)
        else:
            flash(_("Kept."))
            return redirect(url_for("desk.trace_rules.show"), 303)
    return _page(form), status


def _page(form: RulesForm) -> str:
    return render_template("desk/trace_rules.html", form=form, within=WITHIN)
