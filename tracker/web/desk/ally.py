"""One ally: the alias card. The contact shows only to a coordinator who says why."""

from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from tracker import times
from tracker.allies import tags
from tracker.allies.ally import Contact
from tracker.allies.own_links import Given
from tracker.finding import ally_card
from tracker.finding.ally_card import JoinedTo
from tracker.followups import ladder_ways, money, outcomes
from tracker.signups import answers, requests
from tracker.team import colleagues, settings
from tracker.team.deeds import DEEDS
from tracker.usecases.hand_over_own_link import hand_over_own_link, may_hand_over
from tracker.usecases.look_at_ally import look_at_ally
from tracker.usecases.reveal_contact import MOST_REASON, ReasonUnsaid, reveal_contact
from tracker.web.desk.at_work import mark_of, place_of, worker
from tracker.web.desk.evidence_words import evidence_words
from tracker.web.desk.number_words import number_words
from tracker.web.desk.seen_as import seen_as
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, me, shows_contacts
from tracker.words import Lazy, lazy

bp = shows_contacts(for_roles(*ORGANIZING)(Blueprint("ally", __name__, url_prefix="/allies")))

CHANNELS: dict[str, Lazy] = {
    "email": lazy("Letters"), "phone": lazy("Calls"),
    "letter": lazy("Letter"), "call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task"),
}  # fmt: skip
ANSWERS: dict[str, Lazy] = {"yes": lazy("yes"), "no": lazy("no"), "unknown": lazy("not said")}
LETTERS: dict[str, Lazy] = {
    "waiting": lazy("waits in the outbox"), "leaving": lazy("is leaving"), "left": lazy("has left"),
    "failed": lazy("failed"), "withdrawn": lazy("withdrawn"),
}  # fmt: skip
SAID: dict[str, Lazy] = {
    "own link": lazy("by their own link"), "call": lazy("said to the team"), "undo": lazy("a slip, taken back"),
    "reply": lazy("by a letter to us"), "parted": lazy("said while joined with another ally"),
}  # fmt: skip


class ReasonForm(FlaskForm):
    """Why."""

    reason = StringField(lazy("Why do you need it?"))


@bp.get("/<ally_id>")
def card(ally_id: str) -> ResponseReturnValue:
    """What is to do, and all that happened; no contact. The alias alone for who has asked to be erased.

    Who was joined to another leads there.
    """
    try:
        return _shown(ally_id, ReasonForm(formdata=None))
    except JoinedTo as joined:
        return redirect(url_for("desk.ally.card", ally_id=joined.stays_id), 303)


@bp.post("/<ally_id>/reveal")
@for_roles(*COORDINATING)
def reveal(ally_id: str) -> ResponseReturnValue:
    """Show the contact once, on this answer alone; traced with its reason."""
    form = ReasonForm()
    try:
        if not form.validate():
            raise ReasonUnsaid
        contact = reveal_contact(ally_id, form.reason.data or "", me().id)
    except ReasonUnsaid as refusal:
        form.reason.errors = [str(refusal)]
        return _shown(ally_id, form), 422
    return _shown(ally_id, form, contact)


@bp.post("/<ally_id>/own-link")
def own_link(ally_id: str) -> ResponseReturnValue:
    """A fresh link to what we hold, shown on this answer alone, to be handed to the ally; traced."""
    ally_card.ally_card(ally_id, worker())  # whom they may not see has no link to hand over
    return _shown(ally_id, ReasonForm(formdata=None), given=hand_over_own_link(ally_id, worker()))


def _shown(ally_id: str, form: ReasonForm, contact: Contact | None = None, given: Given | None = None) -> str:
    who = worker()
    looked = look_at_ally(ally_id, who, place_of(request.args.get("after", "")))
    found = looked.card
    if looked.erased_by is not None:
        zone = settings.get("zone")
        when = times.when_words(looked.erased_by, looked.erased_by.astimezone(ZoneInfo(zone)).date(), zone)
        return render_template("desk/ally.html", card=None, ally=found.ally, form=form, erased_by=when)
    events, (own_tags, all_tags) = found.timeline.events, tags.beside(ally_id)
    persons = {event.account_id for event in events} | {line.account_id for line in looked.joined}
    follow_ups = {each.follow_up.point_person_id for each in found.follow_ups}
    return render_template(
        "desk/ally.html", card=found, ally=found.ally, form=form, contact=contact, may_reveal=me().role in COORDINATING,
        names=colleagues.names_of(persons | follow_ups), channels=CHANNELS, answers=ANSWERS, letters=LETTERS, said=SAID,
        came=ally_card.came_of(found, who), next=mark_of(found.timeline.next), later="after" in request.args, deeds=DEEDS,
        pairs=looked.pairs, joined=looked.joined, evidence_words=evidence_words, seen_as=seen_as(found.ally),
        wrote=answers.of_ally(ally_id) if contact is not None else [],
        language_words=times.language_words, number_words=number_words, words_of=outcomes.words_of,
        money=money.money_words, way_words=ladder_ways.words, most_reason=MOST_REASON,
        may_hand_over=(who.careful or found.at_it) and may_hand_over(found.ally, who), given=given, same=looked.same,
        request_states=requests.STATES,
        tags=own_tags, all_tags=all_tags,
        own_link=f"{current_app.config['BASE_URL']}/me/open/{given.token}?lang={found.ally.language}" if given else "",
        ends_at=times.time_words(given.ends_at.astimezone(ZoneInfo(settings.get("zone")))) if given else "",
    )  # fmt: skip
