"""Allies: people who raised a hand. In lists an ally is an alias; the contact is sealed."""

import hashlib
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, Index, String, event, inspect, select, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.types import TypeEngine

from tracker import clock
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.sealing import Sealed, sealed_column

# On PostgreSQL byte by byte, or its index would not find a beginning.
ALIAS: TypeEngine[str] = String(40).with_variant(String(40, collation="C"), "postgresql")
ANSWERS = ("yes", "no", "unknown")
# Written with every ally, and empty once they are erased. Spelt as in the index, so that both engines find it.
HELD = "extra_care_sealed IS NOT NULL"
# Whom nobody has compared with the others since they came, raised a hand again, or changed their contact.
UNLIKENED = "likened_at IS NULL AND contact_sealed IS NOT NULL"
# Whose name was not taken into the index of words yet.
WORDLESS = "words_key IS NULL AND contact_sealed IS NOT NULL"

# Two quiet words; 48 x 64 of them, told apart by four characters of the id.
MANNERS = (
    "Amber Ashen Bright Brisk Calm Clear Copper Dusky Early Even Fair Fleet Gentle Glad Golden Grey Hazel Hidden Humble "
    "Ivory Keen Kind Late Light Lone Mellow Mild Misty Northern Patient Plain Quick Quiet Rare Ready Rosy Russet Silver "
    "Slow Soft Southern Steady Still Sunlit Swift True Warm Young"
).split()
CREATURES = (
    "Auk Avocet Badger Beaver Bittern Bunting Cricket Crane Curlew Dipper Dormouse Dove Dunlin Egret Ermine Falcon Fawn "
    "Finch Gannet Godwit Grebe Hare Harrier Heron Hoopoe Ibis Jay Kestrel Kite Knot Lapwing Lark Linnet Lynx Magpie Marten "
    "Merlin Minnow Moth Nuthatch Oriole Osprey Otter Ouzel Owl Petrel Pipit Plover Puffin Quail Raven Robin Ruff Salmon "
    "Sparrow Starling Stork Swallow Swift Tern Thrush Vole Wagtail Wren"
).split()


class Contact(TypedDict, total=False):
    """What is sealed in one piece: the name as written, the name to be called by, and the ways to reach somebody."""

    name: str
    call: str
    # How to say it, as whoever has heard it wrote it down: "MIN-jee".
    said: str
    email: str
    phone: str


class Ally(Row):
    """A person who signed up."""

    __tablename__ = "ally"

    alias: Mapped[str] = mapped_column(ALIAS, index=True)
    # The language they chose; every letter keeps it.
    language: Mapped[str] = mapped_column(String(5))
    contact = Sealed[Contact]()
    contact_sealed: Mapped[bytes | None] = sealed_column()
    # True: only coordinators see more than the alias.
    extra_care = Sealed[bool]()
    extra_care_sealed: Mapped[bytes | None] = sealed_column()
    # Where consent stands now, for each channel: derived from the facts in `consent`, for lists and plans.
    email_consent: Mapped[str] = mapped_column(String(7), default="unknown")
    phone_consent: Mapped[str] = mapped_column(String(7), default="unknown")
    # The ally's last own act; retention counts from here.
    acted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # They used a link that only they have.
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Somebody of the team has spoken with them at the number that they left.
    reached_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When what another program is told of them last changed: see SHOWN.
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=clock.now)
    # When the worker last looked for who may be the same person; None: it is to look.
    likened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The newest find key under which the words of their name stand (name_words). None: nobody finds them by it yet.
    words_key: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (
        one_of("email_consent", ANSWERS),
        one_of("phone_consent", ANSWERS),
        # The order of the list: walked by the index alone, allies themselves are read for the page.
        Index("ix_ally_latest", "acted_at", "id"),
        # Those who are not erased, whose last act was longest ago: whose period is over is among the first.
        Index("ix_ally_held", "acted_at", sqlite_where=text(HELD), postgresql_where=text(HELD)),
        # The order in which other programs page through everybody who is held.
        Index("ix_ally_created", "created_at", "id", sqlite_where=text(HELD), postgresql_where=text(HELD)),
        Index("ix_ally_changed", "changed_at", "id", sqlite_where=text(HELD), postgresql_where=text(HELD)),
        Index("ix_ally_unlikened", "id", sqlite_where=text(UNLIKENED), postgresql_where=text(UNLIKENED)),
        Index("ix_ally_wordless", "id", sqlite_where=text(WORDLESS), postgresql_where=text(WORDLESS)),
    )


# What moves `changed_at`. Statements past the ORM say it themselves.
SHOWN = ("language", "contact_sealed", "extra_care_sealed", "email_consent", "phone_consent", "acted_at")


@event.listens_for(Ally, "before_update")
def _note_change(_mapper: Mapper[Ally], _connection: Connection, ally: Ally) -> None:
    attributes = inspect(ally).attrs
    if any(attributes[name].history.has_changes() for name in SHOWN):
        ally.changed_at = clock.now()


def alias_of(ally_id: str) -> str:
    """ "Quiet Heron 7kq2": the same for the same id, on every machine."""
    drawn = int.from_bytes(hashlib.sha256(ally_id.encode("ascii")).digest()[:8], "big")
    manner, creature = MANNERS[drawn % len(MANNERS)], CREATURES[drawn // len(MANNERS) % len(CREATURES)]
    return f"{manner} {creature} {ally_id[-4:]}"


def is_empty(ally: Ally) -> bool:
    """Erased, or joined to another. Who only said "no" has no contact either, but was asked about extra care."""
    return ally.contact_sealed is None and ally.extra_care_sealed is None


def anybody() -> bool:
    """Whether there is any ally at all."""
    return db.session.scalar(select(Ally.id).limit(1)) is not None
