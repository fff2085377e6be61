"""Step 1 of a list of gifts or signatures: which column means what, and which action is which outcome."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.followups.money import CURRENCIES
from tracker.followups.outcomes import OUTCOMES, words_of
from tracker.imports import import_, memory, outcome_columns
from tracker.imports.columns import samples
from tracker.imports.dates import Order
from tracker.imports.import_ import Import, State
from tracker.imports.look import table_of
from tracker.imports.outcome_columns import LABELS, Told, actions_in, digest, outcome_of
from tracker.imports.outcome_rows import TELLABLE, OutcomeChoices, choices_read
from tracker.screenings import who_works
from tracker.usecases.map_outcomes import map_outcomes
from tracker.web.frame.access import COORDINATING, for_roles
from tracker.web.frame.fields import Pick
from tracker.web.frame.refusing import beside
from tracker.words import _, lazy

bp = for_roles(*COORDINATING)(Blueprint("outcome_columns", __name__, url_prefix="/outcomes"))

LEFT_OUT = "-"
ORDERS = [
    ("", lazy("as the file itself tells")),
    (Order.MONTH.value, lazy("the month")),
    (Order.DAY.value, lazy("the day")),
]


class OutcomesForm(FlaskForm):
    """All but columns and actions, which each file has its own."""

    campaign = Pick(lazy("Campaign"))
    outcome = Pick(lazy("Without such a column, every row is"))
    currency = Pick(lazy("Amounts without a currency are in"))
    order = Pick(lazy("In 10/11/2023, first comes"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        names = [(id_, name) for id_, name in who_works.campaign_names().items()]
        self.campaign.choices = [("", _("the one that each of them signed up in last")), *names]
        self.currency.choices = [(code, code) for code in CURRENCIES]
        self.order.choices = [(value, str(words)) for value, words in ORDERS]
        self.outcome.choices = [(key, words_of(key)) for key in TELLABLE if key in OUTCOMES]


@bp.get("/<import_id>/columns")
def ask(import_id: str) -> ResponseReturnValue:
    """What was guessed, or told last time for such a file. Raises ImportNotThere."""
    found = import_.by_id(import_id, kind="outcomes")
    if found.state in (State.WRITTEN, State.UNDONE):
        return redirect(url_for("desk.outcome_list.show", import_id=import_id), 303)
    stored = found.choices or memory.kept_choices(found.kind, found.signature)
    sheet = request.args.get("sheet", (found.choices or {}).get("sheet", ""))
    table = table_of(found, sheet)
    kept = choices_read(stored) if stored else OutcomeChoices(tuple(outcome_columns.guess(table)))
    columns = [*kept.columns, *[Told.IGNORE] * len(table.header)][: len(table.header)]
    form = OutcomesForm(formdata=None, data={
        "campaign": found.campaign_id or "", "outcome": kept.outcome, "currency": kept.currency,
        "order": kept.order.value if kept.order else "",
    })  # fmt: skip
    return _page(found, form, table, columns, kept.actions), 200


@bp.post("/<import_id>/columns")
def tell(import_id: str) -> ResponseReturnValue:
    """Decide every row's fate, and show it. Raises ImportNotThere."""
    found = import_.by_id(import_id, kind="outcomes")
    table = table_of(found, request.form.get("sheet", ""))
    form, columns = OutcomesForm(), _columns(table)
    actions = {digest(word): _said(word) for word in actions_in(table, columns)}
    valid = form.validate()
    if not _columns_fit(form, columns) or not valid:
        return _page(found, form, table, columns, actions), 422
    choices = OutcomeChoices(
        tuple(columns), form.outcome.data, actions, form.currency.data,
        Order(form.order.data) if form.order.data else None, table.sheet,
    )  # fmt: skip
    try:
        map_outcomes(import_id, form.campaign.data or None, choices)
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(found, form, table, columns, actions), status
    return redirect(url_for("desk.outcome_list.show", import_id=import_id), 303)


def _columns(table: Table) -> list[Told]:
    known = {told.value: told for told in Told}
    sent = [request.form.get(f"column-{at}", "") for at in range(len(table.header))]
    return [known.get(value, Told.IGNORE) for value in sent]


def _said(action: str) -> str:
    """The outcome chosen for an action; what was not asked yet is guessed."""
    said = request.form.get(f"action-{digest(action)}")
    return outcome_of(action) if said is None else said if said in TELLABLE else ""


def _columns_fit(form: OutcomesForm, columns: list[Told]) -> bool:
    """Whether it can be told who, and when."""
    used = [told for told in columns if told is not Told.IGNORE]
    why = ""
    if len(used) > len(set(used)):
        why = _("Two columns mean the same. Leave one of them out.")
    elif Told.EMAIL not in used and not (Told.PHONE in used and {Told.NAME, Told.FIRST, Told.LAST} & set(used)):
        why = _("Say which column tells who it was: an e-mail address, or a phone number and a name.")
    elif Told.DAY not in used:
        why = _("Say which column tells when they did it.")
    if why:
        form.form_errors.append(why)
    return not why


def _page(found: Import, form: OutcomesForm, table: Table, columns: list[Told], actions: dict[str, str]) -> str:
    words = [(digest(word), word, actions.get(digest(word), outcome_of(word))) for word in actions_in(table, columns)]
    return render_template(
        "desk/outcome_columns.html", found=found, form=form, table=table, columns=columns, labels=LABELS, actions=words,
        samples=samples(table), outcomes=form.outcome.choices, left_out=LEFT_OUT,
    )  # fmt: skip
