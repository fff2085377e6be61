"""Copies of people who were erased, to be chased: asked to destroy, destroyed. Aliases alone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.keeping import chasing
from tracker.team import colleagues
from tracker.usecases.chase_copy import chase_copy
from tracker.web.desk.keeping import COPIES
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _

bp = for_roles(*COORDINATING)(Blueprint("copies", __name__, url_prefix="/keeping/copies"))


@bp.get("/")
def show() -> str:
    done = request.args.get("tab") == "done"
    page = min(max(request.args.get("page", 1, int), 1), 10_000)
    lines = chasing.page_of(page, done)
    return render_template(
        "desk/copies.html", lines=lines, done=done, page=page, more=len(lines) == chasing.PAGE, open=chasing.how_many(),
        kinds=COPIES, names=colleagues.names_of({line.account_id for line in lines}),
    )  # fmt: skip


@bp.post("/<chase_id>/asked")
def asked(chase_id: str) -> ResponseReturnValue:
    return _ticked(chase_id, done=False)


@bp.post("/<chase_id>/done")
def done(chase_id: str) -> ResponseReturnValue:
    return _ticked(chase_id, done=True)


def _ticked(chase_id: str, done: bool) -> ResponseReturnValue:
    news = chase_copy(chase_id, done, me().id)
    flash(_("Written down.") if news else _("That was written down before."))
    return redirect(url_for("desk.copies.show"), 303)
