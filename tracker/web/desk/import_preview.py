"""Step 2 of an import, each row's fate before anything is written; and step 3, what came of it, its undo, the report."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports import listing
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import FATES
from tracker.imports.lines import FATE_WORDS, Line, lines_of
from tracker.imports.preview import WrittenAlready
from tracker.imports.report import report_of
from tracker.imports.undoing import NothingToUndo
from tracker.screenings import who_works
from tracker.usecases.decide_import import decide
from tracker.usecases.map_import import look_again
from tracker.usecases.undo_import import undo
from tracker.usecases.write_import import LookAgain, write
from tracker.web.desk.imports import one_of_mine
from tracker.web.frame.access import ORGANIZING, for_roles, me
from tracker.words import _, _n

bp = for_roles(*ORGANIZING)(Blueprint("import_preview", __name__, url_prefix="/imports"))

ABOUT = ("film", "venue", "move")
FILTERS = (*FATES, listing.NOTED)


@bp.get("/<import_id>/")
def show(import_id: str) -> ResponseReturnValue:
    found = one_of_mine(import_id)
    if found.state == State.UPLOADED:
        return redirect(url_for("desk.import_columns.ask", import_id=import_id), 303)
    return _page(found)


@bp.post("/<import_id>/answers")
def answer(import_id: str) -> ResponseReturnValue:
    """Keep what was answered about doubtful rows."""
    one_of_mine(import_id)
    if decide(import_id, _answers()):
        flash(_("Kept. Look again before you import."))
    return _back(import_id)


@bp.post("/<import_id>/write")
def write_it(import_id: str) -> ResponseReturnValue:
    """Write what was shown. Answers that came along are kept first, and shown before anything is written."""
    found = one_of_mine(import_id)
    if found.state in (State.WRITTEN, State.UNDONE):
        return _back(import_id)
    if decide(import_id, _answers()):
        flash(_("Your answers are kept. Look again, then import."))
        return _back(import_id)
    try:
        write(import_id, me().id)
    except WrittenAlready:
        return _back(import_id)
    except LookAgain as refusal:
        look_again(import_id)
        return _page(one_of_mine(import_id), str(refusal)), refusal.status
    return redirect(url_for("desk.import_preview.show", import_id=import_id), 303)


@bp.post("/<import_id>/undo")
def take_back(import_id: str) -> ResponseReturnValue:
    one_of_mine(import_id)
    try:
        undo(import_id, me().id)
    except NothingToUndo as refusal:
        return _page(one_of_mine(import_id), str(refusal)), refusal.status
    return redirect(url_for("desk.import_preview.show", import_id=import_id), 303)


@bp.get("/<import_id>/report.csv")
def report(import_id: str) -> ResponseReturnValue:
    found = one_of_mine(import_id)
    named = {"Content-Disposition": "attachment; filename=import.csv"}
    return Response(report_of(found), content_type="text/csv; charset=utf-8", headers=named)


def _answers() -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        about, _dash, key = name.partition("-")
        if about in ABOUT and key and value:
            said.setdefault(about, {})[key] = value
    return said


def _back(import_id: str) -> ResponseReturnValue:
    page = _number() if _number() > 1 else None
    return redirect(url_for("desk.import_preview.show", import_id=import_id, fate=_fate(), page=page), 303)


def _fate() -> str | None:
    fate = request.values.get("fate")
    return fate if fate in FILTERS else None


def _number() -> int:
    return min(max(request.values.get("page", 1, int), 1), 10_000)


def _page(found: Import, refused: str = "") -> str:
    fate, number = _fate(), _number()
    rows, total = listing.page(found.id, fate, number)
    if not rows and number > 1:
        number = 1
        rows, total = listing.page(found.id, fate, number)
    lines = lines_of(rows, found.answers)
    _link(lines, listing.existing({line.screening_id for line in lines if line.screening_id}))
    return render_template(
        "desk/import_preview.html", found=found, lines=lines, fate=fate, number=number, total=total, refused=refused,
        first=(number - 1) * listing.PAGE + 1, more=number * listing.PAGE < total, sums=_sums(found),
        to_write=listing.to_write(found), campaign=who_works.campaign_names().get(str(found.campaign_id), ""),
        asks=any(ask.again is None for line in lines for ask in line.asks), title=_title(found), tellings=_told(found),
        left=_left_out(found), no_file=found.upload_sealed is None,
    )  # fmt: skip


def _link(lines: list[Line], there: set[str]) -> None:
    for line in lines:
        if line.screening_id not in there:
            line.screening_id = None


def _sums(found: Import) -> list[tuple[str, str, int]]:
    """Every fate that the file has, in the order of a report; then the rows with a note."""
    counted = [(fate, str(FATE_WORDS[fate]), found.counts.get(fate, 0)) for fate in FATE_WORDS]
    counted.append((listing.NOTED, _("with a note"), found.counts.get(listing.NOTED, 0)))
    return [one for one in counted if one[2]]


def _left_out(found: Import) -> int:
    """Rows that wait for an answer."""
    return _asked(found) - len(listing.confirmed_moves(found))


def _asked(found: Import) -> int:
    return sum(found.counts.get(fate, 0) for fate in ("doubtful", "moved?", "cancelled?"))


def _title(found: Import) -> str:
    titles = {State.WRITTEN.value: _("Imported"), State.UNDONE.value: _("Taken back")}
    return titles.get(found.state, _("Look before it is written"))


def _told(found: Import) -> list[str]:
    """What was done, in sentences."""
    told, counts = [], found.counts
    if found.state in (State.WRITTEN, State.UNDONE):
        made, changed = counts.get("made", 0), counts.get("changed now", 0)
        one, many = (
            "%(n)s film screening was made, with its code.",
            "%(n)s film screenings were made, each with its code.",
        )
        told.append(_n(one, many, made))
        if changed:
            told.append(_n("%(n)s was changed.", "%(n)s were changed.", changed))
    if found.state == State.UNDONE:
        told.append(_n("%(n)s was taken back.", "%(n)s were taken back.", counts.get("gone", 0)))
        if back := counts.get("put back", 0):
            told.append(_n("%(n)s is as it was before.", "%(n)s are as they were before.", back))
        if stayed := counts.get("stayed", 0):
            one, many = "%(n)s stayed: somebody touched it.", "%(n)s stayed: somebody touched them."
            told.append(_n(one, many, stayed))
    return told
