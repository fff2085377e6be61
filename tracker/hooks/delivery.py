"""What is to be told to a hook, and what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, loosely_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

SIGNUP, OUTCOME, UNDONE = "signup.recorded", "outcome.recorded", "outcome.undone"
MADE, CHANGED, CANCELLED = "screening.made", "screening.changed", "screening.cancelled"
TEST = "test"
EVENTS = (SIGNUP, OUTCOME, UNDONE, MADE, CHANGED, CANCELLED, TEST)
# "gone": what it was about is not there any more, or the hook is withdrawn.
STATES = ("waiting", "delivered", "failed", "gone")
WAITING = "state = 'waiting'"


class HookDelivery(Row):
    """One event for one hook. Its id stays the same over all tries: by it the receiver tells a repeat."""

    __tablename__ = "hook_delivery"

    hook_id: Mapped[str] = child_of("hook", ondelete="CASCADE")
    event: Mapped[str] = mapped_column(String(20))
    # The signup, the attempt (or the follow-up, where a list told of it), the film screening. "test": the hook.
    about_id: Mapped[str] = mapped_column(Id)
    ally_id: Mapped[str | None] = loosely_of("ally", index=True)
    # When it happened.
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(9), default="waiting")
    # Not before this.
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # How often its sending was begun, and when last.
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What was answered last: the status of HTTP; or a key of hooks.troubles, where nobody answered.
    status: Mapped[int | None]
    trouble: Mapped[str] = mapped_column(String(12), default="")
    # What was sent last, without any contact; and how the answer began, unless a contact had been sent, which it may repeat.
    body = Sealed[str]()
    body_sealed: Mapped[bytes | None] = sealed_column()
    answer = Sealed[str]()
    answer_sealed: Mapped[bytes | None] = sealed_column()

    __table_args__ = (
        one_of("event", EVENTS),
        one_of("state", STATES),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index(
            "ix_hook_delivery_waiting", "hook_id", "due_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)
        ),
        Index("ix_hook_delivery_of_hook", "hook_id", "at"),
        Index("ix_hook_delivery_at", "at"),
    )
