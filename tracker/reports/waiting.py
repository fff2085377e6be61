"""Drafts that wait for the worker: what it needs to know of each, and what it writes down when it is done, or has failed."""

from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.records import dataclass
from tracker.reports import counted, drafting
from tracker.reports.counted import Counted
from tracker.reports.periods import Period
from tracker.reports.report import ReportDraft
from tracker.reports.scope import Scope
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft as it was asked for. `last_id`: with which report it is compared. Figures are `newer` than this moment; None: any."""

    draft_id: str
    scope: Scope
    last_id: str | None
    newer: datetime | None
    asked_at: datetime


def first(but: set[str]) -> Wanted | None:
    """The one that waits longest, but for these."""
    wanted = select(ReportDraft).where(ReportDraft.wanted_at.is_not(None), ReportDraft.id.not_in(but))
    row = db.session.scalars(wanted.order_by(ReportDraft.wanted_at, ReportDraft.id).limit(1)).one_or_none()
    return _of(row) if row is not None else None


def anybody() -> bool:
    """Whether any waits."""
    return db.session.scalar(select(ReportDraft.id).where(ReportDraft.wanted_at.is_not(None)).limit(1)) is not None


def put(wanted: Wanted, found: Counted) -> bool:
    """There it is. False: it was thrown away meanwhile, or asked for otherwise, and nothing is changed. Inside a transaction.

    Its version stays: nobody who has seen that could read numbers, and whoever wrote words meanwhile has changed nothing else.
    """
    row = _locked(wanted)
    if row is not None:
        drafting.put(row, found)
    return row is not None


def fail(wanted: Wanted) -> None:
    """It waits no longer: whoever asked for it is told, and may ask again. Inside a transaction."""
    row = _locked(wanted)
    if row is not None:
        row.wanted_at, row.failed_at = None, clock.now()


def _locked(wanted: Wanted) -> ReportDraft | None:
    row = db.session.get(ReportDraft, wanted.draft_id, with_for_update=True)
    return row if row is not None and row.wanted_at is not None and _of(row) == wanted else None


def _of(row: ReportDraft) -> Wanted:
    assert row.wanted_at is not None
    scope = counted.scope_of(row.campaign_id, Period(row.since, row.until))
    return Wanted(row.id, scope, row.last_id, row.counted_at, row.wanted_at)
