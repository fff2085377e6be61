"""What erasing somebody takes away and what stays, in numbers: to be looked at before."""

from sqlalchemy import ColumnElement, func, select

from tracker.allies.consent import Consent
from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping import copies
from tracker.keeping.copies import Left
from tracker.letters.letter import Letter
from tracker.letters.outbox import NOT_GONE
from tracker.letters.reply import Reply
from tracker.records import dataclass
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import Row, db


@dataclass(frozen=True, slots=True)
class Preview:
    """Numbers of one ally: what goes, what is closed, what stays without words; and the copies to chase."""

    letters_waiting: int
    letters_sent: int
    replies: int
    notes: int
    open_follow_ups: int
    signups: int
    follow_ups: int
    answers: int
    copies: list[Left]


def preview(ally_id: str) -> Preview:
    theirs = select(Signup.id).where(Signup.ally_id == ally_id)
    tries = select(FollowUp.id).where(FollowUp.ally_id == ally_id)
    letter = (Letter.ally_id == ally_id, Letter.words_sealed.is_not(None))
    return Preview(
        letters_waiting=_count(Letter, *letter, Letter.state.in_(NOT_GONE)),
        letters_sent=_count(Letter, *letter, Letter.state == "left"),
        replies=_count(Reply, Reply.ally_id == ally_id, Reply.message_sealed.is_not(None)),
        notes=_count(Signup, Signup.ally_id == ally_id, Signup.note_sealed.is_not(None))
        + _count(SignupAnswer, SignupAnswer.signup_id.in_(theirs), SignupAnswer.text_sealed.is_not(None))
        + _count(Attempt, Attempt.follow_up_id.in_(tries), Attempt.note_sealed.is_not(None)),
        open_follow_ups=_count(FollowUp, FollowUp.ally_id == ally_id, FollowUp.state == "open"),
        signups=_count(Signup, Signup.ally_id == ally_id),
        follow_ups=_count(FollowUp, FollowUp.ally_id == ally_id),
        answers=_count(Consent, Consent.ally_id == ally_id),
        copies=copies.of_ally(ally_id),
    )


def _count(table: type[Row], *chosen: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*chosen)) or 0
