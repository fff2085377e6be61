"""Film screenings by day, and who signed up at them: for the calendar, and for the marks below signups over time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from tracker.reports.scope import Scope
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Evenings:
    """Of one day: film screenings by the venue's own calendar, and the signups at them, whenever they were made."""

    screenings: int
    signups: int


def by_day(
    campaign_ids: Collection[str] | None, since: date | None = None, until: date | None = None
) -> dict[date, Evenings]:
    """Those of these campaigns (None: all) that were not cancelled; days without any are left out."""
    shown = _shown(campaign_ids, since, until)
    screenings = select(Screening.day, func.count()).where(*shown).group_by(Screening.day)
    signups = (
        select(Screening.day, func.count())
        .join(Signup, Signup.screening_id == Screening.id)
        .where(*shown)
        .group_by(Screening.day)
    )
    signed = dict(db.session.execute(signups).tuples())
    return {day: Evenings(n, signed.get(day, 0)) for day, n in db.session.execute(screenings).tuples() if day}


def marks(scope: Scope) -> dict[date, int]:
    """How many of the scope's film screenings took place on which day."""
    return {day: each.screenings for day, each in by_day({scope.campaign_id}, scope.since, scope.until).items()}


def years(campaign_ids: Collection[str] | None) -> list[int]:
    """Those in which there is any, the first to the last."""
    days = select(func.min(Screening.day), func.max(Screening.day)).where(*_shown(campaign_ids, None, None))
    first, last = db.session.execute(days).one()
    return list(range(first.year, last.year + 1)) if first and last else []


def _shown(campaign_ids: Collection[str] | None, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Standing ones have no day; one that was joined into another is that other."""
    shown = [Screening.day.is_not(None), Screening.status != "cancelled", Screening.joined_into_id.is_(None)]
    if campaign_ids is not None:
        shown.append(Screening.campaign_id.in_(sorted(campaign_ids)))
    if since:
        shown.append(Screening.day >= since)
    if until:
        shown.append(Screening.day <= until)
    return shown
