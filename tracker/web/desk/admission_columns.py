"""Step 1 of a list of admissions: which column means what, and how its rows are to be taken."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports import admission_columns, memory
from tracker.imports.admission_columns import LABELS, Says
from tracker.imports.admission_rows import AdmissionChoices, choices_read, file_order
from tracker.imports.columns import samples
from tracker.imports.dates import Order
from tracker.imports.import_ import Import, State
from tracker.imports.look import table_of
from tracker.usecases.map_admissions import map_admissions
from tracker.web.desk.admission_lists import campaigns, one_of_mine
from tracker.web.frame.access import ORGANIZING, for_roles
from tracker.web.frame.fields import Needed, Pick
from tracker.web.frame.refusing import beside
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("admission_columns", __name__, url_prefix="/admissions"))

ORDERS = [
    ("", lazy("as the file itself tells")),
    (Order.MONTH.value, lazy("the month")),
    (Order.DAY.value, lazy("the day")),
]


class AdmissionsForm(FlaskForm):
    """All but the columns, which each file has its own."""

    campaign = Pick(lazy("Campaign"), [], [Needed(lazy("Whose admissions are these?"))])
    order = Pick(lazy("In 10/11/2023, first comes"))
    above = BooleanField(lazy("Where no theatre stands, it is the one above"))
    adds_up = BooleanField(lazy("Several rows of one theatre and day are parts: add them up"))

    def offer(self) -> "AdmissionsForm":
        """Fill the lists."""
        self.campaign.choices = [("", _("Choose")), *campaigns().items()]
        self.order.choices = [(value, str(words)) for value, words in ORDERS]
        return self


@bp.get("/<import_id>/columns")
def ask(import_id: str) -> ResponseReturnValue:
    """What was guessed, or told last time for such a file. Raises ImportNotThere."""
    found = one_of_mine(import_id)
    if found.state in (State.WRITTEN, State.UNDONE):
        return redirect(url_for("desk.admission_list.show", import_id=import_id), 303)
    stored = found.choices or memory.kept_choices(found.kind, found.signature)
    table = table_of(found, request.args.get("sheet", (found.choices or {}).get("sheet", "")))
    kept = choices_read(stored) if stored else AdmissionChoices(tuple(admission_columns.guess(table)))
    columns = [*kept.columns, *[Says.IGNORE] * len(table.header)][: len(table.header)]
    mine = campaigns()
    first = found.campaign_id or request.args.get("campaign", "")
    form = AdmissionsForm(formdata=None, data={
        "campaign": first if first in mine or len(mine) != 1 else next(iter(mine)), "above": kept.above,
        "adds_up": kept.adds_up, "order": kept.order.value if kept.order else "",
    }).offer()  # fmt: skip
    return _page(found, form, table, columns), 200


@bp.post("/<import_id>/columns")
def tell(import_id: str) -> ResponseReturnValue:
    """Decide every row's fate, and show it. Raises ImportNotThere."""
    found = one_of_mine(import_id)
    table = table_of(found, request.form.get("sheet", ""))
    form, columns = AdmissionsForm().offer(), _columns(table)
    valid = form.validate()
    if not _fits(form, table, columns) or not valid:
        return _page(found, form, table, columns), 422
    order = Order(form.order.data) if form.order.data else None
    choices = AdmissionChoices(tuple(columns), form.above.data, form.adds_up.data, order, table.sheet)
    try:
        map_admissions(import_id, form.campaign.data, choices)
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(found, form, table, columns), status
    return redirect(url_for("desk.admission_list.show", import_id=import_id), 303)


def _columns(table: Table) -> list[Says]:
    known = {says.value: says for says in Says}
    sent = [request.form.get(f"column-{at}", "") for at in range(len(table.header))]
    return [known.get(value, Says.IGNORE) for value in sent]


def _fits(form: AdmissionsForm, table: Table, columns: list[Says]) -> bool:
    """Whether it can be told where, when and how many."""
    used = [says for says in columns if says not in (Says.IGNORE, Says.ON_DAY)]
    beside_days = Says.ON_DAY in columns
    why = ""
    if len(used) > len(set(used)):
        why = _("Two columns mean the same. Leave one of them out.")
    elif Says.THEATRE not in used:
        why = _("Say which column is the theatre.")
    elif beside_days and not set(admission_columns.days_of(table.header, _order(form))).issuperset(
        at for at, says in enumerate(columns) if says is Says.ON_DAY
    ):
        why = _("Where the heading is to be the day, it has to be a whole one, such as 2023-10-23.")
    elif not beside_days and not {Says.DAY, Says.ADMISSIONS} <= set(used):
        why = _("Say which column is the day, and which the number of admissions.")
    if why:
        form.form_errors.append(why)
    if not form.order.data and file_order(table, tuple(columns)) is Order.ASK:
        form.order.errors = [_("Nothing in the file shows it. Say which comes first.")]
        return False
    return not why


def _order(form: AdmissionsForm) -> Order | None:
    return Order(form.order.data) if form.order.data in (Order.DAY, Order.MONTH) else None


def _page(found: Import, form: AdmissionsForm, table: Table, columns: list[Says]) -> str:
    return render_template(
        "desk/admission_columns.html",
        found=found,
        form=form,
        table=table,
        columns=columns,
        labels=LABELS,
        samples=samples(table),
    )
