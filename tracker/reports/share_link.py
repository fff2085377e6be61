"""A link to one published report, for a funder or the film's team: no account, an end, and nothing but that report behind it.

Only its hash is kept, so it is shown once. It opens nothing from the moment it ends, it or its report is withdrawn, or the
house is closed; whoever holds it cannot tell which.
"""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, LargeBinary, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.reports.report import Report
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import Id
from tracker.store.old import Old
from tracker.store.rows import row_of
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy

MOST_WHOM = 120
LEAST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 90, 730
# Open at once for one report.
MOST_OPEN = 100
# Longer than any that we make: not even hashed.
MOST_SHOWN = 100


class ShareLinkClosed(NotThere):
    """Unknown, ended, withdrawn, of a report that was withdrawn: nobody can tell which."""

    sentence = lazy("This link opens nothing. Perhaps it has ended. Ask whoever gave it to you for another one.")


class ReportWithdrawn(Refusal):
    sentence = lazy("This report was withdrawn: a link to it would open nothing.")
    status = 409


class EndsWhen(Refusal):
    sentence = lazy("It has to end: after 1 to 730 days.")
    field = "days"


class TooManyShareLinks(Refusal):
    sentence = lazy("Too many links to this report are open already. Withdraw one that is not needed any more.")
    status = 409


class ShareLink(Row):
    """One link that was given out."""

    __tablename__ = "share_link"

    report_id: Mapped[str] = child_of("report", index=True)
    # SHA-256 of what was handed over.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # For whom, in the team's words: "Foundation X".
    whom = Sealed[str]()
    whom_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[str | None] = mapped_column(Id)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # How often its page was opened, and the last day on which it was, by the house's clock. Nothing of who did.
    openings: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: with all others, when the house was closed.
    withdrawn_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        CheckConstraint("openings >= 0", name="openings"),
        CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn"),
    )


OLD = (
    Old(
        ShareLink,
        held=lambda: ShareLink.id.is_not(None),
        over=lambda before: (ShareLink.ends_at < before) | (ShareLink.withdrawn_at < before),
    ),
)


def give(report_id: str, whom: str, days: int, by_id: str | None) -> str:
    """A new link; inside a transaction. Returns its token, which nobody can say again: the address is `/report/<token>`.

    Raises NotThere, ReportWithdrawn, EndsWhen and TooManyShareLinks.
    """
    report = row_of(Report, report_id, lock=True)
    if report.withdrawn_at is not None:
        raise ReportWithdrawn
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise EndsWhen
    if sum(is_open(each, report) for each in of_report(report_id)) >= MOST_OPEN:
        raise TooManyShareLinks
    token, now = secrets.token_urlsafe(32), clock.now()
    link = ShareLink(
        report_id=report_id, token_hash=_hash(token), made_at=now, made_by_id=by_id, ends_at=now + timedelta(days=days),
        openings=0,
    )  # fmt: skip
    link.whom = whom[:MOST_WHOM] or None
    db.session.add(link)
    db.session.flush()
    return token


def opened_by(token: str) -> tuple[ShareLink, Report]:
    """The link of a token, and its report. Raises ShareLinkClosed for everything that opens nothing."""
    if not 0 < len(token) <= MOST_SHOWN:
        raise ShareLinkClosed
    wanted = select(ShareLink, Report).join(Report, Report.id == ShareLink.report_id)
    found = db.session.execute(wanted.where(ShareLink.token_hash == _hash(token))).one_or_none()
    if found is None or not is_open(*found):
        raise ShareLinkClosed
    return found[0], found[1]


def is_open(link: ShareLink, report: Report) -> bool:
    """Whether it opens anything now."""
    return link.withdrawn_at is None and report.withdrawn_at is None and clock.now() < link.ends_at


def of_report(report_id: str) -> list[ShareLink]:
    """Every link of a report, the newest first."""
    wanted = select(ShareLink).where(ShareLink.report_id == report_id)
    return list(db.session.scalars(wanted.order_by(ShareLink.made_at.desc(), ShareLink.id)))


def by_id(link_id: str) -> ShareLink:
    """Raises NotThere."""
    return row_of(ShareLink, link_id)


def withdraw(link_id: str, by_id: str | None) -> bool:
    """It opens nothing any more; inside a transaction. False: it was withdrawn already. Raises NotThere."""
    link = row_of(ShareLink, link_id, lock=True)
    if link.withdrawn_at is not None:
        return False
    link.withdrawn_at, link.withdrawn_by_id = clock.now(), by_id
    return True


def opened(link_id: str, day: date) -> None:
    """Its page was opened once more; inside a transaction."""
    on = update(ShareLink).where(ShareLink.id == link_id).values(openings=ShareLink.openings + 1, opened_on=day)
    db.session.execute(on.execution_options(synchronize_session=False))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
