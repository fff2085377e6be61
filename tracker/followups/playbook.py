"""Playbooks and their steps: what a signup earns, when, by which channel, in which words."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of

CHANNELS = ("letter", "call", "text", "task")
# Who gets what a person does. Whatever finds nobody waits in the pool: for whoever claims it first.
HANDS = ("point person", "host contact", "in turn", "pool")


class Condition(TypedDict, total=False):
    """When a step is planned. Every entry that is there must hold; an empty condition always does."""

    # At least one of these interest keys was ticked.
    interests: list[str]
    # None of these was.
    without_interests: list[str]
    # The kind of screening is one of these.
    kinds: list[str]
    # The signup came by one of these doors: "screen", "sheet", "import".
    sources: list[str]
    # The ally's language is one of these.
    languages: list[str]
    # What they agreed to is one of these: "letters" alone, "calls" alone, "both".
    consent: list[str]
    # They left a phone number and no address.
    only_phone: bool
    # Whole days between the film screening and the signup: at least, at most.
    since_least: int
    since_most: int
    # They were suppressed or had said "no": until their own link says otherwise.
    waits: bool
    # Nobody knows yet whether the address is theirs, and the campaign asks for it: the one reminder.
    unconfirmed: bool
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
    # From due to late, unless a step says otherwise.
    clock_hours: Mapped[int] = mapped_column(default=72, server_default="72")
    # What the team can make. None: nobody has said.
    calls_per_week: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(campaign_id IS NULL AND scope = 'default') OR scope = campaign_id", name="scope"),
        CheckConstraint("clock_hours BETWEEN 1 AND 17520", name="clock_hours"),
        CheckConstraint("calls_per_week BETWEEN 0 AND 100000", name="calls_per_week"),
    )


class Step(Row):
    """One step. Planned once for an ally and a campaign.

    A change that must not touch what is open leaves the row to that, replaced, and goes on in a new one with the same key.
    """

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
    # Whose it becomes, where a person does it.
    hand: Mapped[str] = mapped_column(String(12), default="point person", server_default="point person")
    # By language: {"en": {"subject": ..., "text": ...}}; for calls "text" is what one might say, and "instead_subject"
    # and "instead_text" the letter that goes when there are more calls than the team can make.
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    # Which call to action it asks for, by its key: whoever does what this step asked has done that. None: no single one.
    asks: Mapped[str | None] = mapped_column(String(30))
    # No longer planned; what was planned stays.
    archived: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Since when a later version holds. None: this one does.
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("hand", HANDS),
        UniqueConstraint("playbook_id", "key", "version"),
        Index(
            "uq_step_current", "playbook_id", "key", unique=True,
            sqlite_where=text("replaced_at IS NULL"), postgresql_where=text("replaced_at IS NULL"),
        ),
        CheckConstraint("delay_hours BETWEEN 0 AND 17520", name="delay_hours"),
        CheckConstraint("clock_hours BETWEEN 1 AND 17520", name="clock_hours"),
    )  # fmt: skip
