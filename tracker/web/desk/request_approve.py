"""Approving a request to host: the evening first, then the letter with the host's link, as it will go."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from tracker.errors import Refusal
from tracker.followups import hosting
from tracker.followups.titles import title_of
from tracker.letters import to_asker
from tracker.letters.to_asker import Said
from tracker.screenings import listing, log, venues
from tracker.screenings.listing import Line
from tracker.screenings.log import ThereAlready
from tracker.screenings.zones import known_zones
from tracker.signups import requests
from tracker.signups.request_to_host import RequestToHost
from tracker.times import language_words
from tracker.usecases import approve_request as approving
from tracker.usecases.approve_request import Approved, Evening
from tracker.web.desk.at_work import worker
from tracker.web.desk.request import looked_at
from tracker.web.desk.screening_log import ScreeningForm
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns, see_campaign, shows_contacts
from tracker.web.frame.fields import Pick, Text, refused
from tracker.words import _, language, lazy

bp = shows_contacts(for_roles(*ORGANIZING)(Blueprint("request_approve", __name__, url_prefix="/requests")))

# What stands on the second page for itself; all else goes along unseen.
LETTER = ("subject", "text", "csrf_token")


class ApproveForm(ScreeningForm):
    """The evening, with who asks as its host; the follow-up that is closed by it; and the letter."""

    host_name = host_email = host_phone = None  # type: ignore[assignment]
    # One that is there already.
    existing = HiddenField()
    closes = Pick(lazy("It closes the follow-up"))
    subject = Text(lazy("Subject"), to_asker.MOST_SUBJECT)
    text = Text(lazy("Letter"), to_asker.MOST_TEXT, lines=True)

    def host(self) -> dict[str, str]:
        """The use case says who."""
        return {}

    def evening(self) -> Evening:
        """Raises VenueUnknown, VenueUnclear, CampaignNotThere."""
        if self.existing.data:
            see_campaign(log.by_id(self.existing.data).campaign_id)
            return Evening(existing_id=self.existing.data)
        facts = self.facts()
        see_campaign(facts.campaign_id)
        return Evening(facts=replace(facts, host={}), new_venue=self.new_venue())


@bp.route("/<request_id>/approve", methods=["GET", "POST"])
def approve(request_id: str) -> ResponseReturnValue:
    """Three steps on one address: the evening, the letter, done. Nothing is kept before the last."""
    found = looked_at(request_id)
    if found.state == "approved" and found.decided_by_id == me().id:  # pressed twice
        return redirect(url_for("desk.request.show", request_id=request_id), 303)
    requests.check_open(found)
    if requests.is_gone(found):
        raise approving.AskerGone
    form = ApproveForm(data=_known(found) if request.method == "GET" else None)
    form.offer(my_campaigns())
    form.closes.choices = [("", _("None")), *_may_close(found)]
    step = request.form.get("step", "")
    if request.method == "GET" or step == "evening":
        return _page(form, found)
    # Of one that is there already the evening is not asked again; what it closes is.
    if not (form.closes.validate(form) if form.existing.data else form.validate()):
        return _page(form, found), 422
    there = None
    try:
        return _see_letter(form, found) if step == "letter" else _do(form, found)
    except ThereAlready as refusal:
        there = listing.line_of(log.by_id(refusal.fields["there"]))
        refused(form, refusal)
    except (requests.DecidedAlready, approving.AskerGone):
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        refused(form, refusal)
    return _page(form, looked_at(request_id), there), 422


def _see_letter(form: ApproveForm, found: RequestToHost) -> ResponseReturnValue:
    """The second step: nothing is there yet but the words."""
    evening, bar = form.evening(), to_asker.barred(found)
    said = approving.preview(found.id, evening, worker())
    found = looked_at(found.id)
    if not form.text.data or request.form.get("anew"):
        form.subject.data, form.text.data = said.subject, said.text
        form.subject.raw_data = form.text.raw_data = None
    spoken = to_asker.language_of(found)
    return render_template(
        "desk/request_letter.html", it=found, form=form, bar=to_asker.BARS[bar] if bar else None, spoken=spoken,
        foot=to_asker.foot_of(found), link=to_asker.links_under("approved", spoken, "x"), unseen=_unseen(form),
        language_words=language_words, foreign=spoken != language(),
        closes=dict(form.closes.choices).get(form.closes.data, "") if form.closes.data else "",
        there=listing.line_of(log.by_id(form.existing.data)) if form.existing.data else None,
    )  # fmt: skip


def _do(form: ApproveForm, found: RequestToHost) -> ResponseReturnValue:
    words = None if to_asker.barred(found) else Said(form.subject.data, form.text.data)
    done = approving.approve_request(
        found.id, form.evening(), words, form.closes.data, worker(), current_app.config["BASE_URL"]
    )
    flash(_told(done))
    if done.letter:
        return redirect(url_for("desk.request.show", request_id=found.id), 303)
    link = f"{current_app.config['BASE_URL']}/host/{done.token}"
    line = listing.line_of(log.by_id(done.screening_id))
    return render_template("desk/request_approved.html", request_id=found.id, link=link, line=line)


def _told(done: Approved) -> str:
    letter = _("The letter with the host’s link is on its way.") if done.letter else _("No letter goes.")
    closed = _("The follow-up is closed by it.") if done.closed else ""
    return " ".join(part for part in (_("Approved."), letter, closed) if part)


def _page(form: ApproveForm, found: RequestToHost, there: Line | None = None) -> str:
    bar = to_asker.barred(found)
    return render_template(
        "desk/request_approve.html", it=found, form=form, wish=found.wish or {}, there=there, venues=venues.offered(),
        zones=sorted(known_zones()), bar=to_asker.BARS[bar] if bar else None,
    )  # fmt: skip


def _may_close(found: RequestToHost) -> list[tuple[str, str]]:
    """Those that the approval can close, by what they are called."""
    return [
        (each.id, title_of(title, each.why) or _("Without a title")) for each, title in hosting.may_close(found, worker())
    ]  # fmt: skip


def _known(found: RequestToHost) -> dict[str, Any]:
    """What the request tells. A venue of that name in that town is taken as the one that is meant."""
    wish, own = found.wish or {}, hosting.may_close(found, worker())
    led = hosting.led_to(found.id, worker())
    first = [own[0][0].id] if own and led is not None and own[0][0].id == led.id else []
    known: dict[str, Any] = {
        "campaign": found.campaign_id or "", "kind": found.kind, "closes": first[0] if first else "",
    }  # fmt: skip
    where = {name: wish.get(name, "") for name in ("city", "region", "postcode", "country")}
    if found.kind == "virtual":
        return known
    try:
        venue = venues.named(f"{wish.get('place', '')}, {where['city']}") if wish.get("place") else None
    except Refusal:
        venue = None
    return known | ({"venue": venues.spelt_out(venue)} if venue else {"name": wish.get("place", ""), **where})


def _unseen(form: ApproveForm) -> list[tuple[str, str]]:
    """The evening, as the next press says it again."""
    return [
        (field.name, value)
        for field in form
        if field.name not in LETTER
        for value in request.form.getlist(field.name)
        if value
    ]
