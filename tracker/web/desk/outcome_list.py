"""Step 2 of a list of gifts or signatures, each row's fate; and step 3, what came of it, and taking it back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports import import_, listing
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import, State
from tracker.imports.outcome_lines import FATE_WORDS, lines_of
from tracker.imports.preview import NotLookedAt, WrittenAlready
from tracker.imports.undoing import NothingToUndo
from tracker.screenings import who_works
from tracker.usecases.undo_outcomes import undo_outcomes
from tracker.usecases.write_outcomes import write_outcomes
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _n

bp = for_roles(*COORDINATING)(Blueprint("outcome_list", __name__, url_prefix="/outcomes"))


@bp.get("/<import_id>/")
def show(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    found = import_.by_id(import_id, kind="outcomes")
    if found.state == State.UPLOADED:
        return redirect(url_for("desk.outcome_columns.ask", import_id=import_id), 303)
    return _page(found)


@bp.post("/<import_id>/write")
def write(import_id: str) -> ResponseReturnValue:
    """Write down what was shown; a second time changes nothing. Raises ImportNotThere."""
    try:
        write_outcomes(import_id, me().id)
    except NotLookedAt:
        return redirect(url_for("desk.outcome_columns.ask", import_id=import_id), 303)
    except WrittenAlready:
        pass
    return redirect(url_for("desk.outcome_list.show", import_id=import_id), 303)


@bp.post("/<import_id>/undo")
def take_back(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    try:
        undo_outcomes(import_id, me().id)
    except NothingToUndo as refusal:
        return _page(import_.by_id(import_id, kind="outcomes"), str(refusal)), refusal.status
    return redirect(url_for("desk.outcome_list.show", import_id=import_id), 303)


def _page(found: Import, refused: str = "") -> str:
    fate = next((each for each in FATE_WORDS if each == request.args.get("fate")), None)
    number = min(max(request.args.get("page", 1, int), 1), 10_000)
    rows, total = listing.page(found.id, fate, number)
    return render_template(
        "desk/outcome_list.html", found=found, lines=lines_of(rows), fate=fate, number=number, total=total, refused=refused,
        first=(number - 1) * listing.PAGE + 1, more=number * listing.PAGE < total, tellings=_told(found),
        sums=[(key, words, found.counts.get(key, 0)) for key, words in FATE_WORDS.items() if found.counts.get(key)],
        to_write=found.counts.get(Fate.NEW.value, 0), open=found.state == State.PREVIEWED,
        campaign=who_works.campaign_names().get(found.campaign_id or "", ""), shown=bool(rows),
    )  # fmt: skip


def _told(found: Import) -> list[str]:
    """What was done, in sentences."""
    told, counts = [], found.counts
    if found.state in (State.WRITTEN, State.UNDONE):
        told.append(_n("%(n)s outcome was written down.", "%(n)s outcomes were written down.", counts.get("made", 0)))
    if found.state == State.UNDONE:
        told.append(_n("%(n)s was taken back.", "%(n)s were taken back.", counts.get("gone", 0)))
        if stayed := counts.get("stayed", 0):
            told.append(_n("%(n)s stayed: something refers to it.", "%(n)s stayed: something refers to them.", stayed))
    return told
