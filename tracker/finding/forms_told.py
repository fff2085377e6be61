"""Forms as another program is told of them, and who has sent them: what people fill in on our pages for a campaign, what a list or
a paper sheet was, and what programs have of their own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all

from tracker.allies.ally import Ally
from tracker.allies.ghosts import ghost_of
from tracker.errors import NotThere
from tracker.finding.in_order import InOrder
from tracker.finding.people_told import careful, compared
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.people_writing import SUBMISSION
from tracker.osdi.filters import Condition
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.program_form import FormSubmission, ProgramForm
from tracker.signups.sheet import MOST_LINES, Sheet
from tracker.signups.sheet_line import sheet_submission
from tracker.signups.signup import Signup
from tracker.signups.within import held
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.rows import is_id

# Which form it is: a campaign's page, its page for who watched at home, a program's own, a list of people, a paper sheet.
PAGE, AT_HOME, PROGRAM, LIST, SHEET = "page", "at home", "program", "list", "sheet"
STANDING = {"unplaced": PAGE, "streaming": AT_HOME}
FILTERS = ("created_date", "modified_date")


@dataclass(frozen=True, slots=True)
class FormTold:
    """One form. `name`: what it is called, of a program's own; `of`: the campaign's name, or the sheet's code."""

    id: str
    kind: str
    campaign_id: str | None
    at: datetime
    changed_at: datetime
    of: str = ""
    name: str = ""
    description: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionTold:
    """`ally_id`: of nobody where the ally asked for extra care."""

    id: str
    ally_id: str
    form_id: str
    at: datetime
    identifiers: tuple[str, ...] = ()


def _every(campaign_id: str | None) -> Any:
    """(moment, id, kind) of all."""
    pages = select(Screening.created_at.label("at"), Screening.id.label("id"), Screening.standing.label("kind"))
    lists = select(Import.written_at, Import.id, literal(LIST))
    sheets = select(Sheet.printed_at, Sheet.id, literal(SHEET)).join(Screening, Screening.id == Sheet.screening_id)
    programs = select(ProgramForm.made_at, ProgramForm.id, literal(PROGRAM))
    parts: list[tuple[Any, Any, ColumnElement[bool]]] = [
        (pages, Screening.campaign_id, Screening.standing.is_not(None)),
        (lists, Import.campaign_id, and_(Import.kind == "people", Import.state == State.WRITTEN.value)),
        (sheets, Screening.campaign_id, Sheet.closed_at.is_not(None)),
        (programs, ProgramForm.campaign_id, ProgramForm.id.is_not(None)),
    ]
    wanted = [
        part.where(fits) if campaign_id is None else part.where(fits, of == campaign_id) for part, of, fits in parts
    ]
    return union_all(*wanted).subquery()


def order(conditions: Sequence[Condition], campaign_id: str | None) -> InOrder:
    """All of them, by their coming. Raises Unreadable for a moment that is none."""
    every = _every(campaign_id).c
    fits = [compared(every.at, each) for each in conditions]
    return InOrder(select(every.at, every.id).where(*fits), every.at, every.id)


def seen(form_id: str, campaign_id: str | None) -> FormTold:
    """Raises NotThere."""
    every = _every(campaign_id).c
    there = db.session.scalar(select(every.id).where(every.id == form_id)) if is_id(form_id) else None
    found = told([there]) if there else []
    if not found:
        raise NotThere
    return found[0]


def told(ids: Sequence[str]) -> list[FormTold]:
    """In their order; what is gone is left out."""
    found: dict[str, FormTold] = {}
    for kind in (_pages, _lists, _sheets, _programs):
        found.update({each.id: each for each in kind(ids)})
    return [found[id_] for id_ in ids if id_ in found]


def _pages(ids: Sequence[str]) -> list[FormTold]:
    rows = select(Screening, Campaign).join(Campaign, Campaign.id == Screening.campaign_id)
    rows = rows.where(Screening.id.in_(ids), Screening.standing.is_not(None))
    return [
        FormTold(at.id, STANDING[str(at.standing)], of.id, at.created_at, at.changed_at, of.name)
        for at, of in db.session.execute(rows)
    ]


def _lists(ids: Sequence[str]) -> list[FormTold]:
    rows = select(Import, Campaign.name).outerjoin(Campaign, Campaign.id == Import.campaign_id)
    return [
        FormTold(each.id, LIST, each.campaign_id, each.written_at, each.written_at, name or "")
        for each, name in db.session.execute(rows.where(Import.id.in_(ids), Import.kind == "people"))
        if each.written_at is not None
    ]


def _sheets(ids: Sequence[str]) -> list[FormTold]:
    rows = select(Sheet, Screening.campaign_id).join(Screening, Screening.id == Sheet.screening_id)
    return [
        FormTold(each.id, SHEET, campaign_id, each.printed_at, each.closed_at or each.printed_at, each.code)
        for each, campaign_id in db.session.execute(rows.where(Sheet.id.in_(ids)))
    ]


def _programs(ids: Sequence[str]) -> list[FormTold]:
    found = []
    for each in db.session.scalars(select(ProgramForm).where(ProgramForm.id.in_(ids))):
        words = each.words or {"title": "", "description": "", "origin": ""}
        found.append(FormTold(
            each.id, PROGRAM, each.campaign_id, each.made_at, each.changed_at, name=words["title"],
            description=words["description"], origin=words["origin"],
        ))  # fmt: skip
    return found


def submissions(form: FormTold, conditions: Sequence[Condition] = ()) -> InOrder:
    """Of allies who are held."""
    row: Any = FormSubmission if form.kind == PROGRAM else Signup
    fits = [_of_form(form), held(), *(compared(row.at, each) for each in conditions)]
    wanted = select(row.at, row.id).join(Ally, Ally.id == row.ally_id)
    return InOrder(wanted.where(*fits), row.at, row.id)


def _of_form(form: FormTold) -> ColumnElement[bool]:
    """Over Signup, or FormSubmission for a program's own."""
    if form.kind == PROGRAM:
        return FormSubmission.form_id == form.id
    if form.kind == LIST:
        rows = select(literal(SUBMISSION).concat(ImportRow.id)).where(ImportRow.import_id == form.id)
        return Signup.submission.in_(rows)
    if form.kind == SHEET:
        return Signup.submission.in_([sheet_submission(form.id, number) for number in range(1, MOST_LINES + 1)])
    return Signup.screening_id == form.id


def of_person(ally_id: str, campaign_id: str | None) -> InOrder:
    """By a campaign's page or a program's form."""
    pages = select(Signup.at.label("at"), Signup.id.label("id")).join(Screening, Screening.id == Signup.screening_id)
    pages = pages.where(Signup.ally_id == ally_id, Screening.standing.is_not(None))
    own = select(FormSubmission.at, FormSubmission.id).join(ProgramForm, ProgramForm.id == FormSubmission.form_id)
    own = own.where(FormSubmission.ally_id == ally_id)
    if campaign_id is not None:
        pages, own = (
            pages.where(Screening.campaign_id == campaign_id),
            own.where(ProgramForm.campaign_id == campaign_id),
        )
    both = union_all(pages, own).subquery().c
    return InOrder(select(both.at, both.id), both.at, both.id)


def submissions_told(ids: Sequence[str], form_id: str = "") -> list[SubmissionTold]:
    """In their order; what is gone is left out. `form_id`: of which form they are, where the rows do not say it."""
    found: dict[str, SubmissionTold] = {}
    signups = db.session.scalars(select(Signup).where(Signup.id.in_(ids))).all()
    own = db.session.scalars(select(FormSubmission).where(FormSubmission.id.in_(ids))).all()
    closed = careful({each.ally_id for each in signups} | {each.ally_id for each in own})
    names = known_as.of(known_as.ATTENDANCE, [each.id for each in signups])
    names |= known_as.of(known_as.SUBMISSION, [each.id for each in own])
    rows = [(each.id, each.ally_id, form_id or each.screening_id, each.at) for each in signups]
    rows += [(each.id, each.ally_id, each.form_id, each.at) for each in own]
    for id_, ally_id, of, at in rows:
        whose = ghost_of(id_) if ally_id in closed else ally_id
        found[id_] = SubmissionTold(id_, whose, of, at, tuple(names.get(id_, ())))
    return [found[id_] for id_ in ids if id_ in found]


def counts(forms: Sequence[FormTold]) -> dict[str, int]:
    """How many have sent each of them."""
    own = select(FormSubmission.form_id, func.count()).where(FormSubmission.form_id.in_([each.id for each in forms]))
    pages = select(Signup.screening_id, func.count()).where(Signup.screening_id.in_([each.id for each in forms]))
    found: dict[str, int] = dict(db.session.execute(own.group_by(FormSubmission.form_id)).all())
    found |= dict(db.session.execute(pages.group_by(Signup.screening_id)).all())
    for each in forms:
        if each.kind in (LIST, SHEET):
            found[each.id] = submissions(each).how_many()
    return found


def submission(form: FormTold, submission_id: str) -> SubmissionTold:
    """Raises NotThere."""
    row: Any = FormSubmission if form.kind == PROGRAM else Signup
    wanted = select(row.id).join(Ally, Ally.id == row.ally_id).where(row.id == submission_id, _of_form(form), held())
    if not is_id(submission_id) or db.session.scalar(wanted) is None:
        raise NotThere
    return submissions_told([submission_id], form.id)[0]


def submission_of(ally_id: str, submission_id: str, campaign_id: str | None) -> SubmissionTold:
    """Raises NotThere."""
    theirs = of_person(ally_id, campaign_id).wanted.subquery().c
    if not is_id(submission_id) or db.session.scalar(select(theirs.id).where(theirs.id == submission_id)) is None:
        raise NotThere
    return submissions_told([submission_id])[0]
