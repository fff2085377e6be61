"""A host's link: whoever holds it sees the figures of one film screening, counts heads and ticks off what is to be done there.

Its address carries the row's id, signed: nothing that opens anything lies in the database, and letters can say it again. It
is good until 14 days after the screening's day, by the clock there: one that moves takes the end along.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.screenings import log
from tracker.screenings.screening import Screening
from tracker.store import links
from tracker.store.db import Row, UTCDateTime, child_of, db, one_of
from tracker.store.ids import Id
from tracker.store.rows import row_of
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy

PURPOSE = "host"
# Days after the screening's own.
GOOD_FOR = timedelta(days=14)
MOST_WHOM = 120


class HostLinkClosed(NotThere):
    """Unknown, withdrawn, ended: nobody can tell which."""

    sentence = lazy("This link opens nothing. Perhaps it has ended. Ask whoever gave it to you for another one.")


class OverForHosts(Refusal):
    sentence = lazy("A link would open nothing any more: it ends 14 days after the film screening.")
    status = 409


class HostLink(Row):
    """One link that was given out. A screening may have several: hosts change."""

    __tablename__ = "host_link"

    screening_id: Mapped[str] = child_of("screening", index=True)
    # For whom, in the team's words.
    whom = Sealed[str]()
    whom_sealed: Mapped[bytes | None] = sealed_column()
    # Spoken by letters to the host; "" while nobody knows.
    language: Mapped[str] = mapped_column(String(2), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[str | None] = mapped_column(Id)
    # The last day on which it was opened, by the clock at the place. No more is kept.
    used_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: with all others, when the house was closed.
    withdrawn_by_id: Mapped[str | None] = mapped_column(Id)
    # Whoever holds it wants reminders by letter.
    reminds: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        one_of("language", ("", "en", "ko", "es")),
        CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn"),
    )


def give(screening_id: str, whom: str = "", by_id: str | None = None, language: str = "") -> str:
    """A new link for a screening; inside a transaction. Returns its token: the address is `/host/<token>`.

    `whom`: a note of for whom. `language`: of the letters to them. Raises NotThere, NotForStanding and OverForHosts.
    """
    screening = log.dated(screening_id)
    if screening.joined_into_id:
        screening = log.dated(screening.joined_into_id)
    if ends_at(screening) <= clock.now():
        raise OverForHosts
    link = HostLink(screening_id=screening.id, language=language, made_at=clock.now(), made_by_id=by_id)
    link.whom = whom[:MOST_WHOM] or None
    db.session.add(link)
    db.session.flush()
    return token_of(link.id)


def token_of(link_id: str) -> str:
    """What the address of a link carries."""
    return links.sign(PURPOSE, link_id)


def read(token: str) -> str:
    """The id of the link that an address carries. Raises HostLinkClosed."""
    try:
        return links.read(PURPOSE, token)
    except NotThere:
        raise HostLinkClosed from None


def opened_by(token: str) -> tuple[HostLink, Screening]:
    """The link that a token opens, and its screening as it stands now. Raises HostLinkClosed for everything else."""
    try:
        link = row_of(HostLink, read(token))
    except NotThere:
        raise HostLinkClosed from None
    screening = log.by_id(link.screening_id)
    if not is_open(link, screening):
        raise HostLinkClosed
    return link, screening


def hold(token: str) -> tuple[HostLink, Screening]:
    """The same for a deed; inside a transaction. The screening is locked before the link, as whoever joins two does it."""
    link, _screening = opened_by(token)
    screening = log.dated(link.screening_id)
    db.session.refresh(link, with_for_update=True)
    if link.screening_id != screening.id:  # joined into another one while we waited
        return hold(token)
    if not is_open(link, screening):
        raise HostLinkClosed
    return link, screening


def is_open(link: HostLink, screening: Screening) -> bool:
    """Whether it opens anything now."""
    return link.withdrawn_at is None and clock.now() < ends_at(screening)


def ends_at(screening: Screening) -> datetime:
    """The end of the last day on which links open, by the clock at the place. A standing screening has no links."""
    if screening.day is None:
        return datetime.min.replace(tzinfo=UTC)
    after = screening.day + GOOD_FOR + timedelta(days=1)
    return datetime.combine(after, time.min, ZoneInfo(screening.zone)).astimezone(UTC)


def of_screening(screening_id: str) -> list[HostLink]:
    """Every link of a screening, the newest first."""
    wanted = select(HostLink).where(HostLink.screening_id == screening_id)
    return list(db.session.scalars(wanted.order_by(HostLink.made_at.desc(), HostLink.id)))


def open_ones(screening: Screening) -> list[HostLink]:
    """Those that open something now, the newest first."""
    return [link for link in of_screening(screening.id) if is_open(link, screening)]


def by_id(link_id: str) -> HostLink:
    """Raises NotThere."""
    return row_of(HostLink, link_id)


def withdraw(link_id: str, by_id: str | None) -> bool:
    """It opens nothing any more; inside a transaction. False: it was withdrawn already. Raises NotThere."""
    link = row_of(HostLink, link_id, lock=True)
    if link.withdrawn_at is not None:
        return False
    link.withdrawn_at, link.withdrawn_by_id = clock.now(), by_id
    return True


def used(link_id: str, day: date) -> None:
    """It was opened on a day; inside a transaction."""
    on = update(HostLink).where(HostLink.id == link_id, HostLink.used_on.is_distinct_from(day)).values(used_on=day)
    db.session.execute(on.execution_options(synchronize_session=False))


def move(goes_id: str, stays_id: str) -> None:
    """Two screenings are one: the links of both open the one that stays; inside a transaction."""
    gone = update(HostLink).where(HostLink.screening_id == goes_id).values(screening_id=stays_id)
    db.session.execute(gone.execution_options(synchronize_session=False))
