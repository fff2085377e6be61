"""Today: what is due and needs a person; claiming; the notice of what was just written down, with its undo."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock, times
from tracker.errors import Refusal
from tracker.followups import last_outcome, outcomes, today
from tracker.followups.last_outcome import JustWritten
from tracker.team import colleagues, settings
from tracker.usecases.claim_follow_up import claim_follow_up, take_next
from tracker.usecases.undo_outcome import undo_outcome
from tracker.web.desk.at_work import mark_of, place_of, worker
from tracker.web.frame.access import CALLING, for_roles, me
from tracker.words import Lazy, _, lazy

bp = for_roles(*CALLING)(Blueprint("today", __name__))

LABELS: dict[today.List, Lazy] = {
    "mine": lazy("Mine"), "team": lazy("My team’s"), "late": lazy("Late"), "stuck": lazy("Waiting for nobody"),
}  # fmt: skip
GROUPS: dict[today.Group, Lazy] = {
    "late": lazy("Late"), "tonight": lazy("Before tonight"), "after": lazy("Tomorrow and after"),
}  # fmt: skip
CHANNELS: dict[str, Lazy] = {"call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task")}
EMPTY: dict[today.List, Lazy] = {
    "mine": lazy("Nothing is yours just now. Take the next one, or look at what your team has."),
    "team": lazy("Nothing is due. Letters go by themselves; calls come here when their time has come."),
    "late": lazy("Nothing is late."),
    "stuck": lazy("Everything has somebody who can see to it."),
}  # fmt: skip


@bp.get("/")
def index() -> str:
    """The list asked for; else mine, and the team's when nothing is mine."""
    who, zone = worker(), settings.get("zone")
    counts = today.counts(who, zone)
    asked = request.args.get("list", "")
    shown = next((each for each in today.LISTS if each == asked), "mine" if counts["mine"] else "team")
    now = clock.now()
    page = today.page_of(shown, who, zone, place_of(request.args.get("after", "")))
    written = last_outcome.just_written(who.account_id)
    return render_template(
        "desk/today.html", page=page, shown=shown, counts=counts, labels=LABELS, groups=_grouped(page.rows),
        empty=EMPTY[shown], channels=CHANNELS, language_words=times.language_words, at_desk=lambda at: _at(at, zone),
        names=colleagues.names_of({each for row in page.rows for each in (row.held_by_id, row.point_person_id)}),
        today=_day_and_time(now, zone), city=zone.rpartition("/")[2].replace("_", " "), utc_now=now,
        next=mark_of(page.next), me=me(), most=today.MOST_COUNTED,
        written=written, said=_said(written) if written else "",
    )  # fmt: skip


@bp.post("/next")
def next_one() -> ResponseReturnValue:
    """Take the most urgent one and open its card."""
    try:
        taken = take_next(worker())
    except Refusal as refusal:
        return _back(str(refusal))
    return redirect(url_for("desk.follow_ups.card", follow_up_id=taken), 303)


@bp.post("/claim")
def claim() -> ResponseReturnValue:
    """Take this one and open its card."""
    follow_up_id = request.form.get("claim", "")
    try:
        claim_follow_up(follow_up_id, worker())
    except Refusal as refusal:
        if refusal.status == 409:
            return _back(str(refusal))
        raise
    return redirect(url_for("desk.follow_ups.card", follow_up_id=follow_up_id), 303)


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    """Take back what was just written down, and open the card again."""
    try:
        follow_up_id = undo_outcome(request.form.get("attempt", ""), me().id)
    except Refusal as refusal:
        if refusal.status == 409:
            return _back(str(refusal))
        raise
    flash(_("Undone. It is open again."))
    return redirect(url_for("desk.follow_ups.card", follow_up_id=follow_up_id), 303)


def _back(sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("desk.today.index", list=request.form.get("list") or None), 303)


def _grouped(rows: list[today.Row]) -> list[tuple[today.Group, Lazy, list[today.Row]]]:
    """Late, before tonight, tomorrow and after; those that have rows."""
    found = [(group, label, [row for row in rows if row.group == group]) for group, label in GROUPS.items()]
    return [each for each in found if each[2]]


def _at(moment: datetime, zone: str) -> str:
    """The time by the desk's clock."""
    return times.time_words(moment.astimezone(ZoneInfo(zone)))


def _day_and_time(moment: datetime, zone: str) -> str:
    return f"{times.day_words(moment.astimezone(ZoneInfo(zone)).date())}, {_at(moment, zone)}"


def _said(written: JustWritten) -> str:
    """ "Written down: no answer. Bright Wagtail comes back today, 6:30 pm." """
    told = str(outcomes.OUTCOMES[written.outcome].told)
    if written.next_at is not None:
        when = _day_and_time(written.next_at, written.zone)
        return _(
            "Written down: %(told)s. %(alias)s comes back %(when)s there.", told=told, alias=written.alias, when=when
        )
    if written.closed_as == "not reached":
        return _("Written down: no answer, for the last time. %(alias)s is closed as not reached.", alias=written.alias)
    if written.planned:
        return _(
            "Written down: %(told)s. %(alias)s is closed, and the next step is planned.", told=told, alias=written.alias
        )
    return _("Written down: %(told)s. %(alias)s is closed.", told=told, alias=written.alias)
