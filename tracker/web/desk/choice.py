"""Allies that somebody chose in the list: what can be done with all of them, and what each deed would do before it is done."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from wtforms import StringField

from tracker.allies import tags
from tracker.allies.choice import Choice
from tracker.errors import NotThere, Refusal
from tracker.finding import bulk, choosing, filters
from tracker.finding.bulk_deed import UNDONE, What
from tracker.screenings import campaigns
from tracker.team import colleagues
from tracker.usecases import choose_allies, do_in_bulk
from tracker.web.desk import allies_form
from tracker.web.desk.at_work import worker
from tracker.web.desk.bulk import CHANNELS, LEFT_OUT, TITLES, what_words
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("choice", __name__, url_prefix="/allies/chosen"))

# Where whoever makes exports takes a choice over: a view that reads `choice` from its address.
EXPORT = "desk.export.new"


class DeedForm(FlaskForm):
    """The number, typed where there are many."""

    typed = StringField(lazy("Type the number of allies"))


@bp.post("/")
def choose() -> ResponseReturnValue:
    """The lines that were ticked; "all": everybody who fits what the list was narrowed to."""
    who = worker()
    if request.form.get("all"):
        choice_id = choose_allies.choose_all(filters.read(request.form), who)
    else:
        choice_id = choose_allies.choose_ticked(request.form.getlist("ally"), who)
    return redirect(url_for("desk.choice.show", choice_id=choice_id), 303)


@bp.get("/<choice_id>")
def show(choice_id: str) -> str:
    """What can be done with them."""
    choice = choosing.mine(choice_id, worker())
    return render_template(
        "desk/choice.html", choice=choice, said=_said(choice), people=colleagues.point_persons(), tags=tags.every(),
        campaigns=campaigns.seen(my_campaigns()), channels=CHANNELS, titles=TITLES,
        export=EXPORT if EXPORT in current_app.view_functions else "",
    )  # fmt: skip


@bp.route("/<choice_id>/<deed>", methods=["GET", "POST"])
def do(choice_id: str, deed: str) -> ResponseReturnValue:
    """To how many, who is left out and why; by POST it is done."""
    who, what, form = worker(), _what(request.values), DeedForm()
    choice = choosing.mine(choice_id, who)
    if deed not in bulk.WAYS:
        raise NotThere
    try:
        if request.method == "POST" and form.validate():
            deed_id = do_in_bulk.begin(choice_id, deed, what, form.typed.data or "", who)
            return redirect(url_for("desk.bulk.show", deed_id=deed_id), 303)
        return _page(choice, deed, what, form)
    except bulk.MistypedNumber as refusal:
        form.typed.errors = [str(refusal)]
        return _page(choosing.mine(choice_id, who), deed, what, form), 422
    except NotThere:
        raise NotFound from None
    except Refusal as refusal:
        return render_template(
            "desk/choice_refused.html", choice=choice, why=str(refusal), title=TITLES[deed]
        ), refusal.status


def _page(choice: Choice, deed: str, what: What, form: DeedForm) -> str:
    found = bulk.preview(choice, deed, what, worker())
    return render_template(
        "desk/choice_do.html", choice=choice, deed=deed, what=what, form=form, found=found, reasons=LEFT_OUT, title=TITLES[deed],
        said=what_words(deed, what), typed=choice.number >= bulk.TYPED_FROM, may_undo=deed in UNDONE,
    )  # fmt: skip


def _what(asked: Any) -> What:
    """Only what the deed's own forms send."""
    what = What()
    for name in ("account_id", "tag_id", "campaign_id", "channel", "day"):
        if value := str(asked.get(name, ""))[:16]:
            what[name] = value
    return what


def _said(choice: Choice) -> list[tuple[str, str]]:
    """By what they were chosen; [] where lines were ticked."""
    return allies_form.words(filters.read(choice.filters), worker()) if choice.filters is not None else []
