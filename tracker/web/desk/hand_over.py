"""Handing somebody's work over: to whom, campaign by campaign; and whose contacts they have seen."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.finding import contacts_seen
from tracker.followups import handing_over
from tracker.followups.passing_on import HandedOver
from tracker.screenings import answered_for, takers, who_works
from tracker.team import account
from tracker.team.deeds import DEEDS
from tracker.usecases.hand_over_work import hand_over_work
from tracker.usecases.look_at_contacts_seen import look_at_contacts_seen
from tracker.web.desk import desk_clock, hours_form
from tracker.web.desk.at_work import mark_of, place_of
from tracker.web.frame import access
from tracker.words import _n

bp = access.for_roles(*access.COORDINATING)(Blueprint("hand_over", __name__, url_prefix="/team/<account_id>"))

index = access.for_roles(*access.COORDINATING)(Blueprint("hand_overs", __name__, url_prefix="/hand-over"))

POOL, STAYS = "pool", ""


@index.get("/")
def everybody() -> str:
    """Who has work to hand over, those who have left first."""
    rows = [(one, handing_over.load_of(one.id)) for one in account.members()]
    told = [(one, sum(load.open for load in loads), sum(load.late for load in loads)) for one, loads in rows]
    told.sort(key=lambda row: (row[0].active, -row[1]))
    return render_template("desk/hand_over_all.html", rows=told)


@bp.get("/hand-over")
def show(account_id: str) -> str:
    return _page(account_id)


@bp.post("/hand-over")
def hand_over(account_id: str) -> ResponseReturnValue:
    """A select for each campaign: somebody, the pool, or it stays."""
    asked = {key.removeprefix("to-"): value for key, value in request.form.items() if key.startswith("to-")}
    known = who_works.campaign_names()
    wanted = {
        campaign: None if value == POOL else value
        for campaign, value in asked.items()
        if value != STAYS and campaign in known
    }
    try:
        done = hand_over_work(account_id, wanted, access.me().id)
    except Refusal as refusal:
        if refusal.field is None and refusal.status != 404:
            raise
        return _page(account_id, wrong=str(refusal)), 422
    flash(words_of(done))
    return redirect(url_for("desk.hand_over.show", account_id=account_id), 303)


@bp.get("/contacts-seen")
def seen(account_id: str) -> ResponseReturnValue:
    """Between two hours, or since ever."""
    after, form = place_of(request.args.get("after", "")), hours_form.asked()
    between = form.between()
    total, rows = look_at_contacts_seen(account_id, between, after, access.me().id) if between else (0, [])
    last = rows[contacts_seen.PAGE - 1] if len(rows) > contacts_seen.PAGE else None
    return render_template(
        "desk/contacts_seen.html", member=account.by_id(account_id), total=total, rows=rows[: contacts_seen.PAGE], after=after,
        form=form, next=mark_of((last.last_at, last.about_id)) if last else None, kept=form.kept(),
        deeds=DEEDS, when=desk_clock.when, looked=between is not None,
    ), 200 if between else 422  # fmt: skip


def words_of(done: HandedOver) -> str:
    told = [_n("%(n)s follow-up has changed hands.", "%(n)s follow-ups have changed hands.", done.follow_ups)]
    if done.kept_back:
        told.append(
            _n(
                "%(n)s with extra care waits for a coordinator.",
                "%(n)s with extra care wait for a coordinator.",
                done.kept_back,
            )
        )
    if done.screenings:
        told.append(
            _n("%(n)s film screening has changed hands.", "%(n)s film screenings have changed hands.", done.screenings)
        )
    return " ".join(told)


def _page(account_id: str, wrong: str = "") -> str:
    whose = account.by_id(account_id)
    loads = {load.campaign_id: load for load in handing_over.load_of(account_id)}
    screenings = answered_for.count_of(account_id)
    names = who_works.campaign_names()
    theirs = [campaign for campaign in names if campaign in loads or campaign in screenings]
    return render_template(
        "desk/hand_over.html", member=whose, campaigns=theirs, names=names, loads=loads, screenings=screenings,
        takers={campaign: takers.takers(account_id, campaign) for campaign in theirs}, wrong=wrong, pool=POOL,
        seen=contacts_seen.how_many(account_id),
    )  # fmt: skip
