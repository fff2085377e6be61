"""One call to action: defining a new one or changing one, with a look at it as the thanks page will show it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field

from tracker.appeals import defining, next_steps
from tracker.appeals.address import host_words
from tracker.appeals.defining import MOST, Draft
from tracker.appeals.interest import Interest, NextStep
from tracker.usecases import define_call_to_action
from tracker.web.frame.access import ORGANIZING, for_roles, me
from tracker.web.frame.fields import Text, tried
from tracker.words import LANGUAGES, Lazy, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("call_to_action", __name__, url_prefix="/calls-to-action"))

ASKED: dict[str, Lazy] = {
    "label": lazy("What the tick says"), "title": lazy("Title on the thanks page"), "sentence": lazy("One sentence"),
    "link": lazy("Link"), "question": lazy("Or a question"), "button": lazy("What the button says"),
}  # fmt: skip


class CallForm(FlaskForm):
    """Six fields in each language: "title_ko". The rules stand in appeals.defining."""

    def of(self, code: str) -> dict[str, Field]:
        """The fields of a language by their plain names."""
        return {name: self[f"{name}_{code}"] for name in ASKED}

    def draft(self) -> Draft:
        """For the rules to judge."""
        given = {code: {name: field.data or "" for name, field in self.of(code).items()} for code in LANGUAGES}
        labels = {code: said.pop("label") for code, said in given.items()}
        return Draft(labels, {code: NextStep(**said) for code, said in given.items()})  # type: ignore[typeddict-item]


for _code in LANGUAGES:
    for _name, _label in ASKED.items():
        setattr(CallForm, f"{_name}_{_code}", Text(_label, MOST[_name], lines=_name == "sentence"))


@bp.get("/new")
def new() -> str:
    """An empty form."""
    return _page(CallForm(formdata=None), None)


@bp.post("/new")
def add() -> ResponseReturnValue:
    """Offer it as the last; or only show how it looks."""
    return _sent(None)


@bp.get("/<interest_id>")
def card(interest_id: str) -> str:
    """As it is. Raises NotThere."""
    row = defining.by_id(interest_id)
    return _page(CallForm(formdata=None, data=_filled(row)), row, Draft(row.labels, row.next_step))


@bp.post("/<interest_id>")
def change(interest_id: str) -> ResponseReturnValue:
    """Write it down; or only show how it looks. Raises NotThere."""
    return _sent(defining.by_id(interest_id))


def _sent(row: Interest | None) -> ResponseReturnValue:
    form, account_id = CallForm(), me().id
    row_id = row.id if row else ""
    wanted = tried(form, lambda: defining.checked(form.draft(), row_id)) if form.validate() else None
    if wanted is None:
        return _page(form, row), 422
    if "look" in request.form:
        return _page(form, row, wanted)
    deed = define_call_to_action
    if not tried(form, lambda: deed.change(row_id, wanted, account_id) if row else deed.add(wanted, account_id)):
        return _page(form, row), 422
    flash(_("Kept. The signup page and the thanks page show it from now on."))
    return redirect(url_for("desk.calls_to_action.index"), 303)


def _filled(row: Interest) -> dict[str, Any]:
    steps = {code: row.next_step.get(code, NextStep()) for code in LANGUAGES}
    labels = {f"label_{code}": said for code, said in row.labels.items()}
    return labels | {f"{name}_{code}": said for code, step in steps.items() for name, said in step.items()}


def _page(form: CallForm, row: Interest | None, draft: Draft | None = None) -> str:
    """With `draft`, what the thanks page would make of it."""
    shown = _shown(row, draft) if draft else {}
    return render_template(
        "desk/call_to_action.html", form=form, row=row, most=MOST, languages=LANGUAGES, looks=shown,
        here=request.path, houses=row is not None and row.key in next_steps.WORDS and not row.next_step,
        hosts=dict.fromkeys(host_words(step["link"]) for step in shown.values() if step.get("link")),
    )  # fmt: skip


def _shown(row: Interest | None, draft: Draft) -> dict[str, NextStep]:
    """The next step of each language, as it would be read."""
    would_be = Interest(key=row.key if row else "", position=0, labels=draft.labels, next_step=draft.next_step)
    return {code: next_steps.shown(would_be, code) for code in LANGUAGES}
