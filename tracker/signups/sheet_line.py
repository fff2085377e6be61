"""One line of a paper sheet as somebody typed it: sealed until it is taken in. Why it waits: docs/decisions/0021-typing-up.md."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypedDict

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.records import dataclass
from tracker.signups.sheet import MOST_LINES
from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

# So long whoever typed it can mend it, if the sheet is not closed before. Then it is taken in, whatever becomes of the sheet.
WAITS = timedelta(days=1)
# Spelt out as in the index.
WAITING = "taken_at IS NULL"
# So long after it came in an answer that was lost on the way may make somebody send it again.
KNOWN_AGAIN = timedelta(days=1)
MARKED = "mark IS NOT NULL"


class Content(TypedDict):
    """What stands on the line. `consent`: yes, no, or unknown where neither is ticked. `interests`: their keys."""

    name: str
    email: str | None
    phone: str | None
    consent: str
    interests: list[str]
    language: str


@dataclass(frozen=True, slots=True)
class Typist:
    """Who types: somebody of the team, or whoever holds a host's link. `pen`: the secret of the page in which a host types."""

    account_id: str | None = None
    host: str = ""
    pen: str = ""

    @property
    def pen_mark(self) -> bytes | None:
        """What of the pen lies in the database: of 128 random bits, so nobody finds them."""
        return sha256(self.pen.encode()).digest() if self.pen else None


class SheetLine(Row):
    """A line that is typed: waiting, or taken in. Its number is the one that is printed before it."""

    __tablename__ = "sheet_line"

    sheet_id: Mapped[str] = child_of("sheet")
    number: Mapped[int]
    typed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Who typed it: an account; or the link of a host, and in which page of theirs.
    account_id: Mapped[str | None] = mapped_column(Id)
    link_id: Mapped[str | None] = mapped_column(Id)
    pen: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    # Tells the same line sent twice from another one in its place; to whoever typed it alone, and for a day after it came in.
    mark: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    content = Sealed[Content]()
    content_sealed: Mapped[bytes | None] = sealed_column()
    # When it came in, or was forgotten before that.
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When it could not be taken in: it does not open, or the way in refused it. It is tried again, and holds up nobody.
    set_apart_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(f"number BETWEEN 1 AND {MOST_LINES}", name="number"),
        CheckConstraint("(account_id IS NULL) <> (link_id IS NULL)", name="typed_by_one"),
        CheckConstraint("(content_sealed IS NULL) = (taken_at IS NOT NULL)", name="taken"),
        CheckConstraint("mark IS NOT NULL OR taken_at IS NOT NULL", name="marked"),
        UniqueConstraint("sheet_id", "number"),
        Index("ix_sheet_line_marked", "taken_at", sqlite_where=text(MARKED), postgresql_where=text(MARKED)),
        Index("ix_sheet_line_waiting", "typed_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )  # fmt: skip

    @property
    def submission(self) -> str:
        """The same for the same line of the same paper: it comes in once."""
        return sheet_submission(self.sheet_id, self.number)

    def is_of(self, by: Typist) -> bool:
        """Whether they typed it. Of a host's link it has to be the same page: the link alone shows nobody's line."""
        if by.account_id is not None:
            return self.account_id == by.account_id
        return self.pen is not None and self.pen == by.pen_mark


def sheet_submission(sheet_id: str, number: int) -> str:
    """By which the signup of a line is known again."""
    return f"sheet.{sheet_id}.{number}"
