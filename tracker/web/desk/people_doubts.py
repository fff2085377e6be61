"""Doubtful rows of lists of people, to decide on: they come in as they are, mended, or are put aside."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.imports import people_deciding
from tracker.imports.people_deciding import PAGE, Doubt
from tracker.store.rows import is_id
from tracker.usecases.decide_people import AS_IS, ASIDE, MEND, Decided, decide_people
from tracker.usecases.look_at_doubtful import look_at_doubtful
from tracker.web.frame.access import COORDINATING, for_roles, me, shows_contacts
from tracker.words import _n

bp = shows_contacts(for_roles(*COORDINATING)(Blueprint("people_doubts", __name__, url_prefix="/people")))

WHATS = (AS_IS, MEND, ASIDE)


@bp.get("/to-decide")
def show() -> str:
    """The oldest list first. That names and contacts are seen is written down."""
    return _page({})


@bp.post("/to-decide")
def decide() -> ResponseReturnValue:
    """What was chosen on a page; a row of which nothing was said waits on."""
    decided = _decided()
    try:
        done = decide_people(decided, me().id)
    except Refusal as refusal:
        return _page(decided, str(refusal)), refusal.status
    came = _n("%(n)s row came in.", "%(n)s rows came in.", done["in"])
    flash(f"{came} {_n('%(n)s was put aside.', '%(n)s were put aside.', done['aside'])}")
    return redirect(url_for("desk.people_doubts.show"), 303)


def _decided() -> dict[str, Decided]:
    found: dict[str, Decided] = {}
    for name, what in request.form.items():
        row_id = name.removeprefix("row-")
        if row_id != name and is_id(row_id) and what in WHATS and len(found) < PAGE:
            found[row_id] = Decided(
                what, request.form.get(f"name-{row_id}", ""), request.form.get(f"email-{row_id}", "")
            )
    return found


def _page(decided: dict[str, Decided], refused: str = "") -> str:
    total = people_deciding.to_decide()
    number = min(max(request.args.get("page", 1, int), 1), max(1, -(-total // PAGE)))
    doubts: list[Doubt] = people_deciding.page(number)
    look_at_doubtful({doubt.import_id for doubt in doubts}, me().id)
    return render_template(
        "desk/people_doubts.html", doubts=doubts, total=total, number=number, decided=decided, refused=refused,
        first=(number - 1) * PAGE + 1, more=number * PAGE < total,
    )  # fmt: skip
