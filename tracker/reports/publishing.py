"""A draft becomes a report: what somebody has read is what is published, to the last number. Inside transactions."""

from sqlalchemy import select

from tracker import clock
from tracker.errors import Refusal
from tracker.reports import protect
from tracker.reports.counted import NotPrepared, protected_of
from tracker.reports.report import Report, ReportDraft
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.team.account import Account, members
from tracker.team.roles import SEES_ALL_CAMPAIGNS
from tracker.words import lazy

# It leaves the house, and what was read outside cannot be taken back: whoever sees all campaigns decides.
PUBLISHERS = SEES_ALL_CAMPAIGNS


class MayNotPublish(Refusal):
    sentence = lazy("Coordinators and administrators publish reports.")
    status = 403


class OwnWords(Refusal):
    sentence = lazy(
        "You wrote some of “What we learned”, so somebody else publishes it. Whoever knows a text by heart no longer sees what "
        "it gives away."
    )
    status = 403


class WordsUnread(Refusal):
    sentence = lazy("Read “What we learned” in each language, then say that it holds no name, no place and no route.")
    field = "read_over"


def check(row: ReportDraft, account: Account) -> None:
    """Whether this member may publish the draft. Raises MayNotPublish and OwnWords."""
    if account.role not in PUBLISHERS:
        raise MayNotPublish
    if row.learned_sealed is not None and account.id in row.writer_ids:
        raise OwnWords


def second_persons(row: ReportDraft) -> list[Account]:
    """Who could publish it."""
    able = [each for each in members() if each.active and each.role in PUBLISHERS]
    return [each for each in able if row.learned_sealed is None or each.id not in row.writer_ids]


def publish(row: ReportDraft, account_id: str, read_over: bool) -> Report:
    """`row`: locked. Raises MayNotPublish, OwnWords, WordsUnread, NotPrepared, and ToldSince where more left the house since it was
    counted.
    """
    if row.document is None or row.counted_at is None:
        raise NotPrepared
    check(row, row_of(Account, account_id))
    if row.learned_sealed is not None and not read_over:
        raise WordsUnread
    # One report of a campaign at a time: each has its number.
    row_of(Campaign, row.campaign_id, lock=True)
    latest = db.session.scalars(
        select(Report).where(Report.campaign_id == row.campaign_id).order_by(Report.number.desc()).limit(1)
    ).one_or_none()
    protect.tell(protected_of(row), "report")
    report = Report(
        campaign_id=row.campaign_id, number=latest.number + 1 if latest else 1, since=row.since, until=row.until,
        languages=row.languages, story_ids=row.story_ids, document=row.document, counted_at=row.counted_at,
        published_at=clock.now(), account_id=account_id,
    )  # fmt: skip
    report.learned = row.learned
    db.session.add(report)
    db.session.delete(row)
    db.session.flush()
    return report
