"""What a team that has been here for a while would have kept: lists that it shares, and tags."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.finding import saved_filter
from tracker.finding.filters import Filters
from tracker.finding.matching import matching
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that the team shares; or a tag, on every so many of those who fit."""

    name: str
    filters: Filters
    tag_every: int = 0


def keep(found: Sequence[Kept], by: str) -> None:
    """Inside a transaction; `by`: who may read everything."""
    who = Worker(by, None, careful=True)
    for each in found:
        if not each.tag_every:
            saved_filter.save(each.filters, each.name, shared=True, account_id=by)
            continue
        fit = db.session.scalars(select(Ally.id).where(matching(each.filters, who)).order_by(Ally.created_at, Ally.id))
        tags.put(fit.all()[:: each.tag_every], tags.make(each.name, by).id, by)
