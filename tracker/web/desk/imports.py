"""Imports: the files that were brought, and bringing one."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import FileField

from tracker.errors import Refusal
from tracker.files.bounds import LARGEST_UPLOAD
from tracker.imports import import_, listing
from tracker.imports.import_ import Import, ImportNotThere, State
from tracker.screenings import who_works
from tracker.usecases.take_in_file import NoFile, take_in
from tracker.web.frame import uploads
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns
from tracker.web.frame.refusing import beside
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("imports", __name__, url_prefix="/imports"))

MOST_BYTES = LARGEST_UPLOAD + 1_000_000
"""A file that is a little too large is still told so beside its field."""

STATE_WORDS = {
    State.UPLOADED: lazy("Columns to be told"),
    State.PREVIEWED: lazy("To be looked at"),
    State.WRITTEN: lazy("Imported"),
    State.UNDONE: lazy("Taken back"),
}


class Bring(FlaskForm):
    """A file."""

    file = FileField(lazy("The list"), render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.ics", "required": True})


@bp.record_once
def take_files(state: BlueprintSetupState) -> None:
    """Larger requests than elsewhere may come to bring()."""
    assert isinstance(state.app, Flask)
    assert isinstance(state.app, Flask)
    uploads.hang_up(state.app)


@bp.get("/")
def index() -> ResponseReturnValue:
    return _page(Bring(formdata=None))


@bp.post("/")
@uploads.takes_bytes(MOST_BYTES)
def bring() -> ResponseReturnValue:
    """Keep the file; what its columns mean is asked next."""
    form, brought = Bring(), request.files.get("file")
    if not form.validate():
        return _page(form), 422
    try:
        if brought is None:
            raise NoFile
        with brought.stream as stream:
            data = stream.read(LARGEST_UPLOAD + 1)
        import_id = take_in(data, brought.filename or "", me().id)
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(form), status
    return redirect(url_for("desk.import_columns.ask", import_id=import_id), 303)


def one_of_mine(import_id: str) -> Import:
    """The import, if it is for somebody like me. Raises ImportNotThere."""
    found = import_.by_id(import_id)
    if not listing.may_see(found, my_campaigns(), me().id):
        raise ImportNotThere
    return found


def _page(form: FlaskForm) -> str:
    names, mine = who_works.campaign_names(), my_campaigns()
    return render_template(
        "desk/imports.html", form=form, imports=listing.seen(mine, me().id), names=names, states=STATE_WORDS,
        campaigns=len(names) if mine is None else len(mine & names.keys()),
    )  # fmt: skip
