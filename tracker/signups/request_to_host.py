"""Requests to host a film screening: what somebody asks of us, and what becomes of it. What they wrote is sealed.

A request makes no ally and overrides no "no". It knows the ally whose link led here, or whose contact it bears; and by the
signup behind it the film screening that it comes from. The screening that comes of it knows neither.
"""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

# What an asker may want; the kinds of screenings that are no one person's to host are not among them.
KINDS = ("community", "campus", "festival", "virtual")
# Waiting for us; waiting for them; decided.
STATES = ("waiting", "asked", "offered", "approved", "declined", "taken back")
# Where anything can still be decided: whoever was offered another evening may come back to their own.
OPEN = ("waiting", "asked", "offered")
# The public form; the same, by a personal link; somebody of the team, who was called.
DOORS = ("form", "link", "desk")
# Spelt as in the index, so that both engines find it.
WAITING = "state IN ('waiting', 'asked')"


class Asker(TypedDict, total=False):
    """Who asks."""

    name: str
    email: str
    phone: str


class Wish(TypedDict, total=False):
    """Where, when, and whatever else they wrote."""

    place: str
    city: str
    region: str
    postcode: str
    # ISO 3166-1, two letters.
    country: str
    when: str
    more: str


class RequestToHost(Row):
    """One request."""

    __tablename__ = "request_to_host"

    # Made where the form was filled in; the same one twice is one request.
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    door: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # In which they want to be answered.
    language: Mapped[str] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(12))
    # About how many people; None: not said.
    heads: Mapped[int | None]
    asker = Sealed[Asker]()
    asker_sealed: Mapped[bytes | None] = sealed_column()
    wish = Sealed[Wish]()
    wish_sealed: Mapped[bytes | None] = sealed_column()
    # Keyed digest of the address, else of the number: tells that the same person has asked before. Goes with the contact.
    mark: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    # The words that stood beside the button; None where somebody of the team typed it.
    wording_id: Mapped[str | None] = child_of("wording")
    # Who of the team typed it.
    account_id: Mapped[str | None] = mapped_column(Id)
    # None: nobody we know.
    ally_id: Mapped[str | None] = child_of("ally", index=True)
    # The ally's own link led here; else the contact is theirs, and whoever filled in the form may be another.
    by_own_link: Mapped[bool] = mapped_column(server_default=false())
    # The signup that it comes from.
    signup_id: Mapped[str | None] = child_of("signup", index=True)
    # None: nobody has said yet.
    campaign_id: Mapped[str | None] = child_of("campaign", index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    # When we last asked something back.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: the asker took it back, or was erased.
    decided_by_id: Mapped[str | None] = mapped_column(Id)
    # The one that came of it; or the one nearby that was offered instead.
    screening_id: Mapped[str | None] = child_of("screening", index=True)

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", STATES),
        one_of("door", DOORS),
        CheckConstraint("heads IS NULL OR heads > 0", name="heads"),
        CheckConstraint("(state IN ('waiting', 'asked')) = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(state IN ('offered', 'approved')) = (screening_id IS NOT NULL)", name="screening"),
        CheckConstraint("(asker_sealed IS NULL) = (mark IS NULL)", name="mark"),
        Index("ix_request_to_host_at", "at", "id"),
        Index("ix_request_to_host_waiting", "at", "id", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )
