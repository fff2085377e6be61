"""Lists of people: those that were brought, and bringing one."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import FileField

from tracker.errors import Refusal
from tracker.files.bounds import LARGEST_UPLOAD
from tracker.imports import listing, people_deciding
from tracker.imports.import_ import State
from tracker.keeping.clocks import BY_KIND
from tracker.usecases.take_in_file import NoFile, take_in
from tracker.web.frame import uploads
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.refusing import beside
from tracker.words import lazy

bp = for_roles(*COORDINATING)(Blueprint("people_lists", __name__, url_prefix="/people"))

MOST_BYTES = LARGEST_UPLOAD + 1_000_000
"""A file that is a little too large is still told so beside its field."""

STATE_WORDS = {
    State.UPLOADED: lazy("Columns to be told"),
    State.PREVIEWED: lazy("To be looked at"),
    State.WRITTEN: lazy("Its people are in"),
    State.UNDONE: lazy("Taken back"),
}


class BringPeople(FlaskForm):
    """A file."""

    file = FileField(lazy("The list"), render_kw={"accept": ".csv,.tsv,.txt,.xlsx", "required": True})


@bp.record_once
def take_files(state: BlueprintSetupState) -> None:
    """Larger requests than elsewhere may come to bring()."""
    assert isinstance(state.app, Flask)
    uploads.hang_up(state.app)


@bp.get("/")
def index() -> str:
    """The lists brought before, the newest first."""
    return _page(BringPeople(formdata=None))


@bp.post("/")
@uploads.takes_bytes(MOST_BYTES)
def bring() -> ResponseReturnValue:
    """Keep the file sealed; what its columns mean is asked next."""
    form, brought = BringPeople(), request.files.get("file")
    if not form.validate():
        return _page(form), 422
    try:
        if brought is None:
            raise NoFile
        with brought.stream as stream:
            data = stream.read(LARGEST_UPLOAD + 1)
        import_id = take_in(data, brought.filename or "", me().id, kind="people")
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(form), status
    return redirect(url_for("desk.people_columns.ask", import_id=import_id), 303)


def _page(form: FlaskForm) -> str:
    return render_template(
        "desk/people_lists.html", form=form, lists=listing.seen(None, me().id, kind="people"), states=STATE_WORDS,
        days=BY_KIND["people_files"].span.days, waiting=people_deciding.to_decide(),
    )  # fmt: skip
