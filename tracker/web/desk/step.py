"""One step of a playbook: a new one, or changing one. Changes hold from now on; for what is open that is chosen."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from tracker.appeals import interest
from tracker.errors import Refusal
from tracker.followups import editing, step_rules
from tracker.followups.plan import ANY_LETTER, ASKED_TO_STOP
from tracker.followups.playbook import Condition, Playbook, Step
from tracker.followups.step_rules import Draft
from tracker.mail.words import FIELDS
from tracker.screenings import terms
from tracker.times import language_words
from tracker.usecases import edit_playbook
from tracker.web.desk import step_words
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import Ticks, Whole
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("step", __name__, url_prefix="/playbook"))

# Parts a value of `follows`: no key of a step holds it.
BAR = "|"


def _choices(pairs: Iterable[tuple[str, object]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


# What becomes of open follow-ups when their step is changed, and when it is archived.
CHANGING = {
    "leave": lazy("Leave what is open as it was planned"),
    "change": lazy("Change what is open too, unless somebody has begun"),
}
ARCHIVING = {
    "leave": lazy("Leave what is open: it is still to be done"),
    "close": lazy("Close what is open: nobody does it"),
}


class StepForm(FlaskForm):
    """All that a step says. The rules themselves stand in followups.step_rules."""

    title = StringField(lazy("Title"))
    channel = RadioField(
        lazy("How"), choices=_choices(step_words.CHANNELS.items()), validate_choice=False, default="letter"
    )
    asks = SelectField(lazy("Asks for"), validate_choice=False)
    delay_hours = IntegerField(lazy("Hours until it is due"), default=0)
    clock_hours = IntegerField(lazy("Hours until it is late"), default=72)
    follows = SelectField(lazy("Starts"), validate_choice=False)
    interests = Ticks(lazy("Only for those who ticked one of these"), validate_choice=False)
    without_interests = Ticks(lazy("Not for those who ticked one of these"), validate_choice=False)
    kinds = Ticks(
        lazy("Only at these kinds of film screening"), choices=_choices(terms.KINDS.items()), validate_choice=False
    )
    sources = Ticks(lazy("Only who signed up by"), choices=_choices(terms.SOURCES.items()), validate_choice=False)
    languages = Ticks(lazy("Only who reads"), validate_choice=False)
    consent = Ticks(lazy("Only who agreed to"), choices=_choices(step_words.CONSENTS.items()), validate_choice=False)
    only_phone = BooleanField(lazy("Only for those who left a phone number and no address"))
    unconfirmed = BooleanField(lazy("Only for those whose address is not confirmed: the one reminder"))
    since_least = Whole(lazy("Signed up at least so many days after the film"), 0, step_rules.MOST_DAYS)
    since_most = Whole(lazy("Signed up at most so many days after the film"), 0, step_rules.MOST_DAYS)
    hand = RadioField(
        lazy("Whose it becomes"),
        choices=_choices(step_words.HANDS.items()),
        validate_choice=False,
        default="point person",
    )
    open_ones = RadioField(lazy("What is open"), choices=_choices(CHANGING.items()), validate_choice=False)


for _code in LANGUAGES:
    setattr(StepForm, f"subject_{_code}", StringField(lazy("Subject")))
    setattr(StepForm, f"text_{_code}", TextAreaField(lazy("Text")))

# Beside which field a refusal stands, where the rule's name for it is another.
BESIDE = {"after": "follows", "outcome": "follows", "words": "text_en", "text": "text_en"}
MORE = ("kinds", "sources", "languages", "consent", "only_phone", "unconfirmed", "since_least", "since_most")
LISTS = ("interests", "without_interests", "kinds", "sources", "languages", "consent")


@bp.get("/<playbook_id>/steps/new")
def new(playbook_id: str) -> str:
    """An empty form."""
    book = editing.playbook_by_id(playbook_id)
    return _page(_form(book, None, formdata=None, data={"clock_hours": book.clock_hours}), book, None)


@bp.post("/<playbook_id>/steps/new")
def add(playbook_id: str) -> ResponseReturnValue:
    """Add it as the last step."""
    book = editing.playbook_by_id(playbook_id)
    form = _form(book, None)
    try:
        edit_playbook.add_step(playbook_id, _draft(form, Condition()), me().id)
    except Refusal as refusal:
        return _refused(form, refusal, editing.playbook_by_id(playbook_id), None)
    flash(_("Added. It is planned for signups from now on."))
    return _back(editing.playbook_by_id(playbook_id))


@bp.get("/steps/<step_id>")
def card(step_id: str) -> str:
    """The step as it is."""
    step = editing.current(step_id)
    book = editing.playbook_by_id(step.playbook_id)
    return _page(_form(book, step, formdata=None, data=_data(step)), book, step)


@bp.post("/steps/<step_id>")
def change(step_id: str) -> ResponseReturnValue:
    """Write the changes down."""
    step = editing.step(step_id)
    form = _form(editing.playbook_by_id(step.playbook_id), step)
    kept = Condition(waits=True) if step.condition.get("waits") else Condition()
    try:
        edit_playbook.change_step(step_id, _draft(form, kept, step), me().id, form.open_ones.data)
    except Refusal as refusal:
        step = editing.step(step_id)
        return _refused(form, refusal, editing.playbook_by_id(step.playbook_id), step)
    if form.open_ones.data == "change":
        flash(_("Kept. It holds from now on, and for what was open and not begun."))
    else:
        flash(_("Kept. It holds for what is planned from now on."))
    return _back(editing.playbook_by_id(editing.step(step_id).playbook_id))


def _form(book: Playbook, step: Step | None, **options: Any) -> StepForm:
    form = StepForm(**options)
    others = [other for other in editing.steps_in(book.id) if step is None or other.key != step.key]
    form.follows.choices = _choices([("", _("with the signup")), *_follows(others)])
    labels = _choices((each.key, each.label) for each in interest.every())
    for code in LANGUAGES:
        form[f"subject_{code}"].label.text = _("Subject in %(language)s", language=language_words(code))
        form[f"text_{code}"].label.text = _("Text in %(language)s", language=language_words(code))
    form.asks.choices = [SelectChoice("", _("no single call to action")), *labels]
    form.languages.choices = _choices((code, language_words(code)) for code in LANGUAGES)
    form.interests.choices = form.without_interests.choices = labels
    return form


def _follows(others: list[Step]) -> list[tuple[str, str]]:
    """Every way in which another step can end."""
    keys = [step.key for step in others]
    if any(step.channel == "letter" for step in others):
        keys.append(ANY_LETTER)
    return [
        (
            f"{key}{BAR}{outcome}",
            _(
                "when %(step)s ends: %(outcome)s",
                step=step_words.name_of(key, others),
                outcome=step_words.ended(outcome),
            ),
        )
        for key in keys
        for outcome in step_rules.outcomes_after(key, others)
        if outcome != ASKED_TO_STOP
    ]


def _data(step: Step) -> dict[str, Any]:
    condition = step.condition
    data: dict[str, Any] = {
        "title": step.title, "channel": step.channel, "asks": step.asks or "",
        "delay_hours": step.delay_hours, "clock_hours": step.clock_hours,
        **{name: condition.get(name, []) for name in LISTS}, "only_phone": condition.get("only_phone", False),
        "unconfirmed": condition.get("unconfirmed", False),
        "since_least": condition.get("since_least"), "since_most": condition.get("since_most"), "hand": step.hand,
        "follows": f"{condition['after']}{BAR}{condition.get('outcome', '')}" if "after" in condition else "",
    }  # fmt: skip
    for code in LANGUAGES:
        data[f"subject_{code}"] = step.words.get(code, {}).get("subject", "")
        data[f"text_{code}"] = step.words.get(code, {}).get("text", "")
    return data


def _draft(form: StepForm, condition: Condition, step: Step | None = None) -> Draft:
    """What was sent, for the rules to judge."""
    return Draft(
        title=(form.title.data or "").strip(), channel=form.channel.data or "", words=_said(form, step),
        condition=_condition(form, condition), hand=form.hand.data or "", asks=form.asks.data or None,
        delay_hours=-1 if form.delay_hours.data is None else form.delay_hours.data,
        clock_hours=-1 if form.clock_hours.data is None else form.clock_hours.data,
    )  # fmt: skip


def _condition(form: StepForm, condition: Condition) -> Condition:
    after, _bar, outcome = (form.follows.data or "").partition(BAR)
    entries: dict[str, Any] = {"after": after, "outcome": outcome}
    entries |= {name: form[name].data for name in ("only_phone", "unconfirmed")}
    entries |= {name: form[name].data for name in LISTS}
    for name in ("since_least", "since_most"):
        if form[name].process_errors:
            entries[name] = -1
        elif form[name].data is not None:
            entries[name] = form[name].data
    told = {name: value for name, value in entries.items() if value or (name == "since_most" and value is not None)}
    return Condition(**{**condition, **told})  # type: ignore[typeddict-item]


def _said(form: StepForm, step: Step | None) -> dict[str, dict[str, str]]:
    """By language. What a step says beyond subject and text stays."""
    said = {}
    for code in LANGUAGES:
        kept = dict(step.words.get(code, {})) if step else {}
        subject, text = form[f"subject_{code}"].data or "", (form[f"text_{code}"].data or "").replace("\r\n", "\n")
        kept |= {"subject": subject.strip(), "text": text.strip()}
        if any(kept.values()):
            said[code] = kept
    return said


def _refused(form: StepForm, refusal: Refusal, book: Playbook, step: Step | None) -> ResponseReturnValue:
    if refusal.field is None:
        raise refusal
    form.validate()
    form[_beside(form, refusal)].errors = [str(refusal)]
    return _page(form, book, step), 422


def _beside(form: StepForm, refusal: Refusal) -> str:
    """The field that the sentence belongs to; of the words, the first language in which they are wrong."""
    field = str(refusal.fields.get("odds", refusal.field))
    name = BESIDE.get(field, field)
    if isinstance(refusal, step_rules.LetterWithoutWords):
        for code in LANGUAGES:
            subject, text = form[f"subject_{code}"].data or "", form[f"text_{code}"].data or ""
            if bool(subject.strip()) != bool(text.strip()):
                return f"text_{code}" if subject.strip() else f"subject_{code}"
    if "name" in refusal.fields:
        broken = f"{{{refusal.fields['name']}}}"
        for code in LANGUAGES:
            for part in ("subject", "text"):
                if broken in (form[f"{part}_{code}"].data or ""):
                    return f"{part}_{code}"
    return name if name in form else "title"


def _page(form: StepForm, book: Playbook, step: Step | None) -> str:
    number = editing.number_open(step) if step else 0
    more = any(form[name].data or form[name].errors for name in MORE)
    return render_template(
        "desk/step.html", form=form, playbook=book, step=step, languages=LANGUAGES, fields=FIELDS, default=editing.DEFAULT,
        waits=bool(step and step.condition.get("waits")), here=request.path, number=number, more=more, archiving=ARCHIVING,
    )  # fmt: skip


def _back(book: Playbook) -> ResponseReturnValue:
    return redirect(url_for("desk.playbook.index", campaign=book.campaign_id), 303)
