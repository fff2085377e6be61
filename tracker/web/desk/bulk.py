"""What was done to many: how far it is, who was left out and why, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.allies.tag import Tag
from tracker.finding import bulk
from tracker.finding.bulk_deed import What
from tracker.finding.bulk_way import (
    AT_IT,
    CARE,
    GONE,
    HAD_IT,
    HAD_NOT,
    NO_CONSENT,
    NO_NUMBER,
    NOT_IN,
    NOT_YOURS,
    NOTHING_OPEN,
    STOPPED,
    THEIRS,
)
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.team import colleagues
from tracker.usecases import do_in_bulk
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import ORGANIZING, for_roles
from tracker.words import Lazy, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("bulk", __name__, url_prefix="/bulk"))

TITLES: dict[str, Lazy] = {
    "assign": lazy("Give to a point person"), "step": lazy("Add a step"), "tag": lazy("Put a tag on"),
    "untag": lazy("Take a tag off"), "stop": lazy("Stop all contact"),
}  # fmt: skip
CHANNELS: dict[str, Lazy] = {"call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task")}
STATES: dict[str, Lazy] = {
    "going": lazy("Going on"), "done": lazy("Done"), "stopped": lazy("Stopped midway"), "undoing": lazy("Being taken back"),
    "undone": lazy("Taken back"),
}  # fmt: skip
LEFT_OUT: dict[str, Lazy] = {
    NO_CONSENT: lazy("did not agree to it"), CARE: lazy("asked for extra care: coordinators do this"),
    NOT_YOURS: lazy("others look after them"), NOTHING_OPEN: lazy("nothing is open for a person to do"),
    AT_IT: lazy("somebody is at it just now"), THEIRS: lazy("it is theirs already"),
    NOT_IN: lazy("nothing in a campaign where this can be done"), HAD_IT: lazy("had it already"), HAD_NOT: lazy("did not have it"),
    NO_NUMBER: lazy("left no number"), STOPPED: lazy("had stopped already"), GONE: lazy("are erased"),
}  # fmt: skip


class DeedForm(FlaskForm):
    """Nothing but the token."""


@bp.get("/")
def index() -> str:
    """The newest first: one's own; of everybody for who sees all."""
    rows = bulk.listed(worker())
    return render_template(
        "desk/bulk.html",
        deeds=rows,
        titles=TITLES,
        states=STATES,
        names=colleagues.names_of([row.account_id for row in rows]),
    )


@bp.get("/<deed_id>")
def show(deed_id: str) -> str:
    who = worker()
    row = bulk.mine(deed_id, who)
    return render_template(
        "desk/bulk_deed.html", deed=row, title=TITLES[row.deed], state=STATES[row.state], said=what_words(row.deed, row.what),
        ahead=bulk.ahead(row), may_undo=bulk.may_undo(row), reasons=LEFT_OUT, form=DeedForm(formdata=None),
        names=colleagues.names_of([row.account_id]), left_out=bulk.told(row.left_out, who),
    )  # fmt: skip


@bp.post("/<deed_id>/stop")
def stop(deed_id: str) -> ResponseReturnValue:
    do_in_bulk.stop(deed_id, worker())
    flash(_("Stopped. What was done stays done."))
    return redirect(url_for("desk.bulk.show", deed_id=deed_id), 303)


@bp.post("/<deed_id>/undo")
def undo(deed_id: str) -> ResponseReturnValue:
    do_in_bulk.undo(deed_id, worker())
    flash(_("It is taken back wherever nobody has touched it since."))
    return redirect(url_for("desk.bulk.show", deed_id=deed_id), 303)


def what_words(deed: str, what: What) -> list[tuple[str, str]]:
    """What exactly, for a page."""
    said = []
    if "channel" in what and deed == "step":
        said.append((_("What"), str(CHANNELS.get(what["channel"], ""))))
    if "campaign_id" in what and deed == "step":
        campaign = db.session.get(Campaign, what["campaign_id"])
        said.append((_("Campaign"), campaign.name if campaign else _("no longer there")))
    if "day" in what and deed == "step":
        said.append((_("From"), what["day"]))
    if deed in ("assign", "step") and what.get("account_id"):
        said.append((_("Point person"), colleagues.names_of([what["account_id"]]).get(what["account_id"], "")))
    if "tag_id" in what and deed in ("tag", "untag"):
        tag = db.session.get(Tag, what["tag_id"])
        said.append((_("Tag"), (tag.name or "") if tag else _("no longer there")))
    return said
