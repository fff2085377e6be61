"""A list of the desk as a file, narrowed as its page was: by alias for everybody, with contacts for coordinators who say why."""

from flask import Blueprint, Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice

from tracker.errors import NotThere, Refusal
from tracker.files.writing import FORMS, MIME
from tracker.finding import exports
from tracker.finding.allies import MOST_COUNTED
from tracker.finding.contacts_out import HOUSE, LAYOUTS
from tracker.finding.list_kind import ListKind
from tracker.finding.lists import BY_KEY
from tracker.team import house_clock
from tracker.usecases import ask_for_export
from tracker.usecases.ask_for_export import MOST_REASON
from tracker.usecases.gather_exports import gather_exports
from tracker.usecases.take_list import take_list
from tracker.web.desk import list_filters
from tracker.web.frame import refusing
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, freshly, me, opens, shows_contacts
from tracker.web.frame.fields import Needed, Pick, Text
from tracker.words import Lazy, _, lazy

bp = freshly(for_roles(*ORGANIZING)(Blueprint("export", __name__, url_prefix="/export")))

FORM_NAMES: dict[str, Lazy] = {
    "csv": lazy("CSV, for any program"), "xlsx": lazy("Excel (XLSX)"), "json": lazy("JSON, for programmers"),
}  # fmt: skip
# The list of allies, and of their signups: contacts are those of the allies that it is narrowed to.
WITH_CONTACTS = ("allies", "signups")
# What is offered beside a list, narrowed alike.
ALSO = {
    "allies": ("signups",), "signups": ("allies",), "screenings": ("head-counts",), "head-counts": ("screenings",),
    "follow-ups": ("outcomes",), "outcomes": ("follow-ups",),
}  # fmt: skip


class TakeForm(FlaskForm):
    """As what kind of file."""

    form = RadioField(lazy("Format"), default="csv", choices=[SelectChoice(each, FORM_NAMES[each]) for each in FORMS])
    layout = Pick(lazy("Columns"))

    def offer(self, kind: ListKind) -> None:
        """Ours first."""
        others = [(key, str(each.title)) for key, each in kind.layouts.items()]
        self.layout.choices = [("", _("Our own columns")), *others]


class ContactsForm(FlaskForm):
    """Why, and in which columns."""

    reason = Text(lazy("Why"), MOST_REASON, [Needed(lazy("Write why you need their contacts."))])
    columns = RadioField(
        lazy("Columns"), default=HOUSE, choices=[SelectChoice(key, each.title) for key, each in LAYOUTS.items()]
    )
    file = RadioField(lazy("Format"), default="csv", choices=[SelectChoice(each, FORM_NAMES[each]) for each in FORMS])
    care = BooleanField(lazy("Also those who asked for extra care"))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Those who were chosen in the list of allies."""
    return redirect(url_for("desk.export.ask", list_key="allies", choice=request.args.get("choice")), 303)


@bp.get("/<list_key>")
def ask(list_key: str) -> str:
    """What it would hold, and as what."""
    kind = _kind(list_key)
    return _page(kind, _take_form(kind, empty=True), ContactsForm(formdata=None))


@bp.post("/<list_key>")
def take(list_key: str) -> ResponseReturnValue:
    """The file, by alias."""
    kind = _kind(list_key)
    form, status = _take_form(kind), 422
    if form.validate():
        asked, wanted = list_filters.asked(kind.key), form.form.data
        try:
            file = take_list(kind, asked, wanted, form.layout.data or "")
        except Refusal as refusal:
            if refusal.status == 429:
                raise
            status = refusing.beside(form, refusal)
        else:
            answer = Response(stream_with_context(file), content_type=MIME[wanted])
            name = f"{kind.key}-{house_clock.today().isoformat()}.{wanted}"
            answer.headers.set("Content-Disposition", "attachment", filename=name)
            return answer
    return _page(kind, form, ContactsForm(formdata=None)), status


@bp.post("/<list_key>/contacts")
@for_roles(*COORDINATING)
@freshly
@shows_contacts
def contacts(list_key: str) -> ResponseReturnValue:
    """With contacts: gathered now where there are few, else by the worker. Its own page shows what becomes of it."""
    kind = _kind(list_key)
    if kind.key not in WITH_CONTACTS:
        raise NotThere
    form, status = ContactsForm(), 422
    if form.validate():
        fits = list_filters.asked(kind.key).filters.fits
        try:
            export_id, now = ask_for_export.contacts(
                fits, me().id, form.reason.data or "", form.columns.data, form.file.data, form.care.data
            )
        except Refusal as refusal:
            if refusal.status == 429:
                raise
            status = refusing.beside(form, refusal)
        else:
            if now:
                gather_exports(export_id, only=export_id)
            return redirect(url_for("desk.exports.show", export_id=export_id), 303)
    return _page(kind, _take_form(kind, empty=True), form), status


def _kind(list_key: str) -> ListKind:
    """Raises NotThere; aborts with 403 for who may not see the list itself."""
    kind = BY_KEY.get(list_key)
    if kind is None:
        raise NotThere
    if me().role not in kind.roles:
        abort(403)
    return kind


def _take_form(kind: ListKind, empty: bool = False) -> TakeForm:
    form = TakeForm(formdata=None) if empty else TakeForm()
    form.offer(kind)
    return form


def _page(kind: ListKind, form: TakeForm, contacts_form: ContactsForm) -> str:
    kept = list_filters.kept(kind.key)
    coordinates = kind.key in WITH_CONTACTS and opens(url_for("desk.exports.index"))
    number, more = kind.number(list_filters.asked(kind.key), MOST_COUNTED)
    also = [BY_KEY[each] for each in ALSO.get(kind.key, ())]
    return render_template(
        "desk/export.html", kind=kind, form=form, contacts_form=contacts_form, kept=kept, coordinates=coordinates,
        number=number, more=more, most_reason=MOST_REASON, most=exports.MOST, also=also,
    )  # fmt: skip
