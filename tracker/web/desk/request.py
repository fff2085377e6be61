"""One request to host: who asks, what for, what is near; and the answers that make no film screening of their own."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker.allies.ally import Ally
from tracker.followups import hosting
from tracker.letters import to_asker
from tracker.letters.to_asker import About, Said, What
from tracker.screenings import campaigns, countries, listing, log, near
from tracker.screenings.near import Near, Town
from tracker.signups import requests
from tracker.signups.request_to_host import OPEN, RequestToHost
from tracker.store.db import db
from tracker.team import colleagues
from tracker.times import language_words
from tracker.usecases import answer_request
from tracker.usecases.look_at_request import look_at_request
from tracker.web.desk.at_work import worker
from tracker.web.desk.number_words import number_words
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns, shows_contacts
from tracker.web.frame.fields import Text, tried
from tracker.words import Lazy, _, language, lazy

bp = shows_contacts(for_roles(*ORGANIZING)(Blueprint("request", __name__, url_prefix="/requests")))

TITLES: dict[What, Lazy] = {
    "question": lazy("Ask them something"), "offer": lazy("Offer another evening"), "declined": lazy("Decline"),
}  # fmt: skip
BUTTONS: dict[What, Lazy] = {
    "question": lazy("Send the question"),
    "offer": lazy("Offer it"),
    "declined": lazy("Decline"),
}


class AnswerForm(FlaskForm):
    """The letter, as it goes. Without a letter neither is needed."""

    subject = Text(lazy("Subject"), to_asker.MOST_SUBJECT)
    text = Text(lazy("Letter"), to_asker.MOST_TEXT, lines=True)
    silent = BooleanField(lazy("Without a letter"))

    def words(self) -> Said | None:
        """None: no letter."""
        return None if self.silent.data else Said(self.subject.data, self.text.data)


@bp.get("/<request_id>")
def show(request_id: str) -> str:
    """Who asks stands here with their contact: that is written down."""
    found = looked_at(request_id)
    ally = db.session.get(Ally, found.ally_id) if found.ally_id else None
    gone = requests.is_gone(found)
    wish = (None if gone else found.wish) or {}
    led = hosting.led_to(found.id, worker())
    return render_template(
        "desk/request.html", it=found, asker=(None if gone else found.asker) or {}, wish=wish, gone=gone, ally=ally,
        may_see_ally=ally is not None and _is_mine(found), can_decide=found.state in OPEN, state=requests.STATES[found.state],
        barred=_bar(found), left_before=found.state in OPEN and to_asker.had_left(found),
        others=requests.others_of(found, my_campaigns()), nearby=_nearby(found) if found.state in OPEN else [],
        came=listing.line_of(log.by_id(found.screening_id)) if found.screening_id else None, led=led,
        campaign=campaigns.by_id(found.campaign_id) if found.campaign_id else None, states=requests.STATES,
        names=colleagues.names_of([found.decided_by_id, found.account_id]), language_words=language_words,
        country=dict(countries.names()).get(wish.get("country", ""), ""), number_words=number_words,
    )  # fmt: skip


@bp.route("/<request_id>/ask", methods=["GET", "POST"])
def ask(request_id: str) -> ResponseReturnValue:
    """A question back."""
    return _answer(request_id, "question")


@bp.route("/<request_id>/decline", methods=["GET", "POST"])
def decline(request_id: str) -> ResponseReturnValue:
    return _answer(request_id, "declined")


@bp.route("/<request_id>/offer/<screening_id>", methods=["GET", "POST"])
def offer(request_id: str, screening_id: str) -> ResponseReturnValue:
    """Another film screening, which anybody may come to."""
    looked_at(request_id)
    screening = log.by_id(screening_id)
    if screening.visibility != "listed":
        raise answer_request.NotToCome
    return _answer(request_id, "offer", to_asker.about(screening))


def looked_at(request_id: str) -> RequestToHost:
    """The request, after it has been written down who looks. Raises RequestNotThere, ForCoordinators and RationSpent."""
    who = worker()
    look_at_request(request_id, who)
    return requests.reachable(request_id, who.campaigns, who.careful)


def _answer(request_id: str, what: What, about: About | None = None) -> ResponseReturnValue:
    """The letter to look at; then it goes."""
    found = looked_at(request_id)
    requests.check_open(found)
    form, bar = AnswerForm(), to_asker.barred(found)
    if request.method == "GET":
        said = to_asker.said(what, found, about)
        form.subject.data, form.text.data, form.silent.data = said.subject, said.text, bar is not None
    if form.validate_on_submit():
        goes = tried(form, lambda: _do(what, request_id, None if bar else form.words(), about))
        if not form.errors:
            flash(_told(what, bool(goes)))
            return redirect(url_for("desk.request.show", request_id=request_id), 303)
        found = looked_at(request_id)
    text = render_template(
        "desk/request_answer.html", it=found, form=form, what=what, about=about, title=TITLES[what], button=BUTTONS[what],
        bar=to_asker.BARS[bar] if bar else None, foot=to_asker.foot_of(found), spoken=to_asker.language_of(found),
        mine=to_asker.said(what, found, about, language()) if to_asker.language_of(found) != language() else None,
        link=to_asker.links_under(what, to_asker.language_of(found), "x") if about else "", language_words=language_words,
    )  # fmt: skip
    return text, 422 if form.errors else 200


def _do(what: What, request_id: str, words: Said | None, about: About | None) -> bool:
    who, base_url = worker(), current_app.config["BASE_URL"]
    if what == "question":
        if words is None:
            raise answer_request.NoLetterMayGo
        answer_request.ask_back(request_id, words, who, base_url)
        return True
    if about is not None:
        return answer_request.offer(request_id, about.screening.id, words, who, base_url)
    return answer_request.decline(request_id, words, who, base_url)


def _told(what: What, goes: bool) -> str:
    done = {"question": _("Asked."), "offer": _("Offered."), "declined": _("Declined.")}[what]
    return f"{done} {_('The letter is on its way.') if goes else _('No letter goes.')}"


def _nearby(found: RequestToHost) -> list[Near]:
    wish = found.wish or {}
    if not wish.get("city"):
        return []
    return near.coming(Town(wish["city"], wish.get("region", ""), wish.get("postcode", ""), wish.get("country", "US")))


def _bar(found: RequestToHost) -> Lazy | None:
    bar = to_asker.barred(found) if found.state in OPEN else None
    return to_asker.BARS[bar] if bar else None


def _is_mine(found: RequestToHost) -> bool:
    """Whether the ally's card opens for whoever asks."""
    mine = my_campaigns()
    return mine is None or found.campaign_id in mine
