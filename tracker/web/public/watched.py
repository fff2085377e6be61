"""Where did you watch? Asked on the thanks page, and once more by the link of a letter. Opening a page changes nothing.

Whatever a pass or link was good for, the answer looks the same: it tells nobody whether somebody is known. No form token
is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import WATCHED
from tracker.screenings import campaigns, doors, films
from tracker.signups import placing
from tracker.store import links
from tracker.usecases.say_where import Pass, say_where
from tracker.web.frame import passes
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import thanks, where_asked
from tracker.web.public.where_asked import NotOnTheList, Question
from tracker.words import language

bp = for_anyone(Blueprint("watched", __name__))
csrf.exempt(bp)


@bp.get("/thanks/<token>/where")
def back(token: str) -> ResponseReturnValue:
    """Whoever loads the page of a search anew finds the question."""
    return redirect(thanks.read(token).address, 303)


@bp.post("/thanks/<token>/where")
def answer(token: str) -> ResponseReturnValue:
    """An answer; or a search, which stays on the page."""
    told = thanks.read(token)
    opening = doors.opened_by(told.code)
    if not thanks.asks_where(opening):
        return redirect(told.address, 303)
    chosen = request.form.get("screening")
    if chosen is None or not where_asked.can_be(opening.campaign.id, chosen):
        where = _searched(thanks.where_of(told), opening.campaign.id, chosen)
        return thanks.page(told, 422 if where.wrong else 200, where=where)
    say_where(told.signup_id, chosen, Pass(opening.campaign.id, passes.given_at("thanks", token)))
    return redirect(_answered(thanks.where_of(told), chosen), 303)


@bp.get("/thanks/<token>/where/<answered>")
def said(token: str, answered: str) -> ResponseReturnValue:
    """The thanks page with the answer in it, as its own pass says; what is written down is not looked at."""
    told = thanks.read(token)
    opening = doors.opened_by(told.code)
    address = thanks.where_of(told)
    where = where_asked.question(address, opening.campaign.id, opening.film, token=answered)
    return thanks.page(told, where=where)


@bp.get("/watched/<token>")
def ask(token: str) -> ResponseReturnValue:
    campaign_id = placing.campaign_of(links.read(WATCHED, token))
    return _page(None if campaign_id is None else _question(f"/watched/{token}", campaign_id))


@bp.post("/watched/<token>")
def do(token: str) -> ResponseReturnValue:
    signup_id = links.read(WATCHED, token)
    campaign_id = placing.campaign_of(signup_id)
    if campaign_id is None:
        return _page(None)
    chosen = request.form.get("screening")
    if chosen is None or not where_asked.can_be(campaign_id, chosen):
        where = _searched(f"/watched/{token}", campaign_id, chosen)
        return _page(where), 422 if where.wrong else 200
    say_where(signup_id, chosen)
    return redirect(_answered(f"/watched/{token}", chosen), 303)


@bp.get("/watched/<token>/<answered>")
def done(token: str, answered: str) -> ResponseReturnValue:
    campaign_id = placing.campaign_of(links.read(WATCHED, token))
    return _page(None if campaign_id is None else _question(f"/watched/{token}", campaign_id, answered=answered))


def _searched(address: str, campaign_id: str, chosen: str | None) -> Question:
    """What was typed, found; or told that the choice is none."""
    if chosen is not None:
        return _question(address, campaign_id, wrong=str(NotOnTheList.sentence))
    return _question(address, campaign_id, near=request.form.get("near", ""))


def _question(
    address: str, campaign_id: str, near: str | None = None, wrong: str = "", answered: str | None = None
) -> Question:
    film = films.by_id(campaigns.by_id(campaign_id).film_id)
    return where_asked.question(address, campaign_id, film, near, wrong, answered)


def _answered(address: str, chosen: str) -> str:
    return f"{address}/{where_asked.pass_of(chosen)}?lang={language()}#where"


def _page(where: Question | None) -> str:
    """Without a question: the signup is not there any more."""
    return render_template("public/watched.html", where=where)
