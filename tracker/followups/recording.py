"""Writing an outcome down: the attempt as a fact, and what becomes of the follow-up."""

from datetime import datetime, timedelta

from tracker.errors import Refusal
from tracker.followups import closing, next_try
from tracker.followups.followup import Attempt, Changed, FollowUp
from tracker.followups.outcomes import MOST_TRIES, Outcome
from tracker.records import dataclass
from tracker.store.db import db
from tracker.words import lazy

UNDO_SECONDS = 60
MOST_NOTE = 2_000
# In a currency's smallest unit: the column holds 31 bits.
MOST_VALUE = 2_000_000_000


class GiftUnsaid(Refusal):
    sentence = lazy("Write how much it was.")
    field = "amount"


class GiftAbsurd(Refusal):
    sentence = lazy("Write an amount above zero and below 20 million.")
    field = "amount"


class NoteTooLong(Refusal):
    sentence = lazy("That is more than 2,000 characters. Keep what the next person needs.")
    field = "note"


class NoteNotPrintable(Refusal):
    sentence = lazy("The note holds characters that cannot be printed. Type it again instead of pasting it.")
    field = "note"


class MinuteOver(Refusal):
    sentence = lazy("The minute is over. What was written down stays.")
    status = 409


class UndoneAlready(Refusal):
    sentence = lazy("That has been undone already.")
    status = 409


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of their try. `amount` in the currency's smallest unit."""

    outcome: Outcome
    note: str = ""
    next_at: datetime | None = None
    amount: int | None = None
    currency: str | None = None


def record(follow_up: FollowUp, told: Told, account_id: str, zone: str, now: datetime) -> Attempt:
    """Add the attempt; close the follow-up or say when it comes back. Inside a transaction.

    Raises GiftUnsaid, GiftAbsurd, NoteTooLong, and the refusals of next_try.
    """
    if len(told.note) > MOST_NOTE:
        raise NoteTooLong
    if any(c < " " and c not in "\r\n\t" for c in told.note):
        raise NoteNotPrintable
    attempt = Attempt(
        follow_up_id=follow_up.id, at=now, account_id=account_id, outcome=told.outcome.key,
        changed=Changed(before=_kept(follow_up)),
    )  # fmt: skip
    attempt.note = told.note or None
    follow_up.tries += 1
    if told.outcome.asks == "gift":
        follow_up.value, follow_up.currency = _gift(told)
    if told.outcome.closes:
        closing.close(follow_up, told.outcome.key, now)
    elif told.outcome.asks == "when":
        _come_back(follow_up, next_try.agreed(told.next_at, now), next_try.PROMISED)
        follow_up.point_person_id = follow_up.point_person_id or account_id
    elif follow_up.tries >= MOST_TRIES:
        closing.close(follow_up, "not reached", now)
    else:
        _come_back(follow_up, next_try.after_no_answer(now, zone), next_try.TRIED)
    attempt.next_at = follow_up.due_at if follow_up.state == "open" else None
    db.session.add(attempt)
    db.session.flush()
    return attempt


def put_back(follow_up: FollowUp, before: dict[str, str | int | None]) -> None:
    """The follow-up as it was before an outcome; inside a transaction."""
    follow_up.state, follow_up.outcome, follow_up.closed_at = "open", None, None
    follow_up.value = follow_up.currency = None
    for name, value in before.items():
        setattr(follow_up, name, datetime.fromisoformat(str(value)) if value and name in _MOMENTS else value)


_MOMENTS = ("due_at", "late_at", "claimed_until")


def _kept(follow_up: FollowUp) -> dict[str, str | int | None]:
    claimed_until = follow_up.claimed_until
    return {
        "due_at": follow_up.due_at.isoformat(), "late_at": follow_up.late_at.isoformat(), "tries": follow_up.tries,
        "point_person_id": follow_up.point_person_id, "claimed_by_id": follow_up.claimed_by_id,
        "claimed_until": claimed_until.isoformat() if claimed_until else None,
    }  # fmt: skip


def _come_back(follow_up: FollowUp, at: datetime, clock: timedelta) -> None:
    """Due again at `at`; the promise made at the signup stands, unless that leaves less than `clock` for the try."""
    follow_up.due_at = at
    follow_up.late_at = max(follow_up.late_at, at + clock) if clock != next_try.PROMISED else at + clock
    follow_up.claimed_by_id = follow_up.claimed_until = None


def _gift(told: Told) -> tuple[int, str]:
    if told.amount is None or not told.currency:
        raise GiftUnsaid
    if not 0 < told.amount <= MOST_VALUE:
        raise GiftAbsurd
    return told.amount, told.currency
