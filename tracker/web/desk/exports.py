"""Files that were made for whoever asks: how far they have come, their passphrase once, and the file itself."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker import times
from tracker.errors import Refusal
from tracker.finding import exports
from tracker.finding.contacts_out import LAYOUTS
from tracker.finding.export import Export
from tracker.team import house_clock, settings
from tracker.team.roles import Role
from tracker.usecases import ask_for_export, hand_over_export
from tracker.usecases.ask_for_export import MOST_REASON
from tracker.web.desk import desk_clock
from tracker.web.frame.access import COORDINATING, for_roles, freshly, me, shows_contacts
from tracker.web.frame.fields import Needed, Text
from tracker.words import Lazy, _, lazy

bp = shows_contacts(freshly(for_roles(*COORDINATING)(Blueprint("exports", __name__, url_prefix="/exports"))))

KINDS: dict[str, Lazy] = {"contacts": lazy("Contacts of allies"), "takeout": lazy("Takeout of everything")}
STATES: dict[str, Lazy] = {
    "waiting": lazy("being gathered"), "gathered": lazy("ready to be locked"), "locked": lazy("locked, to be fetched"),
}  # fmt: skip
LEFT_OUT: dict[str, Lazy] = {
    "said_no": lazy("said no"), "suppressed": lazy("asked to be left alone, or were erased"),
    "extra_care": lazy("asked for extra care"), "nothing_to_reach": lazy("have no such address or number"),
    "not_confirmed": lazy("never confirmed their address"),
}  # fmt: skip


class TakeoutForm(FlaskForm):
    """Why."""

    reason = Text(lazy("Why"), MOST_REASON, [Needed(lazy("Write what the takeout is for."))])


@bp.get("/")
def index() -> str:
    return _index(TakeoutForm(formdata=None))


@bp.post("/takeout")
@for_roles(Role.ADMINISTRATOR)
@freshly
@shows_contacts
def takeout() -> ResponseReturnValue:
    """Everything; gathered by the worker."""
    form = TakeoutForm()
    if not form.validate():
        return _index(form), 422
    export_id = ask_for_export.takeout(me().id, form.reason.data or "")
    return redirect(url_for("desk.exports.show", export_id=export_id), 303)


@bp.get("/<export_id>")
def show(export_id: str) -> str:
    return _page(exports.own(export_id, me().id))


@bp.post("/<export_id>/lock")
def lock(export_id: str) -> ResponseReturnValue:
    """Its passphrase, on this page alone. Shown twice it would have to be kept."""
    try:
        passphrase = hand_over_export.lock(export_id, me().id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(exports.own(export_id, me().id), refusal=str(refusal)), refusal.status
    if not passphrase:
        return _anew(export_id)
    return _page(exports.own(export_id, me().id), passphrase)


@bp.post("/<export_id>/fetch")
def fetch(export_id: str) -> ResponseReturnValue:
    """The ZIP, piece by piece. Raises FileNotThere and NotReady."""
    export = hand_over_export.fetch(export_id, me().id)
    if export is None:
        return _anew(export_id)
    answer = Response(stream_with_context(exports.pieces(export.id, "")), content_type="application/zip")
    name = f"{'takeout' if export.kind == 'takeout' else 'list'}-{house_clock.today().isoformat()}.zip"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.post("/<export_id>/give-up")
def give_up(export_id: str) -> ResponseReturnValue:
    ask_for_export.give_up(export_id, me().id)
    flash(_("It is gone. What was fetched before is with whoever has it."))
    return redirect(url_for("desk.exports.index"), 303)


@bp.get("/<export_id>/progress")
def progress(export_id: str) -> ResponseReturnValue:
    """How far it has come, as the page says it; 304 while nothing has changed."""
    export = exports.own(export_id, me().id)
    answer = jsonify(done=export.done, of=export.total, over=export.state != "waiting", said=said(export))
    answer.set_etag(f"{export.id}-{export.done}-{export.state}")
    return answer.make_conditional(request)


def said(export: Export) -> str:
    """ "2,000 of 31,204"."""
    if not export.total:
        return _("It begins within a minute.")
    return _("%(done)s of %(of)s gathered", done=f"{export.done:,}", of=f"{export.total:,}")


def _anew(export_id: str) -> ResponseReturnValue:
    flash(_("Somebody in it has said no meanwhile. It is gathered anew, without them, and gets another passphrase."))
    return redirect(url_for("desk.exports.show", export_id=export_id), 303)


def _index(form: TakeoutForm) -> str:
    return render_template(
        "desk/exports.html", files=exports.of_account(me().id), kinds=KINDS, states=STATES, layouts=LAYOUTS, form=form,
        administers=me().role is Role.ADMINISTRATOR, most_reason=MOST_REASON, when=desk_clock.when, until=_until,
    )  # fmt: skip


def _page(export: Export, passphrase: str = "", refusal: str = "") -> str:
    return render_template(
        "desk/export_file.html", file=export, kinds=KINDS, layouts=LAYOUTS, passphrase=passphrase, refusal=refusal, said=said(export),
        left_out=[(str(LEFT_OUT[why]), number) for why, number in export.left_out.items() if number and why in LEFT_OUT],
        in_it=export.total - sum(export.left_out.values()), until=_until(export), when=desk_clock.when,
    )  # fmt: skip


def _until(export: Export) -> str:
    """Until when it lies here, by the desk's clock."""
    ends = export.asked_at + exports.KEPT
    if export.fetched_at:
        ends = min(ends, export.fetched_at + exports.KEPT_ON)
    zone = settings.get("zone")
    return times.when_words(ends, ends.astimezone(ZoneInfo(zone)).date(), zone)
