"""Film screenings by day, and who signed up at them: for the calendar, and for the marks below signups over time."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from tracker.records import dataclass
from tracker.reports import places
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
    signed, found = dict(_rows(signups)), dict(_rows(screenings))
    return {day: Evenings(number, signed.get(day, 0)) for day, number in found.items()}


def _rows(counted: Any) -> list[tuple[date, int]]:
    return [(day, number) for day, number in db.session.execute(counted)]


def marks(scope: Scope) -> dict[date, int]:
    """How many of the scope's film screenings are on which day, those to come too."""
    if not scope.by:
        shown = _shown([scope.campaign_id], None, None)
        return dict(_rows(select(Screening.day, func.count()).where(*shown).group_by(Screening.day)))
    return Counter(
        place.day
        for place in places.of(scope).values()
        if place.day and not place.joined and place.status != "cancelled"
    )


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
