"""What allies wrote to the questions of calls to action: sealed, few of them, each text once."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.appeals.interest import Interest
from tracker.records import dataclass
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

MOST_CHARACTERS = 500
# Of one signup: on the thanks page, and as many by the own link. What comes after those is thanked for and let go:
# a pass must not tell what a signup holds.
MOST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, opened."""

    signup_id: str
    # What was ticked, in the language in force.
    label: str
    at: datetime
    text: str
    # Else it was written by whoever filled in the form, who may be somebody else.
    by_own_link: bool


def keep(signup: Signup, interest: Interest, text: str, at: datetime, by_own_link: bool = False) -> bool:
    """Write it down and tick what it answers; inside a transaction, the ally's row locked. False: there already, or too many.

    What came by the ally's own link and what did not are counted apart: a stranger uses up none of theirs.
    """
    add_once(SignupInterest, [{"id": new_id(), "signup_id": signup.id, "interest_id": interest.id, "at": at}])
    written = select(SignupAnswer).where(SignupAnswer.signup_id == signup.id)
    before = db.session.scalars(written.where(SignupAnswer.by_own_link.is_(by_own_link))).all()
    if len(before) >= MOST_ANSWERS or any(each.interest_id == interest.id and each.text == text for each in before):
        return False
    row = SignupAnswer(signup_id=signup.id, interest_id=interest.id, at=at, by_own_link=by_own_link)
    row.text = text
    db.session.add(row)
    db.session.flush()
    return True


def of_ally(ally_id: str) -> list[Answered]:
    """All that an ally wrote, the latest first, opened: for whoever may see their contact."""
    rows = (
        select(SignupAnswer, Interest)
        .join(Interest, Interest.id == SignupAnswer.interest_id)
        .join(Signup, Signup.id == SignupAnswer.signup_id)
        .where(Signup.ally_id == ally_id, SignupAnswer.text_sealed.is_not(None))
        .order_by(SignupAnswer.at.desc(), SignupAnswer.id)
    )
    return [
        Answered(answer.signup_id, interest.label, answer.at, answer.text or "", answer.by_own_link)
        for answer, interest in db.session.execute(rows)
    ]


def how_many(ally_id: str) -> int:
    """Answers of an ally that are held, unopened."""
    return db.session.execute(counting(ally_id)).scalar_one()


def counting(ally_id: str | InstrumentedAttribute[str]) -> Select[int]:
    """The same, as a select; of an ally that is asked for in the same question, too."""
    counted = select(func.count()).select_from(SignupAnswer).join(Signup, Signup.id == SignupAnswer.signup_id)
    return counted.where(Signup.ally_id == ally_id, SignupAnswer.text_sealed.is_not(None))
