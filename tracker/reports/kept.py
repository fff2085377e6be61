"""Figures that were counted before, for scopes that take too long to count while somebody waits for a page.

What is quick is counted anew at each look and never kept: a small house has no figures of a while ago.
"""

import hashlib
import json
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select, update

from tracker.reports import places, stored
from tracker.reports.figures import Figures, figures
from tracker.reports.kept_figures import KeptFigures
from tracker.reports.people import narrowed
from tracker.reports.scope import Scope
from tracker.screenings.campaign import Campaign
from tracker.signups import counting
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.old import Old
from tracker.store.transactions import add_once
from tracker.team import settings

# Scopes with up to so many signups are counted at each look.
COUNTED_AT_ONCE = 5_000
# What a campaign's figures are kept for at least, before the worker counts them again by itself; and so many times as long as
# the counting took: letters and tablets wait for the worker meanwhile.
FRESH, TIMES = timedelta(hours=1), 100
# So long after its end a campaign is still counted by itself.
AFTERWARDS = timedelta(days=90)
# Nobody has looked lately, or the worker has counted anew meanwhile.
KEPT = timedelta(days=7)


OLD = (Old(KeptFigures, held=lambda: KeptFigures.id.is_not(None), over=lambda before: KeptFigures.counted_at < before),)


def look(scope: Scope, at: datetime) -> Figures | None:
    """Counted just now where that is quick, else as they were counted last (`counted_at` tells when); writes nothing.

    None: this scope has not been counted yet and has too many signups to be counted for a page: usecases.count_figures does.
    Raises NotThere for an unknown campaign.
    """
    written = db.session.scalar(select(KeptFigures.figures).where(KeptFigures.mark == mark_of(scope)))
    if written is not None and written.get("version") == stored.VERSION:
        return stored.of_json(written)
    return figures(scope, at) if is_quick(scope) else None


def is_quick(scope: Scope) -> bool:
    """Whether its signups can be counted while somebody waits. Looks at no more of them than that takes to tell."""
    here = places.of(scope) if scope.by else {}
    some = narrowed(select(Signup.id), scope, here, settings.get("zone")).limit(COUNTED_AT_ONCE + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= COUNTED_AT_ONCE


def keep(found: Figures, took: int) -> None:
    """Instead of what was kept of this scope, unless that is newer; inside a transaction. It `took` so many seconds to count."""
    scope = found.scope
    values = {"counted_at": found.counted_at, "took": took, "figures": stored.as_json(found)}
    row = {
        "id": new_id(), "mark": mark_of(scope), "campaign_id": scope.campaign_id, "since": scope.since, "until": scope.until,
        "by": scope.by, "key": scope.key, **values,
    }  # fmt: skip
    if not add_once(KeptFigures, [row]):
        older = KeptFigures.mark == row["mark"], KeptFigures.counted_at < found.counted_at
        db.session.execute(
            update(KeptFigures).where(*older).values(values).execution_options(synchronize_session=False)
        )


def due(at: datetime) -> list[Scope]:
    """Whole campaigns that are too large to be counted at a look, are not long over, and were not counted lately."""
    over = or_(Campaign.ends_on.is_(None), Campaign.ends_on >= (at - AFTERWARDS).date())
    going = list(db.session.scalars(select(Campaign.id).where(over).order_by(Campaign.id)))
    large = [each for each, number in counting.of_campaigns(going).items() if number > COUNTED_AT_ONCE]
    known = select(KeptFigures.mark, KeptFigures.counted_at, KeptFigures.took).where(KeptFigures.campaign_id.in_(large))
    again = {
        mark: counted_at + max(FRESH, timedelta(seconds=took * TIMES))
        for mark, counted_at, took in db.session.execute(known)
    }
    return [scope for scope in map(Scope, sorted(large)) if again.get(mark_of(scope), at) <= at]


def mark_of(scope: Scope) -> str:
    """The same for the same scope."""

    def told(day: date | None) -> str | None:
        return day.isoformat() if day else None

    text = json.dumps([scope.campaign_id, told(scope.since), told(scope.until), scope.by, scope.key])
    return hashlib.sha256(text.encode()).hexdigest()
