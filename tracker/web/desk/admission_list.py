"""Step 2 of a list of admissions, each row's fate; and step 3, what came of it, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports import listing
from tracker.imports.admission_lines import FATE_WORDS, lines_of
from tracker.imports.admission_writing import WRITABLE
from tracker.imports.import_ import Import, State
from tracker.imports.preview import NotLookedAt, WrittenAlready
from tracker.imports.undoing import NothingToUndo
from tracker.screenings import who_works
from tracker.usecases import map_admissions
from tracker.usecases.write_admissions import ShowsChanged, take_back_admissions, write_admissions
from tracker.web.desk.admission_lists import one_of_mine
from tracker.web.frame.access import ORGANIZING, for_roles, me
from tracker.words import _, _n

bp = for_roles(*ORGANIZING)(Blueprint("admission_list", __name__, url_prefix="/admissions"))


@bp.get("/<import_id>/")
def show(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    found = one_of_mine(import_id)
    if found.state == State.UPLOADED:
        return redirect(url_for("desk.admission_columns.ask", import_id=import_id), 303)
    return _page(found)


@bp.post("/<import_id>/answers")
def answer(import_id: str) -> ResponseReturnValue:
    """Keep what was answered about doubtful theatres, and decide anew. Raises ImportNotThere."""
    one_of_mine(import_id)
    if map_admissions.answer(import_id, _answers()):
        flash(_("Your answers are kept. Look again, then write it down."))
    return _back(import_id)


@bp.post("/<import_id>/write")
def write(import_id: str) -> ResponseReturnValue:
    """Write down what was shown; a second time changes nothing. Raises ImportNotThere."""
    found = one_of_mine(import_id)
    if found.state not in (State.WRITTEN, State.UNDONE) and map_admissions.answer(import_id, _answers()):
        flash(_("Your answers are kept. Look again, then write it down."))
        return _back(import_id)
    try:
        write_admissions(import_id, me().id)
    except NotLookedAt:
        return redirect(url_for("desk.admission_columns.ask", import_id=import_id), 303)
    except ShowsChanged as refusal:
        map_admissions.look_again(import_id)
        return _page(one_of_mine(import_id), str(refusal)), refusal.status
    except WrittenAlready:
        pass
    return _back(import_id)


@bp.post("/<import_id>/undo")
def take_back(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    one_of_mine(import_id)
    try:
        take_back_admissions(import_id, me().id)
    except NothingToUndo as refusal:
        return _page(one_of_mine(import_id), str(refusal)), refusal.status
    return _back(import_id)


def _answers() -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        about, _dash, digest = name.partition("-")
        if about in ("venue", "show") and digest and value:
            said.setdefault(about, {})[digest] = value
    return said


def _back(import_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.admission_list.show", import_id=import_id), 303)


def _page(found: Import, refused: str = "") -> str:
    fate = next((each for each in FATE_WORDS if each == request.args.get("fate")), None)
    number = min(max(request.args.get("page", 1, int), 1), 10_000)
    rows, total = listing.page(found.id, fate, number)
    lines = lines_of(rows, found.answers)
    there = listing.existing({line.screening_id for line in lines if line.screening_id})
    return render_template(
        "desk/admission_list.html", found=found, lines=lines, there=there, fate=fate, number=number, total=total,
        first=(number - 1) * listing.PAGE + 1, more=number * listing.PAGE < total, tellings=_told(found), refused=refused,
        sums=[(key, words, found.counts.get(key, 0)) for key, words in FATE_WORDS.items() if found.counts.get(key)],
        to_write=sum(found.counts.get(each, 0) for each in WRITABLE), open=found.state == State.PREVIEWED,
        campaign=who_works.campaign_names().get(found.campaign_id or "", ""),
        asks=any(line.ask and line.ask.again is None for line in lines),
    )  # fmt: skip


def _told(found: Import) -> list[str]:
    """What was done, in sentences."""
    told, counts = [], found.counts
    if found.state in (State.WRITTEN, State.UNDONE):
        told.append(_n("%(n)s figure was written down.", "%(n)s figures were written down.", counts.get("made", 0)))
    if found.state == State.UNDONE:
        told.append(_n("%(n)s was taken back.", "%(n)s were taken back.", counts.get("gone", 0)))
        told.append(_("What people counted stayed."))
    return told
