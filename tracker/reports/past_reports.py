"""A past for reports: counted now, and dated as they would have been. Inside a transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from tracker import clock
from tracker.appeals import story_choices
from tracker.records import dataclass
from tracker.reports import counted, document, drafting, publishing
from tracker.reports.drafting import Asked
from tracker.reports.figures import figures
from tracker.reports.periods import Period
from tracker.reports.report import Report


@dataclass(frozen=True, slots=True)
class Told:
    """One that was published on a day (None: just now). `with_story`: the newest one that the campaign may show."""

    period: Period
    on: date | None
    learned: dict[str, str]
    with_story: bool = False


def publish(told: Sequence[Told], campaign_id: str, writer: str, publisher: str) -> None:
    """One after the other, each compared with the one before."""
    last_id = None
    for each in told:
        stories = story_choices.published_for(campaign_id)[: int(each.with_story)]
        asked = Asked(tuple(each.learned), each.period, each.learned, tuple(story.id for story in stories), last_id)
        found = counted.count(figures(counted.scope_of(campaign_id, each.period), clock.now()), last_id)
        draft = drafting.begin(campaign_id, asked, found, writer)
        report = publishing.publish(draft, publisher, read_over=True)
        if each.on is not None:
            _date(report, each.on)
        last_id = report.id


def _date(report: Report, day: date) -> None:
    at = datetime.combine(day, time(15), UTC)
    report.document = replace(document.of_json(report.document), counted_at=at, day=day).to_json()
    report.counted_at = report.published_at = at
