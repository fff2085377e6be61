"""The outbox: letters that wait, leave, or fail in sight. Recipient and words are sealed."""

from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import CheckConstraint, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of, where_said
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

STATES = ("waiting", "leaving", "left", "failed", "withdrawn")
# Spelt out as in the index: with bound values neither engine would see that the index holds them all.
TO_CARRY = "state IN ('waiting', 'leaving')"
# Left, but its follow-up does not say so yet.
UNSETTLED = "state = 'left' AND leased_by IS NOT NULL"
# Asked "is this you?"; spelt as in the index, so that SQLite finds it too.
ASKED = "kind = 'confirm' AND state = 'left'"


class StoryAt(TypedDict):
    """Which story stands at the slot of a letter, and the address of its page."""

    id: str
    page: str


class Words(TypedDict):
    """What a letter says."""

    subject: str
    text: str
    html: str
    # Its words are not here: they are put in at the last look. See letters.story_slot.
    story: NotRequired[StoryAt]
    # Message-IDs of what it answers, and of the thread, the oldest first.
    in_reply_to: NotRequired[str]
    references: NotRequired[list[str]]


class Letter(Row):
    """One letter to one person."""

    __tablename__ = "letter"

    # To an ally, or to somebody of the team; neither: to a screening's host, or to who asks to be one.
    ally_id: Mapped[str | None] = child_of("ally", index=True)
    account_id: Mapped[str | None] = child_of("account")
    # The follow-up it carries out.
    follow_up_id: Mapped[str | None] = child_of("follow_up")
    # Set when it is about a screening as such: cancelling that screening stops it.
    screening_id: Mapped[str | None] = child_of("screening")
    # The bulk letter or the notice that it is one of.
    bulk_id: Mapped[str | None] = child_of("bulk_letter")
    notice_id: Mapped[str | None] = child_of("notice")
    # The request to host that it answers. It may be to nobody we know.
    request_id: Mapped[str | None] = child_of("request_to_host")
    # What must not be written twice: "bulk:ID:ALLY", "digest:ACCOUNT:DAY".
    once: Mapped[str | None] = mapped_column(String(64), unique=True)
    # Why it is written: "thanks", "confirm", "step", "invitation", ...
    kind: Mapped[str] = mapped_column(String(20))
    # What answers somebody's fresh act (0) leaves before what we thought of (1).
    urgency: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(5))
    recipient = Sealed[str]()
    recipient_sealed: Mapped[bytes | None] = sealed_column()
    words = Sealed[Words]()
    words_sealed: Mapped[bytes | None] = sealed_column()
    # The clock by which its reader sleeps: IANA name. None: the desk's.
    zone: Mapped[str | None] = mapped_column(String(64))
    # One of 4,096 heaps into which a keyed digest sorts domains: enough for a speed limit, too little to tell whose.
    heap: Mapped[int | None] = mapped_column(SmallInteger)
    # Stable over all tries: the receiving side can tell a repeat.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(9), default="waiting")
    # Not before this.
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Which worker has it, and until when: a dead worker's letters come back.
    leased_by: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How often its carrying was begun.
    tries: Mapped[int] = mapped_column(default=0)
    # When somebody last had it in hand: what counts for the speed limits.
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Why it did not leave: the server's code, or a key of letters.troubles. Never its text, which quotes addresses.
    trouble: Mapped[str] = mapped_column(String(20), default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # It came back after it had left: when, how often, and the status that the other side gave ("5.1.1").
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bounces: Mapped[int] = mapped_column(default=0, server_default="0")
    bounce: Mapped[str] = mapped_column(String(20), default="", server_default="")
    written_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint(
            "(ally_id IS NULL OR account_id IS NULL)"
            " AND (ally_id IS NOT NULL OR account_id IS NOT NULL OR notice_id IS NOT NULL OR screening_id IS NOT NULL"
            " OR request_id IS NOT NULL)",
            name="to_one",
        ),
        CheckConstraint("(state = 'left') = (left_at IS NOT NULL)", name="left_at"),
        CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="lease"),
        UniqueConstraint("follow_up_id"),
        Index(
            "ix_letter_to_carry", "urgency", "due_at", "id",
            sqlite_where=text(TO_CARRY), postgresql_where=text(TO_CARRY),
        ),
        Index(
            "ix_letter_tried", "tried_at", "heap",
            sqlite_where=text("tried_at IS NOT NULL"), postgresql_where=text("tried_at IS NOT NULL"),
        ),
        Index(
            "ix_letter_unsettled", "leased_by", "leased_until",
            sqlite_where=text(UNSETTLED), postgresql_where=text(UNSETTLED),
        ),
        Index(
            "ix_letter_failed", "written_at", "id",
            sqlite_where=text("state = 'failed'"), postgresql_where=text("state = 'failed'"),
        ),
        Index(
            "ix_letter_left", "left_at", "id",
            sqlite_where=text("state = 'left'"), postgresql_where=text("state = 'left'"),
        ),
        Index("ix_letter_asked", "left_at", "id", sqlite_where=text(ASKED), postgresql_where=text(ASKED)),
        where_said("letter", "account_id"),
        where_said("letter", "screening_id"),
        where_said("letter", "bulk_id"),
        where_said("letter", "notice_id"),
        where_said("letter", "request_id"),
    )  # fmt: skip
