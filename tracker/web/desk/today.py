"""Today: what is due and needs a person; claiming; what waits for nobody; the notice of what was just written down."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from tracker import clock, times
from tracker.errors import Refusal
from tracker.finding import stuck
from tracker.followups import giving, last_outcome, outcomes, today
from tracker.followups.claiming import Worker
from tracker.followups.last_outcome import JustWritten
from tracker.letters import troubles
from tracker.screenings import listing
from tracker.signups import requests
from tracker.store.counts import counted
from tracker.team import colleagues, settings
from tracker.team.roles import ONLY_READS
from tracker.usecases.assign_follow_up import assign_follow_up
from tracker.usecases.claim_follow_up import claim_follow_up, take_next
from tracker.usecases.see_to_unconfirmed import see_to_unconfirmed
from tracker.usecases.undo_outcome import undo_outcome
from tracker.web.desk.at_work import group_of, mark_of, place_of, worker
from tracker.web.frame.access import CALLING, COORDINATING, ORGANIZING, TEAM, for_roles, me, without_names
from tracker.words import Lazy, _, lazy

bp = for_roles(*CALLING)(Blueprint("today", __name__))

LABELS: dict[today.List, Lazy] = {
    "mine": lazy("Mine"), "team": lazy("My team’s"), "late": lazy("Late"), "stuck": lazy("Waiting for nobody"),
}  # fmt: skip
GROUPS: dict[today.Group, Lazy] = {
    "late": lazy("Late"), "tonight": lazy("Before tonight"), "after": lazy("Tomorrow and after"),
}  # fmt: skip
BYS: dict[today.By, Lazy] = {
    "urgency": lazy("Urgency"), "screening": lazy("Film screening"), "channel": lazy("Channel"),
}  # fmt: skip
CHANNELS: dict[str, Lazy] = {
    "call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task"), "letter": lazy("Letter"),
}  # fmt: skip
REASONS: dict[stuck.Reason, Lazy] = {
    "gone": lazy("Its point person has left the team."),
    "pool": lazy("Nobody who makes calls works on its campaign."),
    "careful": lazy("It needs extra care, and the team has no coordinator."),
    "no words": lazy("Its step has no words for a letter."),
    "unwritten": lazy("Due for more than a day, and no letter has been written."),
    "not sent": lazy("Its letter has been waiting for more than a day."),
    "failed": lazy("Its letter could not be sent."),
    "withdrawn": lazy("Its letter was taken back, and nothing else is planned."),
    "unanswered": lazy("We asked “is this you?” more than a week ago, and no answer came. Until it does, nobody contacts them."),
    "unconfirmed": lazy("The address has not been confirmed for more than a week. Until it is, no letter goes."),
}  # fmt: skip
EMPTY: dict[today.List, Lazy] = {
    "mine": lazy("Nothing is yours just now. Take the next one, or look at what your team has."),
    "team": lazy("Nothing is due. Letters go by themselves; calls come here when their time has come."),
    "late": lazy("Nothing is late."),
    "stuck": lazy("Everything has somebody who can see to it."),
}  # fmt: skip


# Rooms whose heads can be counted from here; one is in one room a night.
MOST_TONIGHT = 3
REQUESTS = "requests"


@bp.get("/")
@for_roles(*TEAM)
@without_names
def index() -> ResponseReturnValue:
    """The list asked for; else mine, and the team's when nothing is mine. Whoever only reads has another first page."""
    if me().role in ONLY_READS:
        return redirect(url_for("desk.published.index"), 303)
    who, zone = worker(), settings.get("zone")
    counts = _counts(who, zone)
    asked = request.args.get("list", "")
    shown = next((each for each in today.LISTS if each == asked), "mine" if counts["mine"] else "team")
    by: today.By = next((each for each in today.BYS if each == request.args.get("by")), "urgency")
    now, written = clock.now(), last_outcome.just_written(who.account_id)
    mark = request.args.get("after", "")
    listed = _stuck(who, zone, mark) if shown == "stuck" else _listed(shown, who, zone, mark, by, counts)
    return render_template(
        "desk/today.html", shown=shown, by=by, bys=BYS, counts=counts, labels=LABELS, empty=EMPTY[shown], channels=CHANNELS,
        language_words=times.language_words, at_desk=lambda at: _at(at, zone), today=_day_and_time(now, zone),
        city=zone.rpartition("/")[2].replace("_", " "), utc_now=now, me=me(), most=today.MOST_COUNTED, written=written,
        said=_said(written) if written else "", requests=counts.get(REQUESTS, 0), most_parted=today.MOST_PARTED,
        tonight=listing.tonight(who.campaigns, me().id, MOST_TONIGHT + 1) if me().role in ORGANIZING else [], most_tonight=MOST_TONIGHT,
        **listed,
    )  # fmt: skip


def _counts(who: Worker, zone: str) -> dict[str, int]:
    """Of each list how many stand on it, and for whom they concern the requests to host that wait: one query."""
    lists = today.counting(who, zone, ("mine", "team", "late"))
    asked: dict[str, Select[int]] = {str(name): count for name, count in lists.items()}
    asked["stuck"] = stuck.counting(who, zone)
    if me().role in ORGANIZING:
        asked[REQUESTS] = requests.counting(who.campaigns)
    return counted(asked)


def _listed(
    shown: today.List, who: Worker, zone: str, mark: str, by: today.By, counts: dict[str, int]
) -> dict[str, Any]:
    """Rows in their groups."""
    plenty = counts[shown] >= today.MOST_COUNTED
    page = today.page_of(shown, who, zone, place_of(mark), by=by, group=group_of(mark), plenty=plenty)
    people = {each for row in page.rows for each in (row.held_by_id, row.point_person_id)}
    return {
        "rows": page.rows, "groups": _grouped(page.rows, by), "names": colleagues.names_of(people),
        "next": mark_of(page.next, page.group),
    }  # fmt: skip


def _stuck(who: Worker, zone: str, mark: str) -> dict[str, Any]:
    """Rows with their reasons, and for coordinators: to whom each can be given."""
    page = stuck.page_of(who, zone, place_of(mark))
    gives = me().role in COORDINATING
    return {
        "rows": page.lines, "next": mark_of(page.next), "reasons": REASONS, "trouble_words": troubles.said,
        "hands": giving.hands_of({line.row.campaign_id for line in page.lines}) if gives else {},
        "names": colleagues.names_of({line.row.point_person_id for line in page.lines}),
        "organizes": me().role in ORGANIZING, "coordinates": gives,
    }  # fmt: skip


@bp.post("/give")
@for_roles(*COORDINATING)
def give() -> ResponseReturnValue:
    """Hand one that waits for nobody to somebody."""
    try:
        assign_follow_up(request.form.get("follow_up", ""), request.form.get("to", ""), worker())
    except Refusal as refusal:
        if refusal.status == 409:
            return _back(str(refusal))
        raise
    return _back(_("Given. It is on their list now."))


@bp.post("/unconfirmed")
@for_roles(*ORGANIZING)
def unconfirmed() -> ResponseReturnValue:
    """Have somebody called who never confirmed; or leave them in peace."""
    try:
        called = see_to_unconfirmed(request.form.get("follow_up", ""), worker())
    except Refusal as refusal:
        if refusal.status == 409:
            return _back(str(refusal))
        raise
    return _back(_("A call is planned.") if called else _("It rests. If they confirm one day, their letters go."))


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
    kept = request.form.get("list") or None, request.form.get("by") or None
    return redirect(url_for("desk.today.index", list=kept[0], by=kept[1]), 303)


def _grouped(rows: list[today.Row], by: today.By) -> list[tuple[str, list[today.Row]]]:
    """Heading and rows of each group that has any."""
    groups: dict[str, list[today.Row]] = {}
    for row in sorted(rows, key=lambda row: row.closed_to_me) if by == "screening" else rows:
        groups.setdefault(_group_words(row, by), []).append(row)
    return list(groups.items())


def _group_words(row: today.Row, by: today.By) -> str:
    """Late, before tonight, tomorrow and after; or where they watched; or how they are reached."""
    if by == "urgency":
        return str(GROUPS[row.group])
    if by == "channel":
        return str(CHANNELS[row.channel])
    # Not even the place of who asked for extra care: theirs stand last.
    if row.closed_to_me:
        return _("With a coordinator")
    if row.behind is None:
        return _("No film screening")
    return ", ".join(part for part in (row.behind.place, row.behind.when) if part)


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
