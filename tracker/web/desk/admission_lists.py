"""Admissions: the lists of distributors that were brought, and bringing one."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import FileField

from tracker.errors import Refusal
from tracker.files.bounds import LARGEST_UPLOAD
from tracker.imports import import_, listing
from tracker.imports.import_ import Import, ImportNotThere, State
from tracker.keeping.clocks import BY_KIND
from tracker.screenings import who_works
from tracker.usecases.map_admissions import KIND
from tracker.usecases.take_in_file import NoFile, take_in
from tracker.web.frame import uploads
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns
from tracker.web.frame.refusing import beside
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("admission_lists", __name__, url_prefix="/admissions"))

MOST_BYTES = LARGEST_UPLOAD + 1_000_000
"""A file that is a little too large is still told so beside its field."""

STATE_WORDS = {
    State.UPLOADED: lazy("Columns to be told"),
    State.PREVIEWED: lazy("To be looked at"),
    State.WRITTEN: lazy("Written down"),
    State.UNDONE: lazy("Taken back"),
}


class BringAdmissions(FlaskForm):
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
    return _page(BringAdmissions(formdata=None))


@bp.post("/")
@uploads.takes_bytes(MOST_BYTES)
def bring() -> ResponseReturnValue:
    """Keep the file; what its columns mean is asked next."""
    form, brought = BringAdmissions(), request.files.get("file")
    if not form.validate():
        return _page(form), 422
    try:
        if brought is None:
            raise NoFile
        with brought.stream as stream:
            data = stream.read(LARGEST_UPLOAD + 1)
        import_id = take_in(data, brought.filename or "", me().id, kind=KIND)
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(form), status
    campaign = request.args.get("campaign", "")
    return redirect(url_for("desk.admission_columns.ask", import_id=import_id, campaign=campaign or None), 303)


def one_of_mine(import_id: str) -> Import:
    """The list, if it is for somebody like me. Raises ImportNotThere."""
    found = import_.by_id(import_id, kind=KIND)
    if not listing.may_see(found, my_campaigns(), me().id):
        raise ImportNotThere
    return found


def campaigns() -> dict[str, str]:
    """Mine, by their ids."""
    names, mine = who_works.campaign_names(), my_campaigns()
    return {id_: name for id_, name in names.items() if mine is None or id_ in mine}


def _page(form: FlaskForm) -> str:
    return render_template(
        "desk/admission_lists.html", form=form, lists=listing.seen(my_campaigns(), me().id, kind=KIND), states=STATE_WORDS,
        names=campaigns(), days=BY_KIND["import_files"].span.days, campaign=request.args.get("campaign", "")[:40],
    )  # fmt: skip
