"""The letter that can go instead of a call, when there are more calls than the team can make."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from tracker.errors import NotThere, Refusal
from tracker.followups import editing, instead
from tracker.followups.playbook import Step
from tracker.mail.words import FIELDS, MOST_SUBJECT, MOST_TEXT
from tracker.times import language_words
from tracker.usecases.write_instead import write_instead
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("step_instead", __name__, url_prefix="/playbook/steps"))


class InsteadForm(FlaskForm):
    """Subject and text in each language. The rules stand in followups.instead."""


for _code in LANGUAGES:
    setattr(InsteadForm, f"subject_{_code}", StringField(lazy("Subject")))
    setattr(InsteadForm, f"text_{_code}", TextAreaField(lazy("Text")))


@bp.get("/<step_id>/instead")
def words(step_id: str) -> str:
    """The words as they are."""
    step = _call(step_id)
    data = {}
    for code, (subject, text) in instead.said(step).items():
        data.update({f"subject_{code}": subject, f"text_{code}": text})
    return _page(_form(formdata=None, data=data), step)


@bp.post("/<step_id>/instead")
def keep(step_id: str) -> ResponseReturnValue:
    """Write them down; nothing at all takes the letter back."""
    book_id = _call(step_id).playbook_id
    form = _form()
    try:
        form.validate()
        said = _said(form)
        write_instead(step_id, said, me().id)
    except Refusal as refusal:
        if "language" not in refusal.fields:
            raise
        form[f"{refusal.fields['part']}_{refusal.fields['language']}"].errors = [str(refusal)]
        return _page(form, _call(step_id)), 422
    flash(_("Kept. Calls of this step can become this letter.") if said else _("Kept. These calls stay calls."))
    return redirect(url_for("desk.playbook.index", campaign=editing.playbook_by_id(book_id).campaign_id), 303)


def _call(step_id: str) -> Step:
    """Raises NotThere for a step that is no call."""
    step = editing.step(step_id)
    if step.channel != "call":
        raise NotThere
    return step


def _form(**options: object) -> InsteadForm:
    form = InsteadForm(**options)
    for code in LANGUAGES:
        form[f"subject_{code}"].label.text = _("Subject in %(language)s", language=language_words(code))
        form[f"text_{code}"].label.text = _("Text in %(language)s", language=language_words(code))
    return form


def _said(form: InsteadForm) -> instead.Said:
    said = {}
    for code in LANGUAGES:
        subject = (form[f"subject_{code}"].data or "").strip()
        text = (form[f"text_{code}"].data or "").replace("\r\n", "\n").strip()
        if subject or text:
            said[code] = (subject, text)
    return said


def _page(form: InsteadForm, step: Step) -> str:
    return render_template(
        "desk/step_instead.html", form=form, step=step, playbook=editing.playbook_by_id(step.playbook_id),
        languages=LANGUAGES, fields=FIELDS, most_subject=MOST_SUBJECT, most_text=MOST_TEXT,
    )  # fmt: skip
