"""Step 2 of a list of people, each row's fate; and step 3, who came in, and taking it back. How far the worker is, meanwhile."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports import import_, listing, people_deciding, work
from tracker.imports.import_ import Import, State
from tracker.imports.lines import again
from tracker.imports.people_choices import PeopleChoices, choices_read
from tracker.imports.people_lines import FATE_WORDS, lines_of, report_of
from tracker.imports.preview import NotLookedAt, WrittenAlready
from tracker.imports.undoing import NothingToUndo
from tracker.imports.work import ImportWork
from tracker.screenings import who_works
from tracker.usecases.ask_worker import ask as ask_worker
from tracker.usecases.undo_people import undo_people
from tracker.usecases.write_people import ScreeningGone, write_people
from tracker.web.desk.people_columns import AT_ONCE
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _, _n, lazy

bp = for_roles(*COORDINATING)(Blueprint("people_list", __name__, url_prefix="/people"))

COMING = ("new", "known")
# What is begun by the worker, and what it is at.
DOING = {
    "": lazy("Waiting for its turn."), "read": lazy("Reading the rows."), "decide": lazy("Deciding each row’s fate."),
    "write": lazy("Letting people in. Nothing counts until all of them are in."),
}  # fmt: skip


@bp.get("/<import_id>/")
def show(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    found, asked = import_.by_id(import_id, kind="people"), work.of(import_id)
    if asked is None and found.state == State.UPLOADED:
        return redirect(url_for("desk.people_columns.ask", import_id=import_id), 303)
    return _page(found, asked)


@bp.get("/<import_id>/far")
def far(import_id: str) -> Response:
    """How far the worker is: asked every two seconds by the page that waits. Raises ImportNotThere."""
    asked = work.of(import_.by_id(import_id, kind="people").id)
    at = asked if asked is not None and asked.refused is None else None
    answer = jsonify(
        over=at is None, said=_doing(at) if at else "", done=at.done if at else 0, of=max(1, at.total) if at else 1
    )
    answer.set_etag(f"{at.doing}-{at.done}" if at else "over")
    answer.make_conditional(request)
    return answer


@bp.post("/<import_id>/write")
def write(import_id: str) -> ResponseReturnValue:
    """Let in whom the preview shows; a second time changes nothing. Raises ImportNotThere."""
    found = import_.by_id(import_id, kind="people")
    try:
        if _size(found) > AT_ONCE and found.state == State.PREVIEWED:
            ask_worker(import_id, "write", me().id)
        else:
            write_people(import_id, me().id)
    except NotLookedAt:
        return redirect(url_for("desk.people_columns.ask", import_id=import_id), 303)
    except WrittenAlready:
        pass
    except ScreeningGone as refusal:
        return _page(import_.by_id(import_id, kind="people"), None, str(refusal)), refusal.status
    return redirect(url_for("desk.people_list.show", import_id=import_id), 303)


@bp.post("/<import_id>/undo")
def take_back(import_id: str) -> ResponseReturnValue:
    """Raises ImportNotThere."""
    found = import_.by_id(import_id, kind="people")
    try:
        if _size(found) > AT_ONCE and found.state == State.WRITTEN:
            ask_worker(import_id, "undo", me().id)
        else:
            undo_people(import_id, me().id)
    except NothingToUndo as refusal:
        return _page(import_.by_id(import_id, kind="people"), None, str(refusal)), refusal.status
    return redirect(url_for("desk.people_list.show", import_id=import_id), 303)


@bp.get("/<import_id>/report.csv")
def report(import_id: str) -> Response:
    """Each row's fate, with ids and aliases: no name and no contact. Raises ImportNotThere."""
    answer = Response(report_of(import_.by_id(import_id, kind="people")), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer


def _size(found: Import) -> int:
    return sum(found.counts.get(fate, 0) for fate in FATE_WORDS)


def _page(found: Import, asked: ImportWork | None, refused: str = "") -> str:
    fate = next((each for each in FATE_WORDS if each == request.args.get("fate")), None)
    number = min(max(request.args.get("page", 1, int), 1), 10_000)
    rows, total = listing.page(found.id, fate, number)
    busy = asked is not None and asked.refused is None
    refused = refused or (again(asked.refused) if asked is not None and asked.refused else "")
    choices = choices_read(found.choices) if found.choices else None
    return render_template(
        "desk/people_list.html", found=found, lines=lines_of(rows), fate=fate, number=number, total=total, refused=refused,
        first=(number - 1) * listing.PAGE + 1, more=number * listing.PAGE < total, tellings=_told(found), busy=busy,
        doing=_doing(asked) if busy and asked else "", far=asked,
        sums=[(key, words, found.counts.get(key, 0)) for key, words in FATE_WORDS.items() if found.counts.get(key)],
        to_write=sum(found.counts.get(key, 0) for key in COMING), open=found.state == State.PREVIEWED and not busy,
        campaign=who_works.campaign_names().get(found.campaign_id or "", ""), choices=choices,
        earns=_earns(found, choices) if choices else [], waiting=people_deciding.to_decide(),
    )  # fmt: skip


def _doing(asked: ImportWork) -> str:
    return str(DOING[asked.doing])


def _told(found: Import) -> list[str]:
    """What was done, in sentences."""
    told, counts = [], found.counts
    if found.state in (State.WRITTEN, State.UNDONE):
        told.append(_n("%(n)s signup was written down.", "%(n)s signups were written down.", counts.get("made", 0)))
        told.append(_n("%(n)s ally is new.", "%(n)s allies are new.", counts.get("allies", 0)))
    if found.state == State.UNDONE:
        told.append(_n("%(n)s signup was taken back.", "%(n)s signups were taken back.", counts.get("gone", 0)))
        told.append(_n("%(n)s ally went with it.", "%(n)s allies went with them.", counts.get("allies gone", 0)))
        if stayed := counts.get("stayed", 0):
            told.append(
                _n(
                    "%(n)s stayed: something was done about it since.",
                    "%(n)s stayed: something was done about them since.",
                    stayed,
                )
            )
    return told


def _earns(found: Import, choices: PeopleChoices) -> list[str]:
    """What the signups earn, in sentences."""
    told = [
        _("Letters go as the playbook says, an hour after they came in or later.") if choices.letters else _("They earn no letters."),
        _("Calls are counted from the day they come in.") if choices.calls else _("They earn no calls."),
    ]  # fmt: skip
    if old := found.counts.get("old", 0):
        days = choices.old_days
        told.append(_n(
            "%(n)s row is of a signup more than %(days)s days old: it is closed as “not planned”.",
            "%(n)s rows are of signups more than %(days)s days old: these are closed as “not planned”.", old, days=days,
        ))  # fmt: skip
    return told
