"""The card of one follow-up, and writing down how it went."""

from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from tracker import clock, times
from tracker.errors import Refusal
from tracker.followups import behind, claiming, money, next_try, outcomes
from tracker.followups import card as cards
from tracker.followups.recording import Told
from tracker.letters import replies
from tracker.store.ids import new_id
from tracker.team import colleagues
from tracker.usecases.answer_reply import answer_reply
from tracker.usecases.claim_follow_up import give_back
from tracker.usecases.note_answer import note_answer
from tracker.usecases.note_how_to_say import MOST_SAID, note_how_to_say
from tracker.usecases.open_card import open_card
from tracker.usecases.record_outcome import record_outcome
from tracker.web.desk.at_work import worker
from tracker.web.desk.number_words import number_words
from tracker.web.frame.access import CALLING, ORGANIZING, for_roles, me, my_campaigns, shows_contacts
from tracker.words import LANGUAGES, Lazy, _, language, lazy

bp = shows_contacts(for_roles(*CALLING)(Blueprint("follow_ups", __name__, url_prefix="/follow-ups")))


class OutcomeForm(FlaskForm):
    """How it went. The outcome itself is the button that was pressed."""

    note = TextAreaField(lazy("Note"))
    call_back_at = StringField(lazy("Day and time"))
    amount = StringField(lazy("Amount"))
    currency = SelectField(lazy("Currency"), choices=money.CURRENCIES, validate_choice=False)


class AnswerForm(FlaskForm):
    """A letter in answer to theirs. The nonce makes two presses one letter."""

    text = TextAreaField(lazy("Your answer"))
    nonce = HiddenField(default=new_id)


class SayForm(FlaskForm):
    """How the name sounds."""

    said = StringField(lazy("How to say it"))


REPLIES = "replies"
# The buttons that choose when to call back.
QUICK: dict[str, Lazy] = {
    "evening": lazy("This evening"), "morning": lazy("Tomorrow morning"), "week": lazy("In a week"),
}  # fmt: skip
# What the last outcomes do, under their names.
DOES: dict[str, Lazy] = {
    "stop calls": lazy("Ends calls and texts. Letters go on."),
    "asked to stop": lazy("Ends everything at once, letters too."),
}  # fmt: skip


@bp.get("/<follow_up_id>")
def card(follow_up_id: str) -> str:
    """Opening it is traced."""
    return _shown(follow_up_id, OutcomeForm(formdata=None))


@bp.post("/<follow_up_id>")
def outcome(follow_up_id: str) -> ResponseReturnValue:
    """Write it down, and go back to Today, where it can be undone."""
    form, who = OutcomeForm(), worker()
    try:
        if not form.validate():
            raise outcomes.OutcomeUnknown
        follow_up = claiming.reachable(follow_up_id, who)
        told = _told(form, request.form.get("outcome", ""), follow_up.channel, behind.zone_of(follow_up.id))
        record_outcome(follow_up_id, told, who)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        if refusal.field in form:
            form[refusal.field].errors = [str(refusal)]
        else:
            form.form_errors = [str(refusal)]
        return _shown(follow_up_id, form), 422
    return redirect(url_for("desk.today.index"), 303)


@bp.post("/<follow_up_id>/answer")
def answer(follow_up_id: str) -> ResponseReturnValue:
    """A letter goes out; how it went is written down apart."""
    form = AnswerForm()
    try:
        answer_reply(
            follow_up_id, form.text.data or "", form.nonce.data or "", worker(), current_app.config["BASE_URL"]
        )
    except Refusal as refusal:
        if refusal.field is None:
            raise
        form.text.errors = [str(refusal)]
        return _shown(follow_up_id, OutcomeForm(formdata=None), answer=form), 422
    flash(_("Your answer is in the outbox and leaves with the next letters. Write down how it went."))
    return redirect(url_for("desk.follow_ups.card", follow_up_id=follow_up_id), 303)


@bp.post("/<follow_up_id>/how-to-say")
def how_to_say(follow_up_id: str) -> ResponseReturnValue:
    """Write down how the name is said."""
    form = SayForm()
    try:
        note_how_to_say(follow_up_id, form.said.data or "", worker())
    except Refusal as refusal:
        if refusal.field is None:
            raise
        form.said.errors = [str(refusal)]
        return _shown(follow_up_id, OutcomeForm(formdata=None), form), refusal.status
    flash(_("Kept, for whoever calls next."))
    return redirect(url_for("desk.follow_ups.card", follow_up_id=follow_up_id), 303)


@bp.post("/<follow_up_id>/give-back")
def release(follow_up_id: str) -> ResponseReturnValue:
    """Let somebody else take it."""
    give_back(follow_up_id, worker())
    flash(_("Given back. Somebody else can take it now."))
    return redirect(url_for("desk.today.index"), 303)


@bp.post("/<follow_up_id>/answered")
@for_roles(*ORGANIZING)
def answered(follow_up_id: str) -> ResponseReturnValue:
    """An answer to a letter has come in."""
    planned = note_answer(follow_up_id, me().id, my_campaigns())
    flash(_("Written down: they answered. The next step is planned.") if planned else _("Written down: they answered."))
    ally_id = claiming.ally_of(follow_up_id)
    return redirect(url_for("desk.ally.card", ally_id=ally_id), 303)


def _told(form: OutcomeForm, key: str, channel: str, zone: str) -> Told:
    """What was sent, as the rooms take it. Raises refusals that name their field."""
    note = (form.note.data or "").replace("\r\n", "\n").strip()
    quick = request.form.get("back")
    if quick in QUICK:
        return Told(outcomes.named("call back", channel), note, next_at=next_try.quick(clock.now(), zone).get(quick))
    wanted = outcomes.named(key, channel)
    if wanted.asks == "when":
        return Told(wanted, note, next_at=_agreed(form.call_back_at.data or "", zone))
    if wanted.asks == "gift":
        currency = form.currency.data or ""
        return Told(wanted, note, amount=money.smallest_units(form.amount.data or "", currency), currency=currency)
    return Told(wanted, note)


def _agreed(text: str, zone: str) -> datetime:
    """The moment at which the clock there shows it. Raises CallBackUnsaid, CallBackFar, CallBackGap."""
    try:
        local = datetime.fromisoformat(text.strip()[:16])
    except ValueError:
        raise next_try.CallBackUnsaid from None
    if not 2000 <= local.year <= 2200:
        raise next_try.CallBackFar
    try:
        return times.moment(local.date(), local.time().replace(tzinfo=None), zone)
    except times.ClockSkipped:
        raise next_try.CallBackGap from None


def _shown(follow_up_id: str, form: OutcomeForm, say: SayForm | None = None, answer: AnswerForm | None = None) -> str:
    who, called = worker(), me().name or ""
    open_card(follow_up_id, who)
    # Who looks, too: the page asks for them anyway, now that something has been written down.
    shown = cards.card(follow_up_id, called, {REPLIES: replies.counting_of(follow_up_id)})
    names = colleagues.names_of({each.account_id for each in shown.before} | {who.account_id})
    wanted = request.args.get("script", shown.language)
    script = next(
        (each for each in (wanted, shown.language, language(), "en", *shown.script) if each in shown.script), ""
    )
    offered = outcomes.offered(shown.channel)
    return render_template(
        "desk/follow_ups.html", card=shown, form=form, outcomes=offered, words_of=outcomes.words_of, script=script,
        languages=LANGUAGES, names=names,
        phone=number_words(shown.phone), local_time=times.time_words(shown.local_now), now_there=shown.local_now,
        when=lambda at: times.when_words(at, at.astimezone(shown.local_now.tzinfo).date(), shown.zone), does=DOES,
        language_name=times.language_words(shown.language), say=say or SayForm(formdata=None, said=shown.said),
        most_said=MOST_SAID, quick=_quick(shown) if any(each.asks == "when" for each in offered) else [],
        keys=_keys(offered), text_to=_text_to(shown, script),
        replies=replies.of_follow_up(follow_up_id) if shown.besides[REPLIES] else [], answer=answer or AnswerForm(formdata=None),
    )  # fmt: skip


def _quick(card: cards.Card) -> list[tuple[str, Lazy, datetime]]:
    """Key, words and moment of each button that says when."""
    return [(key, QUICK[key], at) for key, at in next_try.quick(clock.now(), card.zone).items()]


def _keys(offered: list[outcomes.Outcome]) -> dict[str, str]:
    """The digit of each outcome, in the order of the page: 1 to 9, then 0, then the key beside it."""
    plain = [each for each in offered if not each.asks and each.key not in DOES]
    asking = sorted((each for each in offered if each.asks), key=lambda each: each.asks != "when")
    last = [each for each in offered if each.key in DOES]
    return {each.key: digit for each, digit in zip([*plain, *asking, *last], "1234567890-", strict=False)}


def _text_to(card: cards.Card, script: str) -> str:
    """An address that opens the phone's own messages, the words filled in where there are any.

    RFC 5724 says "?body="; iPhones have long wanted "&body=" instead. Both find it behind "?&".
    """
    body = card.body.get(script, "") if card.channel == "text" else ""
    return f"sms:{card.phone}" + (f"?&body={quote(body, safe='')}" if body else "")
