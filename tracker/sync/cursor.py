"""How far the sync of one campaign with one server has come: by it an interrupted one goes on, and the next one asks for news alone."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.allies.suppression import Suppression
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import new_id
from tracker.store.sealing import Sealed, sealed_column
from tracker.store.transactions import add_once

# Who must be told of there although nothing is left of them here to tell by: everybody there is looked at once more.
NOTHING_LEFT = ("erased", "never again")


class SyncCursor(Row):
    """One campaign and one server. Moments of the other server are by its own clock."""

    __tablename__ = "sync_cursor"

    # Host and port: links.name_of().
    server: Mapped[str] = mapped_column(String(100))
    campaign_id: Mapped[str] = child_of("campaign", ondelete="CASCADE")
    # What was changed there before is known here. Theirs.
    since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Of the walk that is under way: when it began (theirs, ours), and since when it asks (None: everybody).
    began_there: Mapped[datetime | None] = mapped_column(UTCDateTime)
    began_here: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asks_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The page it goes on from. Sealed: addresses of pages can hold the id of somebody there.
    page = Sealed[str]()
    page_sealed: Mapped[bytes | None] = sealed_column()
    # When the last walk over everybody that came to its end had begun. Ours.
    whole_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the last walk of any kind that came to its end had begun. Ours.
    came_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the last telling that came to its end had begun. Ours.
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("server", "campaign_id"),)


def of(server: str, campaign_id: str) -> SyncCursor | None:
    """None: they have never been in step."""
    wanted = select(SyncCursor).where(SyncCursor.server == server, SyncCursor.campaign_id == campaign_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def taken(server: str, campaign_id: str) -> SyncCursor:
    """The same to be changed, made where there is none; inside a transaction."""
    add_once(SyncCursor, [{"id": new_id(), "server": server, "campaign_id": campaign_id}])
    wanted = select(SyncCursor).where(SyncCursor.server == server, SyncCursor.campaign_id == campaign_id)
    return db.session.scalars(wanted.with_for_update()).one()


def asks_for_all(found: SyncCursor | None) -> bool:
    """Whether everybody there is to be looked at: never done, or somebody was erased here since."""
    if found is None or found.whole_at is None or found.since is None:
        return True
    latest = db.session.scalar(select(func.max(Suppression.at)).where(Suppression.kind.in_(NOTHING_LEFT)))
    return latest is not None and latest >= found.whole_at


def begin(found: SyncCursor, there: datetime, since: datetime | None) -> None:
    """A walk begins; `there`: by the other server's clock."""
    found.began_there, found.began_here, found.asks_since, found.page = there, clock.now(), since, None


def end(found: SyncCursor) -> None:
    """It came to its end."""
    if found.asks_since is None:
        found.whole_at = found.began_here
    found.since, found.came_at = found.began_there, found.began_here
    found.began_there = found.began_here = found.asks_since = found.page = None
