"""Signups: one ally at one screening. A second one adds new interests and changes nothing else."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.screenings.code import SOURCES
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

# Doors at which somebody stood in person: there a suppressed person's fresh "yes" earns one letter that asks.
IN_PERSON = frozenset({"screen", "poster", "seat card", "lobby", "link", "kiosk"})
# Doors that ask our own question, "No, only count me" among its answers: whoever says so leaves nothing behind.
ASKED_BY_US = IN_PERSON | {"sheet"}


class Signup(Row):
    """A raised hand that was written down."""

    __tablename__ = "signup"

    ally_id: Mapped[str] = child_of("ally")
    screening_id: Mapped[str] = child_of("screening")
    # Made where the form was filled in; the same one twice is one signup.
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(10))
    # The clock of the device, if it told; and ours.
    device_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    note = Sealed[str]()
    note_sealed: Mapped[bytes | None] = sealed_column()
    # Who typed it, for sheets and the desk.
    account_id: Mapped[str | None] = mapped_column(Id)
    # When the ally said where they watched, after a signup by the campaign's code.
    placed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("source", SOURCES),
        UniqueConstraint("ally_id", "screening_id"),
        # With the id: who asks what came of everybody at a film screening reads none of their signups.
        Index("ix_signup_there", "screening_id", "at", "id"),
        Index("ix_signup_at", "at"),
    )


class FoldedSignup(Row):
    """A signup that folded into another of the same ally, under its own id: a pass, a letter or a replay may still name it."""

    __tablename__ = "folded_signup"

    # The one that stays.
    signup_id: Mapped[str] = child_of("signup", index=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)


class SignupInterest(Row):
    """An interest ticked on a signup."""

    __tablename__ = "signup_interest"

    signup_id: Mapped[str] = child_of("signup")
    interest_id: Mapped[str] = child_of("interest", index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("signup_id", "interest_id"),)


class SignupAnswer(Row):
    """What an ally wrote to the question of a call to action: "Which month suits you, and where?"."""

    __tablename__ = "signup_answer"

    signup_id: Mapped[str] = child_of("signup", index=True)
    interest_id: Mapped[str] = child_of("interest", index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Else whoever filled in the form wrote it: they may have given an address that is not theirs.
    by_own_link: Mapped[bool] = mapped_column(server_default=false())
    text = Sealed[str]()
    text_sealed: Mapped[bytes | None] = sealed_column()
