"""Follow-ups and the attempts at them: what was promised to an ally, until an outcome is written down."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String, TextClause, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.followups.playbook import CHANNELS
from tracker.store.db import Row, UTCDateTime, child_of, one_of, where_said
from tracker.store.sealing import Sealed, sealed_column

STATES = ("open", "closed")
# Said so, and not with bound values, a query finds the index on SQLite too.
OPEN_BY_LETTER = "state = 'open' AND channel = 'letter' AND NOT held"
# Why it is there when no step planned it: an ally has written, a letter came back, a list told of it, somebody planned it,
# an ally may be the same person as another, gave an address to which nobody may write, or has said yes after a no.
WHYS = ("reply", "bounced", "listed", "by hand", "same", "barred", "again")


class FollowUp(Row):
    """One thing to do for one ally in one campaign."""

    __tablename__ = "follow_up"

    ally_id: Mapped[str] = child_of("ally")
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    # None: see `why`.
    step_id: Mapped[str | None] = child_of("step", index=True)
    # The step's key: a campaign that gets a playbook of its own plans nothing twice.
    step_key: Mapped[str | None] = mapped_column(String(30))
    why: Mapped[str | None] = mapped_column(String(8))
    # Keyed digest of what it was made from, where the same thing may be told twice; and of an ally's first letter and
    # of their reminder, while the address is not confirmed: one of each (see first_letter).
    once: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    channel: Mapped[str] = mapped_column(String(6))
    # From when it can be done.
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # From when it is late.
    late_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(6), default="open")
    # How it was closed: a key of followups.outcomes.
    outcome: Mapped[str | None] = mapped_column(String(20))
    # What came of it, where that is an amount: in the currency's smallest unit.
    value: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    # Whose it is; None: whoever claims it first.
    point_person_id: Mapped[str | None] = child_of("account")
    # Who is at it just now. A claim lapses.
    claimed_by_id: Mapped[str | None] = child_of("account")
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    # A letter that waits until the ally's address is confirmed: neither due nor late before.
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("state", STATES),
        one_of("why", WHYS),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="outcome"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_until IS NULL)", name="claim"),
        CheckConstraint("(value IS NULL) = (currency IS NULL)", name="value"),
        UniqueConstraint("ally_id", "campaign_id", "step_key"),
        # Only what is still to do; how much of it is due is counted by the index alone.
        Index(
            "ix_follow_up_due",
            "due_at",
            "id",
            "channel",
            "campaign_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_follow_up_by_letter",
            "due_at",
            "id",
            sqlite_where=text(OPEN_BY_LETTER),
            postgresql_where=text(OPEN_BY_LETTER),
        ),
        # In the order of Today. What a list asks of those that it passes over stands beside it, and the state, too: SQLite does not
        # know that it is the same for all.
        Index(
            "ix_follow_up_urgent",
            "late_at",
            "id",
            "state",
            "channel",
            "due_at",
            "campaign_id",
            "point_person_id",
            "held",
            "ally_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        # Somebody's own, among everybody's, in the order of Today.
        Index(
            "ix_follow_up_own",
            "point_person_id",
            "late_at",
            "id",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        # A campaign's own, among everybody's.
        Index(
            "ix_follow_up_of_campaign",
            "campaign_id",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        # Who wants to host, who gave: few among all that ended.
        Index(
            "ix_follow_up_outcome",
            "outcome",
            "ally_id",
            sqlite_where=text("outcome IS NOT NULL"),
            postgresql_where=text("outcome IS NOT NULL"),
        ),
        Index("ix_follow_up_held", "ally_id", sqlite_where=text("held"), postgresql_where=text("held")),
        where_said("follow_up", "point_person_id"),
        where_said("follow_up", "claimed_by_id"),
    )


def open_by_letter() -> TextClause:
    """Those that a letter is to carry out."""
    return text("follow_up.state = 'open' AND follow_up.channel = 'letter' AND NOT follow_up.held")


class FollowUpSignup(Row):
    """A follow-up answers a signup; a later signup of the same ally and campaign links to what is planned already."""

    __tablename__ = "follow_up_signup"

    follow_up_id: Mapped[str] = child_of("follow_up")
    signup_id: Mapped[str] = child_of("signup")

    __table_args__ = (
        UniqueConstraint("follow_up_id", "signup_id"),
        Index("ix_follow_up_signup_both", "signup_id", "follow_up_id"),
    )


class Changed(TypedDict, total=False):
    """What an outcome changed, so that it can be taken back: ids, moments and states; nothing that tells who."""

    # The follow-up as it was.
    before: dict[str, str | int | None]
    planned: list[str]
    closed: list[str]
    withdrawn: list[str]
    # Channel and where consent stood.
    consent: dict[str, str]
    # As what their contact was suppressed, if it was not before.
    suppressed: str
    # They were reached, and it was not known before that the address is theirs: due and late of what was held till
    # then, by follow-up; reminders that were closed, and letters of theirs that were withdrawn.
    released: dict[str, list[str]]
    reminders: list[str]
    reminding: list[str]


class Attempt(Row):
    """One try, and how it went: a fact."""

    __tablename__ = "attempt"

    follow_up_id: Mapped[str] = child_of("follow_up")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: the system, a letter that left.
    account_id: Mapped[str | None] = child_of("account")
    outcome: Mapped[str] = mapped_column(String(20))
    note = Sealed[str]()
    note_sealed: Mapped[bytes | None] = sealed_column()
    # When the next try is due, if there is one.
    next_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Kept for the undo.
    changed: Mapped[Changed] = mapped_column(JSON, default=dict)
    # Taken back within a minute: an undone attempt counts for nothing.
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_attempt_follow_up", "follow_up_id", "at"), where_said("attempt", "account_id"))
