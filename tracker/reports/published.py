"""What was published: read by its id, one row, and nothing counted. Withdrawing takes it out at once, and empties its words."""

from dataclasses import field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import defer

from tracker import clock
from tracker.appeals import story_choices, story_shown
from tracker.appeals.story_shown import Told
from tracker.errors import NotThere
from tracker.records import dataclass
from tracker.reports import drafting
from tracker.reports.counted import document_of
from tracker.reports.document import Document
from tracker.reports.periods import Period
from tracker.reports.report import Report, ReportDraft
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.sealing import Broken
from tracker.words import lazy


class ReportWithdrawn(NotThere):
    sentence = lazy("This report was withdrawn.")
    status = 410


@dataclass(frozen=True, slots=True)
class Read:
    """A report as its readers see it. `learned` by language. `published_at` None: a draft, shown in the same way."""

    id: str
    campaign_id: str
    period: Period
    languages: tuple[str, ...]
    document: Document
    learned: dict[str, str] = field(default_factory=dict)
    story_ids: tuple[str, ...] = ()
    number: int = 0
    published_at: datetime | None = None

    def language(self, wanted: str) -> str:
        """In which it is shown to somebody who would like this one."""
        return wanted if wanted in self.languages else self.languages[0]

    def stories(self, language: str) -> list[Told]:
        """Those that are published at this moment, in this language alone: what was withdrawn is gone."""
        return [told for each in self.story_ids if (told := story_shown.told(each, language))]


def read(report_id: str | None) -> Read:
    """Raises NotThere, and ReportWithdrawn."""
    row = row_of(Report, report_id)
    if row.withdrawn_at is not None:
        raise ReportWithdrawn
    return _read(row, row.number, row.published_at)


def read_draft(row: ReportDraft) -> Read:
    """A draft exactly as its readers would see it. Raises NotPrepared."""
    return _read(row, 0, None)


def row_by_id(report_id: str | None) -> Report:
    """What is known of it, withdrawn or not. Raises NotThere."""
    return row_of(Report, report_id)


def listed(campaigns: frozenset[str] | None, most: int | None = None) -> list[Report]:
    """Those of these campaigns (None: of all), without their documents; the latest first."""
    wanted = select(Report).options(defer(Report.document), defer(Report.learned_sealed))
    if campaigns is not None:
        wanted = wanted.where(Report.campaign_id.in_(sorted(campaigns)))
    wanted = wanted.order_by(Report.published_at.desc(), Report.number.desc(), Report.id)
    return list(db.session.scalars(wanted.limit(most) if most else wanted))


def to_compare(campaign_id: str, period: Period) -> list[Report]:
    """Those that stand and are about a whole campaign as this one is, or about a part of it as this one is; the latest first."""
    standing = [row for row in listed(frozenset({campaign_id})) if row.withdrawn_at is None]
    return [row for row in standing if Period(row.since, row.until).whole == period.whole]


def still_told(of: Read) -> tuple[str, ...]:
    """Those of its stories that are published in some language."""
    known = {each.id for each in story_choices.published_for(of.campaign_id)}
    return tuple(each for each in of.story_ids if each in known)


def withdraw(report_id: str, by: str | None) -> bool:
    """Out of every page at once; what we learned goes for good. Inside a transaction. False: it was. Raises NotThere."""
    row = row_of(Report, report_id, lock=True)
    if row.withdrawn_at is not None:
        return False
    row.withdrawn_at, row.withdrawn_by_id, row.learned = clock.now(), by, None
    drafts = select(ReportDraft).where(ReportDraft.last_id == row.id).order_by(ReportDraft.id).with_for_update()
    for draft in db.session.scalars(drafts):
        drafting.compare_with_none(draft)
    return True


def _read(row: Report | ReportDraft, number: int, published_at: datetime | None) -> Read:
    try:
        learned = row.learned or {}
    except Broken:
        learned = {}
    return Read(
        row.id, row.campaign_id, Period(row.since, row.until), tuple(row.languages.split(",")),
        document_of(row), learned, tuple(row.story_ids), number, published_at,
    )  # fmt: skip
