"""Who may be one person: a list for coordinators, by aliases; what was joined, and what was said not to be the same."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.finding import duplicates
from tracker.team import colleagues
from tracker.usecases.part_allies import part_allies
from tracker.web.desk import desk_clock
from tracker.web.desk.at_work import mark_of, number_of, place_of
from tracker.web.desk.evidence_words import evidence_words
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import Lazy, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("duplicates", __name__, url_prefix="/duplicates"))

LABELS: dict[str, Lazy] = {"open": lazy("To decide"), "joined": lazy("Joined"), "apart": lazy("Not the same")}
EMPTY: dict[str, Lazy] = {
    "open": lazy("Nobody looks like somebody else. The house compares everybody who signs up, within a minute."),
    "joined": lazy("Nobody has been joined."),
    "apart": lazy("No two have been marked as different people."),
}


@bp.get("/")
def index() -> str:
    """The list asked for."""
    asked = request.args.get("list", "")
    shown = asked if asked in duplicates.LISTS else "open"
    mark = request.args.get("after", "")
    after = place_of(mark)
    lines = duplicates.listed(shown, after, number_of(mark))
    last = lines[duplicates.PAGE - 1] if len(lines) > duplicates.PAGE else None
    return render_template(
        "desk/duplicates.html", shown=shown, labels=LABELS, empty=EMPTY[shown], lines=lines[: duplicates.PAGE], after=after,
        next=mark_of((last.at, last.id), str(last.strength)) if last else None, waits=duplicates.to_decide(), words=evidence_words,
        when=desk_clock.when,
        names=colleagues.names_of({line.account_id for line in lines}),
    )  # fmt: skip


@bp.post("/<merge_id>/part")
def part(merge_id: str) -> ResponseReturnValue:
    """They are two again; what cannot be taken back any more says why. Raises NotThere."""
    try:
        stays_id, _gone_id = part_allies(merge_id, me().id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(str(refusal))
        return redirect(url_for("desk.duplicates.index", list="joined"), 303)
    flash(_("They are two again, each with what was theirs. What happened since stays here."))
    return redirect(url_for("desk.ally.card", ally_id=stays_id), 303)
