"""Forms that another program has for people to fill in elsewhere, and who has: their hand is raised for the form's campaign."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import Index, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import new_id
from tracker.store.sealing import Sealed, sealed_column
from tracker.store.transactions import add_once
from tracker.words import lazy

MOST_FORMS, MOST_TITLE, MOST_WORDS, MOST_ORIGIN = 500, 200, 5_000, 100


class FormUntitled(Refusal):
    sentence = lazy("A title is needed, up to 200 characters; a description has up to 5,000.")
    status = 400


class FormsFull(Refusal):
    sentence = lazy("There are 500 forms already. Use one of those.")
    status = 409


class FormWords(TypedDict):
    """As the program wrote them."""

    title: str
    description: str
    origin: str


class ProgramForm(Row):
    """One form."""

    __tablename__ = "program_form"

    campaign_id: Mapped[str] = child_of("campaign", index=True)
    words = Sealed[FormWords]()
    words_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class FormSubmission(Row):
    """An ally who has filled it in: once, whatever they sent."""

    __tablename__ = "form_submission"

    form_id: Mapped[str] = child_of("program_form")
    ally_id: Mapped[str] = child_of("ally", index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("form_id", "ally_id"), Index("ix_form_submission_form", "form_id", "at", "id"))


def make(campaign_id: str, words: FormWords) -> ProgramForm:
    """Inside a transaction. Raises FormUntitled and FormsFull."""
    if (db.session.scalar(select(func.count()).select_from(ProgramForm)) or 0) >= MOST_FORMS:
        raise FormsFull
    now = clock.now()
    form = ProgramForm(campaign_id=campaign_id, made_at=now, changed_at=now)
    form.words = _fair(words)
    db.session.add(form)
    db.session.flush()
    return form


def change(form: ProgramForm, words: FormWords) -> None:
    """Inside a transaction. Raises FormUntitled."""
    if words != form.words:
        form.words, form.changed_at = _fair(words), clock.now()


def submit(form_id: str, ally_id: str) -> str:
    """The id of the submission; the second time it is the first. Inside a transaction."""
    fresh = new_id()
    row = {"id": fresh, "form_id": form_id, "ally_id": ally_id, "at": clock.now()}
    if add_once(FormSubmission, [row]):
        return fresh
    there = select(FormSubmission.id).where(FormSubmission.form_id == form_id, FormSubmission.ally_id == ally_id)
    return str(db.session.scalar(there))


def forget(ally_id: str) -> None:
    """What was filled in elsewhere is nobody's business then; inside a transaction."""
    db.session.execute(delete(FormSubmission).where(FormSubmission.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """What both have sent stays once; inside a transaction."""
    had = select(FormSubmission.form_id).where(FormSubmission.ally_id == to)
    theirs = FormSubmission.ally_id == ally_id
    db.session.execute(delete(FormSubmission).where(theirs, FormSubmission.form_id.in_(had)))
    db.session.execute(update(FormSubmission).where(theirs).values(ally_id=to))


def _fair(words: FormWords) -> FormWords:
    lengths = len(words["title"]) <= MOST_TITLE and len(words["description"]) <= MOST_WORDS
    if not words["title"] or not lengths or len(words["origin"]) > MOST_ORIGIN:
        raise FormUntitled
    return words
