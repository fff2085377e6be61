"""A report is counted: the figures of its days, put into the tables of a document, protected."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.reports import document, evenings, periods
from tracker.reports.document import Cell, Document, Line, Since
from tracker.reports.figures import figures
from tracker.reports.periods import Period
from tracker.reports.report import Report
from tracker.reports.scope import Scope
from tracker.reports.shapes import Figures, Share
from tracker.reports.telling import COMPARED
from tracker.screenings import campaigns, films
from tracker.store.db import db
from tracker.team import settings

# Of the definitions: whoever changes what a figure counts counts this up, and reports say by which they were counted.
WORDING = 1


@dataclass(frozen=True, slots=True)
class Counted:
    document: Document
    reasons: list[Any]


def count(campaign_id: str, period: Period, last_id: str | None, at: datetime) -> Counted:
    """Counted now, and protected. `last_id`: the report with which it is compared. Raises NotThere for an unknown campaign."""
    campaign = campaigns.by_id(campaign_id)
    found = figures(Scope(campaign_id, period.since, period.until), at)
    made = tables(found) | {"screened": _screened(campaign_id, period)}
    last = db.session.get(Report, last_id) if last_id else None
    since = None
    if last is not None:
        before = document.of_json(last.document)
        since, made["before"] = Since(last.number, before.day), _before(before)
    return Counted(
        Document(
            campaign.name, films.by_id(campaign.film_id).title, settings.get("organisation"), at, periods.day_of(at), WORDING,
            period.since, period.until, campaign.starts_on, campaign.ends_on,
            {key: lines for key, lines in made.items() if lines}, since,
        ),
        [],
    )  # fmt: skip


def _before(of: Document) -> tuple[Line, ...]:
    """What the report before told of the figures that are compared."""
    return tuple(Line(f"{table}.{key}", (of.cell(table, key),)) for table, key, _words in COMPARED)


def _screened(campaign_id: str, period: Period) -> tuple[Line, ...]:
    """Film screenings by the Monday of their week: public, and nobody's number."""
    weeks: Counter[str] = Counter()
    for day, evening in evenings.by_day({campaign_id}, period.since, period.until).items():
        weeks[(day - timedelta(days=day.weekday())).isoformat()] += evening.screenings
    return tuple(line(monday, number) for monday, number in sorted(weeks.items()))


def tables(of: Figures) -> dict[str, tuple[Line, ...]]:
    """All that a report shows, not yet protected."""
    room, funnel, hosts = of.funnel.room, of.funnel, of.hosts
    made: dict[str, tuple[Line, ...]] = {
        "room": (
            line("heads", room.heads), line("signups", room.signups), line("counted", room.counted),
            line("screenings", room.screenings), line("shared", room.shared), line("total", room.total),
            line("total_signups", room.total_signups),
        ),
        "steps": tuple(line(step.key, step.people, step.whole) for step in funnel.steps),
        "rates": tuple(
            _part(key, getattr(of.rates, key))
            for key in ("conversion", "follow_up", "on_time", "action", "action_said", "outcome", "abandon", "opt_out")
        ),
        "parts": (_part("new_allies", of.new_allies), _part("unplaced", of.unplaced)),
        "sources": tuple(line(row.key, row.signups) for row in of.sources),
        "regions": tuple(line(row.key, row.signups) for row in of.regions),
        "countries": tuple(line(row.key, row.signups) for row in of.countries),
        "weeks": tuple(line(week.monday.isoformat(), week.signups) for week in of.weeks),
        "on_time": tuple(line(week.monday.isoformat(), week.on_time.part, week.on_time.whole) for week in of.weeks if week.on_time.whole),
        "rungs": tuple(line(rung.id, rung.allies, words={"": rung.title}) for rung in of.rungs),
        "hosts": tuple(line(key, getattr(hosts, key)) for key in ("asked", "approved", "screenings", "cancelled", "signups")),
        "gifts": tuple(line(code, gift.number, gift.sum, gift.allies) for code, gift in sorted(of.gifts.items())),
        "goals": tuple(line(goal.key, goal.done, goal.wanted) for goal in of.goals),
    }  # fmt: skip
    return {key: lines for key, lines in made.items() if lines}


def line(key: str, *numbers: int | None, words: dict[str, str] | None = None) -> Line:
    return Line(key, tuple(Cell(number) for number in numbers), words or {})


def _part(key: str, share: Share) -> Line:
    return line(key, share.part, share.whole)
