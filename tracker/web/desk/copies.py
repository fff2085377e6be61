"""Copies of people who were erased, to be chased: asked to destroy, destroyed. Aliases alone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.keeping import chasing
from tracker.team import colleagues
from tracker.usecases.chase_copy import chase_copy
from tracker.web.desk.at_work import mark_of, place_of
from tracker.web.desk.keeping import COPIES
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _

bp = for_roles(*COORDINATING)(Blueprint("copies", __name__, url_prefix="/keeping/copies"))


@bp.get("/")
def show() -> str:
    done = request.args.get("tab") == "done"
    after = place_of(request.args.get("after", ""))
    lines = chasing.page_of(after, done)
    ended = chasing.place_of(lines[chasing.PAGE - 1], done) if len(lines) > chasing.PAGE else None
    lines = lines[: chasing.PAGE]
    return render_template(
        "desk/copies.html", lines=lines, done=done, after=after, next=mark_of(ended), open=chasing.how_many(),
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
