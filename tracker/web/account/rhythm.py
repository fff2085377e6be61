"""What comes to oneself: the letter of the morning, and a calendar of one's own follow-ups, by an address without a session."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock, times
from tracker.files.calendars import Entry, calendar
from tracker.followups.own_days import Own, own
from tracker.team import calendar_link
from tracker.usecases import set_rhythm
from tracker.web.frame import access
from tracker.words import _, lazy, speaking

bp = Blueprint("rhythm", __name__, url_prefix="/rhythm")

CHANNELS = {"call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task")}


@bp.get("/")
@access.for_roles(*access.CALLING)
def show() -> str:
    return _page()


@bp.post("/morning")
@access.for_roles(*access.CALLING)
def morning() -> ResponseReturnValue:
    wanted = request.form.get("wanted") == "yes"
    set_rhythm.morning_letter(access.me().id, wanted)
    flash(
        _("A letter comes each morning on which something waits.") if wanted else _("No more letters in the morning.")
    )
    return redirect(url_for("account.rhythm.show"), 303)


@bp.post("/calendar")
@access.for_roles(*access.CALLING)
@access.freshly
def make_calendar() -> str:
    """The address is shown once: only its hash is kept."""
    return _page(set_rhythm.make_calendar(access.me().id))


@bp.post("/calendar/withdraw")
@access.for_roles(*access.CALLING)
def withdraw_calendar() -> ResponseReturnValue:
    set_rhythm.withdraw_calendar(access.me().id)
    flash(_("Withdrawn. That address opens nothing any more."))
    return redirect(url_for("account.rhythm.show"), 303)


@bp.get("/calendar/<token>.ics")
@access.for_anyone
def feed(token: str) -> Response:
    """Aliases and addresses at the desk; what an address cannot open is not there."""
    whose = calendar_link.whose_is(token)
    with speaking(whose.language):
        entries = [_entry(each) for each in own(whose.id)]
        sheet = calendar(_("Follow-ups"), entries, clock.now())
    return Response(sheet, mimetype="text/calendar", headers={"Cache-Control": "private, no-store"})


def _entry(each: Own) -> Entry:
    base_url = current_app.config["BASE_URL"]
    late = _("Late after %(when)s (UTC).", when=times.when_words(each.late_at, each.late_at.date(), "UTC"))
    return Entry(
        uid=f"{each.id}@houselights", at=each.due_at, title=f"{CHANNELS[each.channel]}: {each.alias}",
        words=f"{each.title}. {late}" if each.title else late,
        url=f"{base_url}/desk/follow-ups/{each.id}",
    )  # fmt: skip


def _page(token: str = "") -> str:
    address = f"{current_app.config['BASE_URL']}{url_for('account.rhythm.feed', token=token)}" if token else ""
    return render_template("account/rhythm.html", me=access.me(), address=address)
