"""What comes back by mail from people: sealed on arrival, until somebody has seen to it."""

from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.sealing import Sealed, sealed_column

# Spelt as in the index, so that both engines find it: what it said has not been emptied.
HELD = "message_sealed IS NOT NULL"


class Message(TypedDict):
    """What somebody wrote. `sender` as it stood in From."""

    sender: str
    subject: str
    text: str
    # What an answer to it must name, so that mail programs put the two together.
    message_id: NotRequired[str]
    references: NotRequired[list[str]]
    # How many files came with it. They are not kept.
    attachments: NotRequired[int]


class Reply(Row):
    """One message. Whose it is may be unknown: then a coordinator decides.

    A report that a letter came back leaves a row too, settled and without a message: so that it counts once.
    """

    __tablename__ = "reply"

    ally_id: Mapped[str | None] = child_of("ally", index=True)
    # The letter that it answers.
    letter_id: Mapped[str | None] = child_of("letter", index=True)
    # The follow-up that it became.
    follow_up_id: Mapped[str | None] = child_of("follow_up", index=True)
    # Keyed digest of its Message-ID (or of all of it): the same message handed in twice is one.
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    message = Sealed[Message]()
    message_sealed: Mapped[bytes | None] = sealed_column()
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When it became a follow-up, or somebody put it aside.
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[str | None] = child_of("account")

    __table_args__ = (
        Index(
            "ix_reply_unsettled", "received_at", "id",
            sqlite_where=text("settled_at IS NULL"), postgresql_where=text("settled_at IS NULL"),
        ),
        # Those that are nobody's to do go when their time is over.
        Index("ix_reply_held", "follow_up_id", "received_at", sqlite_where=text(HELD), postgresql_where=text(HELD)),
    )  # fmt: skip
