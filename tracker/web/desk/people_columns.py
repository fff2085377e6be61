"""Step 1 of a list of people: what its columns mean, what people had read, and what their signups earn."""

from itertools import islice
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from tracker.appeals import interest
from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports import import_, memory, people_columns, people_places, people_words
from tracker.imports.cells import clean
from tracker.imports.import_ import Import, State
from tracker.imports.look import table_of
from tracker.imports.people_choices import COME_IN, OLD, WAIT, PeopleChoices, choices_read
from tracker.imports.people_columns import LABELS, LONGEST_QUESTION, Says
from tracker.imports.work import WHATS
from tracker.screenings import who_works
from tracker.usecases.ask_worker import ask as ask_worker
from tracker.usecases.map_people import look_at_people, map_people
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import Pick, PickAmong, Whole
from tracker.web.frame.refusing import beside
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("people_columns", __name__, url_prefix="/people"))

LOOK = WHATS[0]
AT_ONCE = 2_000
"""Rows that are read while somebody waits; larger lists are left to the worker."""
LEFT_OUT = "-"
BY_COLUMNS = "columns"


class PeopleForm(FlaskForm):
    """All but columns and offers, which each file has its own."""

    screening = Pick(lazy("Where they signed up"))
    campaign = Pick(lazy("Look among the film screenings of"))
    asked = PickAmong(lazy("What had they read, when they were asked whether we may contact them?"))
    wording = TextAreaField(lazy("Its words"), [Length(max=LONGEST_QUESTION)], render_kw={"rows": 3})
    language = Pick(lazy("The language of these words, and of people whose row names none"))
    letters = PickAmong(lazy("Letters"))
    calls = PickAmong(lazy("Calls and other work of the team"))
    old_days = Whole(lazy("Signups older than this many days are closed as “not planned”"), least=0, most=3650)
    doubtful = PickAmong(lazy("Rows that are doubtful: a misspelt domain, letters that were read wrongly"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        campaigns = who_works.campaign_names()
        self.screening.choices = [
            (BY_COLUMNS, _("each row says it: by film, venue and date")),
            *people_places.offered(campaigns),
        ]
        self.campaign.choices = [("", _("all campaigns")), *campaigns.items()]
        self.asked.choices = [("words", _("These words")), ("", _("Nobody knows: then no “yes” of this list counts"))]
        self.language.choices = list(LANGUAGES.items())
        self.letters.choices = [("", _("none")), ("1", _("as the playbook says, an hour from now at the earliest"))]
        self.calls.choices = [("1", _("as the playbook says, counted from today")), ("", _("none"))]
        self.doubtful.choices = [(WAIT, _("wait until somebody has decided")), (COME_IN, _("come in as they are"))]


@bp.get("/<import_id>/columns")
def ask(import_id: str) -> ResponseReturnValue:
    """What was guessed, or told last time for such a file. Raises ImportNotThere, FileGone."""
    found = import_.by_id(import_id, kind="people")
    if found.state in (State.WRITTEN, State.UNDONE):
        return redirect(url_for("desk.people_list.show", import_id=import_id), 303)
    stored = found.choices or memory.kept_choices(found.kind, found.signature)
    table = table_of(found, request.args.get("sheet", (found.choices or {}).get("sheet", "")))
    kept = choices_read(stored) if stored else _guessed(table)
    columns = [*kept.columns, *[Says.IGNORE] * len(table.header)][: len(table.header)]
    form = PeopleForm(formdata=None, data={
        "screening": kept.screening_id or BY_COLUMNS, "campaign": kept.campaign_id, "asked": "words" if kept.wording else "",
        "wording": kept.wording, "language": kept.language, "letters": "1" if kept.letters else "",
        "calls": "1" if kept.calls else "", "old_days": kept.old_days, "doubtful": kept.doubtful,
    })  # fmt: skip
    return _page(found, form, table, columns, kept.interests), 200


@bp.post("/<import_id>/columns")
def tell(import_id: str) -> ResponseReturnValue:
    """Keep it, and decide every row's fate: at once, or by the worker. Raises ImportNotThere, FileGone."""
    found = import_.by_id(import_id, kind="people")
    table = table_of(found, request.form.get("sheet", ""))
    form, columns = PeopleForm(), _columns(table)
    offers = {people_words.digest(offer): _said(offer) for offer in _offers(table, columns)}
    valid = form.validate()
    if not _fit(form, columns) or not valid:
        return _page(found, form, table, columns, offers), 422
    try:
        map_people(import_id, _choices(form, columns, offers, table.sheet))
        if len(table.rows) > AT_ONCE:
            ask_worker(import_id, LOOK, me().id)
        else:
            look_at_people(import_id)
    except Refusal as refusal:
        status = beside(form, refusal)
        return _page(found, form, table, columns, offers), status
    return redirect(url_for("desk.people_list.show", import_id=import_id), 303)


def _guessed(table: Table) -> PeopleChoices:
    columns = people_columns.guess(table)
    return PeopleChoices(tuple(columns), wording=people_columns.question_in(table.header, columns), old_days=OLD)


def _choices(form: PeopleForm, columns: list[Says], offers: dict[str, str], sheet: str) -> PeopleChoices:
    one = form.screening.data if form.screening.data != BY_COLUMNS else ""
    wording = clean(form.wording.data or "") if form.asked.data else ""
    return PeopleChoices(
        tuple(columns), one, "" if one else form.campaign.data, wording, form.language.data, offers, bool(form.letters.data),
        bool(form.calls.data), OLD if form.old_days.data is None else form.old_days.data, form.doubtful.data or WAIT, None, sheet,
    )  # fmt: skip


def _columns(table: Table) -> list[Says]:
    known = {says.value: says for says in Says}
    return [known.get(request.form.get(f"column-{at}", ""), Says.IGNORE) for at in range(len(table.header))]


def _offers(table: Table, columns: list[Says]) -> list[str]:
    if Says.INTERESTS not in columns:
        return []
    at = columns.index(Says.INTERESTS)
    return people_words.offers_of(row.cells[at] for row in table.rows)


def _said(offer: str) -> str:
    """The tick chosen for an offer; what was not asked yet is guessed."""
    keys = {each.key for each in interest.offered()}
    said = request.form.get(f"offer-{people_words.digest(offer)}")
    return people_words.interest_of(offer, keys) if said is None else said if said in keys else ""


def _fit(form: PeopleForm, columns: list[Says]) -> bool:
    """Whether it can be told who, where, and what they had read."""
    used = [says for says in columns if says is not Says.IGNORE]
    whys = []
    if len(used) > len(set(used)):
        whys.append(_("Two columns mean the same. Leave one of them out."))
    if Says.EMAIL not in used and Says.PHONE not in used:
        whys.append(_("Say which column is an e-mail address or a phone number."))
    if form.screening.data == BY_COLUMNS and not {Says.FILM, Says.VENUE, Says.DAY} & set(used):
        whys.append(_("Say where they signed up: choose the film screening of all rows, or the columns that tell it."))
    if form.asked.data and not clean(form.wording.data or ""):
        whys.append(_("Write the words that they had read, or say that nobody knows."))
    form.form_errors.extend(whys)
    return not whys


def _page(found: Import, form: PeopleForm, table: Table, columns: list[Says], offers: dict[str, str]) -> str:
    ours = interest.offered()
    keys = {each.key for each in ours}
    asked = [
        (key, offer, offers.get(key, people_words.interest_of(offer, keys)))
        for offer in _offers(table, columns) for key in (people_words.digest(offer),)
    ]  # fmt: skip
    return render_template(
        "desk/people_columns.html", found=found, form=form, table=table, columns=columns, labels=LABELS, offers=asked,
        interests=[(each.key, each.label) for each in ours], left_out=LEFT_OUT,
        samples=[_samples(table, at) for at in range(len(table.header))],
    )  # fmt: skip


def _samples(table: Table, at: int) -> list[str]:
    """Three different values, cut short: who brought the file has it open anyway."""
    values = (text[:60] for row in table.rows[:500] if (text := clean(row.cells[at])))
    return list(islice(dict.fromkeys(values), 3))
