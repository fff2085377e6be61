"""Figures that were counted before, for scopes that take too long to count while somebody waits for a page.

What is quick is counted anew at each look and never kept: a small house has no figures of a while ago.
"""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from tracker.reports import kept_lines, places, stored
from tracker.reports.figures import Figures, figures
from tracker.reports.kept_figures import KeptFigures
from tracker.reports.people import narrowed
from tracker.reports.scope import Group, Scope
from tracker.screenings.campaign import Campaign
from tracker.signups import counting
from tracker.signups.signup import Signup
from tracker.store import undertakings
from tracker.store.counts import so_far
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.old import Old
from tracker.store.transactions import add_once
from tracker.team import settings

# Of several workers one counts: see store.alone.
COUNTING = "count figures"
# Scopes with up to so many signups are counted at each look.
COUNTED_AT_ONCE = 5_000
# What a campaign's figures are kept for at least, before the worker counts them again by itself; and so many times as long as
# the counting took: the machine has other things to do.
FRESH, TIMES = timedelta(hours=1), 100
# So long after its end a campaign is still counted by itself.
AFTERWARDS = timedelta(days=90)
# Nobody has looked lately, or the worker has counted anew meanwhile.
KEPT = timedelta(days=7)


OLD = (
    Old(
        KeptFigures, held=lambda: KeptFigures.id.is_not(None),
        over=lambda before: func.coalesce(KeptFigures.asked_at, KeptFigures.counted_at) < before,
    ),
)  # fmt: skip


def look(scope: Scope, at: datetime, one_by_one: bool = False) -> Figures | None:
    """Counted just now where that is quick, else as they were counted last (`counted_at` tells when); writes nothing.

    `one_by_one`: with the breakdowns that are long (see kept_lines); without it those are left out of what is kept.
    None: this scope has not been counted yet and has too many signups to be counted for a page: the worker does, see ask().
    Raises NotThere for an unknown campaign.
    """
    lines = KeptFigures.lines if one_by_one else null()
    row = db.session.execute(select(KeptFigures.figures, lines).where(KeptFigures.mark == mark_of(scope))).one_or_none()
    if row is not None and row[0] is not None and row[0].get("version") == stored.VERSION:
        found = stored.of_json(row[0])
        return replace(found, groups=found.groups | kept_lines.read(row[1])) if row[1] else found
    return figures(scope, at) if is_quick(scope) else None


def is_quick(scope: Scope, most: int | None = None) -> bool:
    """Whether its signups can be counted while somebody waits: no more than `most`. Looks at no more of them than that takes to tell.

    Those before its period, too: where everybody stood on the ladder before it is told beside it.
    """
    here = places.of(scope) if scope.by else {}
    signups = narrowed(select(Signup.id), scope, here, settings.get("zone"), since=False)
    most = COUNTED_AT_ONCE if most is None else most
    return (db.session.scalar(so_far(signups, most + 1)) or 0) <= most


def ask(scope: Scope, at: datetime) -> None:
    """Have it counted by the worker; inside a transaction. Who asks again while it waits or is being counted changes nothing."""
    undertakings.lift(deed_of(scope))
    _want(scope, KeptFigures.asked_at, at)


def ask_to_tell(scope: Scope, at: datetime) -> None:
    """Have the worker say what may be told of it today; inside a transaction. It is counted first if nothing is kept."""
    _want(scope, KeptFigures.to_tell_at, at)


def _want(scope: Scope, mark: InstrumentedAttribute[datetime | None], at: datetime) -> None:
    if not add_once(KeptFigures, [_row_of(scope) | {mark.key: at, "took": 0}]):
        unasked = KeptFigures.mark == mark_of(scope), mark.is_(None)
        db.session.execute(
            update(KeptFigures).where(*unasked).values({mark: at}).execution_options(synchronize_session=False)
        )


def was_told(scope: Scope) -> None:
    """No spreadsheet waits for it any longer; inside a transaction."""
    here = update(KeptFigures).where(KeptFigures.mark == mark_of(scope))
    db.session.execute(here.values(to_tell_at=None).execution_options(synchronize_session=False))


def is_asked_for(scope: Scope) -> bool:
    """Whether it waits for the worker, or is being counted."""
    wanted = select(KeptFigures.id).where(KeptFigures.mark == mark_of(scope), KeptFigures.asked_at.is_not(None))
    return db.session.scalar(wanted) is not None


def asked_for() -> list[Scope]:
    """What somebody waits for, the first first."""
    return _scopes(KeptFigures.asked_at)


def to_be_told() -> list[Scope]:
    """What spreadsheets wait for, the first first."""
    return _scopes(KeptFigures.to_tell_at)


def _scopes(mark: InstrumentedAttribute[datetime | None]) -> list[Scope]:
    row = KeptFigures
    wanted = select(row.campaign_id, row.since, row.until, row.by, row.key).where(mark.is_not(None))
    found = db.session.execute(wanted.order_by(mark, row.id))
    return [Scope(campaign_id, since, until, cast(Group, by), key) for campaign_id, since, until, by, key in found]


def keep(found: Figures, took: int) -> None:
    """Instead of what was kept of this scope, unless that is newer; inside a transaction. It `took` so many seconds to count.

    Nobody waits for it any longer: whoever asked while it was being counted gets these.
    """
    scope = found.scope
    short = {by: rows for by, rows in found.groups.items() if not kept_lines.is_long(rows)}
    values = {
        "counted_at": found.counted_at, "took": took, "figures": stored.as_json(replace(found, groups=short)),
        "lines": kept_lines.written(found.groups),
    }  # fmt: skip
    row = _row_of(scope) | values
    if not add_once(KeptFigures, [row]):
        here = KeptFigures.mark == row["mark"]
        older = or_(KeptFigures.counted_at.is_(None), KeptFigures.counted_at < found.counted_at)
        for deed in (
            update(KeptFigures).where(here, older).values(values),
            update(KeptFigures).where(here).values(asked_at=None),
        ):
            db.session.execute(deed.execution_options(synchronize_session=False))


def _row_of(scope: Scope) -> dict[str, Any]:
    return {
        "id": new_id(), "mark": mark_of(scope), "campaign_id": scope.campaign_id, "since": scope.since, "until": scope.until,
        "by": scope.by, "key": scope.key,
    }  # fmt: skip


def due(at: datetime) -> list[Scope]:
    """Whole campaigns that are too large to be counted at a look, are not long over, and were not counted lately."""
    over = or_(Campaign.ends_on.is_(None), Campaign.ends_on >= (at - AFTERWARDS).date())
    going = list(db.session.scalars(select(Campaign.id).where(over).order_by(Campaign.id)))
    large = [each for each, number in counting.of_campaigns(going).items() if number > COUNTED_AT_ONCE]
    known = select(KeptFigures.mark, KeptFigures.counted_at, KeptFigures.took)
    known = known.where(KeptFigures.campaign_id.in_(large), KeptFigures.counted_at.is_not(None))
    again = {
        mark: counted_at + max(FRESH, timedelta(seconds=took * TIMES))
        for mark, counted_at, took in db.session.execute(known)
        if counted_at is not None
    }
    return [scope for scope in map(Scope, sorted(large)) if again.get(mark_of(scope), at) <= at]


def deed_of(scope: Scope) -> str:
    """What whoever counts it is at: see store.undertakings."""
    return f"figures {mark_of(scope)}"


def mark_of(scope: Scope) -> str:
    """The same for the same scope."""

    def told(day: date | None) -> str | None:
        return day.isoformat() if day else None

    text = json.dumps([scope.campaign_id, told(scope.since), told(scope.until), scope.by, scope.key])
    return hashlib.sha256(text.encode()).hexdigest()
