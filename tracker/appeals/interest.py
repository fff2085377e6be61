"""Interests: what an ally can tick. Each is a call to action that organizers define."""

from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, db
from tracker.store.transactions import add_once
from tracker.words import LANGUAGES, language, lazy, speaking

# The first instance's: key, and what the tick says. Kept as marked strings so that the catalogues carry them.
FIRST = (
    ("host", lazy("Host a film screening")),
    ("volunteer", lazy("Give some hours")),
    ("write", lazy("Write to a lawmaker")),
    ("give", lazy("Give money")),
    ("bring", lazy("Bring others")),
    ("learn", lazy("Learn more first")),
)


class NextStep(TypedDict, total=False):
    """What the thanks page and the first letter say of it, in one language."""

    title: str
    sentence: str
    # What its button says: the deed, with its object.
    button: str
    # Where the button leads: an address of somebody else's site; or, instead, a question that our own page asks.
    link: str
    question: str


class Interest(Row):
    """One tick on the form."""

    __tablename__ = "interest"

    # What forms, files and playbooks call it.
    key: Mapped[str] = mapped_column(String(30), unique=True)
    position: Mapped[int]
    # {"en": "Host a film screening", "ko": ...}
    labels: Mapped[dict[str, str]] = mapped_column(JSON)
    # By language. Empty: the house's own words for it, if it has any.
    next_step: Mapped[dict[str, NextStep]] = mapped_column(JSON, default=dict, server_default="{}")
    # No longer offered; what was ticked stays.
    archived: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (CheckConstraint("key <> ''", name="key"),)

    @property
    def label(self) -> str:
        """In the language in force, else in English."""
        return self.labels.get(language()) or self.labels.get("en") or self.key


def offered() -> list[Interest]:
    """The ticks of the form, in their order."""
    return list(
        db.session.scalars(select(Interest).where(~Interest.archived).order_by(Interest.position, Interest.key))
    )


def every() -> list[Interest]:
    """All of them, those no longer offered too, in their order."""
    return list(db.session.scalars(select(Interest).order_by(Interest.position, Interest.key)))


def by_key(key: str) -> Interest | None:
    """One of them, whether offered or not."""
    return db.session.scalars(select(Interest).where(Interest.key == key)).first()


def add_first() -> None:
    """Give an empty instance its first interests; inside a transaction. Those that exist stay as they are."""
    for position, (key, label) in enumerate(FIRST):
        labels = {}
        for each in LANGUAGES:
            with speaking(each):
                labels[each] = str(label)
        row = Interest(key=key, position=position, labels=labels, archived=False)
        add_once(Interest, [{"id": row.id, "key": key, "position": position, "labels": labels, "archived": False}])
