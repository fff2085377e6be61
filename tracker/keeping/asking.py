"""Who is asked "Shall we keep in touch?": a month before their time is over, once for each period, by one letter.

Only those to whom a letter may go. Whoever left a phone alone, or said no to letters, is not called for it: a call after
a year, to ask whether to forget somebody, asks more of them than it gives. The page says how many they are.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import exists

from tracker.allies.ally import Ally
from tracker.keeping import retention
from tracker.keeping.keep_question import KeepQuestion
from tracker.keeping.periods import month_later
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

# Months: where people are kept for one month, the question would come on the day after the signup.
SHORTEST = 2
# Days that somebody has at least to answer; when fewer are left (a worker was away for weeks) nobody is asked any more.
LEAST_NOTICE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that is to be put: `asked` says whether a letter carries it."""

    id: str
    ally_id: str
    ends_on: date
    asked: bool


def due(now: datetime, most: int) -> list[str]:
    """Ids of allies who have not been asked in this period, and whose last day is a month away or less."""
    today = now.date()
    before = exists().where(KeepQuestion.ally_id == Ally.id, KeepQuestion.acted_at == Ally.acted_at)
    return retention.ending(
        today, month_later(today), SHORTEST, retention.may_be_asked(), ~before.correlate(Ally), most=most
    )


def put(ally: Ally, may_be_written_to: bool, now: datetime) -> Asked | None:
    """Write the question down; inside a transaction, the ally locked. None: it was put already, or they have acted since."""
    ends_on = retention.last_day_of(ally)
    if not now.date() <= ends_on <= month_later(now.date()):
        return None
    asked = may_be_written_to and ends_on - now.date() >= LEAST_NOTICE
    row = {
        "id": new_id(), "ally_id": ally.id, "acted_at": ally.acted_at, "ends_on": ends_on, "made_at": now, "asked": asked,
    }  # fmt: skip
    return Asked(str(row["id"]), ally.id, ends_on, asked) if add_once(KeepQuestion, [row]) else None


def by_id(question_id: str) -> KeepQuestion | None:
    return db.session.get(KeepQuestion, question_id)


def answer(question: KeepQuestion, said: str, now: datetime) -> bool:
    """Inside a transaction, the ally locked. False: it was answered before."""
    db.session.refresh(question, with_for_update=True)
    if question.answer is not None:
        return False
    question.answer, question.answered_at = said, now
    db.session.flush()
    return True
