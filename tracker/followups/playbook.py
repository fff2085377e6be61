"""Playbooks and their steps: what a signup earns, when, by which channel, in which words."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of

CHANNELS = ("letter", "call", "text", "task")


class Condition(TypedDict, total=False):
    """When a step is planned. Every entry that is there must hold; an empty condition always does."""

    # At least one of these interest keys was ticked.
    interests: list[str]
    # None of these was.
    without_interests: list[str]
    # The kind of screening is one of these.
    kinds: list[str]
    # They left a phone number and no address.
    only_phone: bool
    # They were suppressed or had said "no": until their own link says otherwise.
    waits: bool
    # Planned not at the signup but when the step of this key ("any letter": whichever) closes with this outcome.
    after: str
    outcome: str


class Playbook(Row):
    """The steps of a campaign; without a campaign, those of every campaign that has none of its own."""

    __tablename__ = "playbook"

    campaign_id: Mapped[str | None] = child_of("campaign")
    # The campaign's id, or "default": one playbook for each.
    scope: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(campaign_id IS NULL AND scope = 'default') OR scope = campaign_id", name="scope"),
    )


class Step(Row):
    """One step. Planned once for an ally and a campaign."""

    __tablename__ = "step"

    playbook_id: Mapped[str] = child_of("playbook")
    key: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]
    # What organizers read: "Thank-you letter".
    title: Mapped[str] = mapped_column(String(100))
    condition: Mapped[Condition] = mapped_column(JSON, default=dict)
    # From the signup (or the outcome it follows) to when it is due.
    delay_hours: Mapped[int] = mapped_column(default=0)
    # From due to late, for what a person does.
    clock_hours: Mapped[int] = mapped_column(default=72)
    channel: Mapped[str] = mapped_column(String(6))
    # By language: {"en": {"subject": ..., "text": ...}}; for calls "text" is what one might say.
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    # No longer planned; what was planned stays.
    archived: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        one_of("channel", CHANNELS),
        UniqueConstraint("playbook_id", "key"),
        CheckConstraint("delay_hours BETWEEN 0 AND 17520", name="delay_hours"),
        CheckConstraint("clock_hours BETWEEN 1 AND 17520", name="clock_hours"),
    )
