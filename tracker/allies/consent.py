"""Consent: facts, only ever added, with the exact wording that was on the page. And what follows from them.

A "no" is always heard. After a "no", only the ally's own confirmed link makes a "yes" (source "own link").
"""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.allies.ally import ANSWERS
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

CHANNELS = ("email", "phone")


class Wording(Row):
    """The words of a consent question, in one language. A changed word makes a new version."""

    __tablename__ = "wording"

    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("version", "language"),)


class Consent(Row):
    """One answer, for one channel."""

    __tablename__ = "consent"

    ally_id: Mapped[str] = child_of("ally")
    channel: Mapped[str] = mapped_column(String(5))
    answer: Mapped[str] = mapped_column(String(7))
    # None where no page of ours asked: an import, a call.
    wording_id: Mapped[str | None] = child_of("wording")
    language: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # A signup's source, or "own link", or "call".
    source: Mapped[str] = mapped_column(String(10))
    screening_id: Mapped[str | None] = child_of("screening", index=True)
    # The list by which it came: taken back with it.
    import_id: Mapped[str | None] = mapped_column(Id)
    # Who of the team wrote it down, if anybody did.
    account_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (one_of("channel", CHANNELS), one_of("answer", ANSWERS), Index("ix_consent_ally", "ally_id", "at"))


def standing(before: str, answer: str, by_own_link: bool = False) -> str:
    """Where consent stands after one more answer."""
    if answer == "no" or (before == "no" and not by_own_link):
        return "no"
    return before if answer == "unknown" else answer
