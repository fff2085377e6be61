"""Tags, and who has them, as another program is told of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.ghosts import ghost_of
from tracker.allies.tag import AllyTag, Tag
from tracker.errors import NotThere
from tracker.finding.in_order import InOrder
from tracker.finding.people_told import careful
from tracker.records import dataclass
from tracker.signups.within import held, in_campaign
from tracker.store.db import db
from tracker.store.rows import is_id


@dataclass(frozen=True, slots=True)
class TaggingTold:
    """`ally_id`: of nobody where the ally asked for extra care."""

    id: str
    ally_id: str
    tag_id: str
    at: datetime


def every() -> list[Tag]:
    """The oldest first: there are few."""
    return sorted(tags.every(), key=lambda tag: (tag.made_at, tag.id))


def of_tag(tag_id: str, campaign_id: str | None) -> InOrder:
    """Raises NotThere."""
    tag = tags.by_id(tag_id)
    return _order(AllyTag.tag_id == tag.id, campaign_id)


def of_person(ally_id: str, campaign_id: str | None) -> InOrder:
    return _order(AllyTag.ally_id == ally_id, campaign_id)


def _order(condition: object, campaign_id: str | None) -> InOrder:
    wanted = select(AllyTag.at, AllyTag.id).join(Ally, Ally.id == AllyTag.ally_id).where(condition, held())  # type: ignore[arg-type]
    if campaign_id is not None:
        wanted = wanted.where(in_campaign(campaign_id))
    return InOrder(wanted, AllyTag.at, AllyTag.id)


def seen(tagging_id: str, tag_id: str, campaign_id: str | None) -> AllyTag:
    """Raises NotThere."""
    found = db.session.get(AllyTag, tagging_id) if is_id(tagging_id) else None
    if found is None or found.tag_id != tag_id:
        raise NotThere
    wanted = select(Ally.id).where(Ally.id == found.ally_id, held())
    if campaign_id is not None:
        wanted = wanted.where(in_campaign(campaign_id))
    if db.session.scalar(wanted) is None:
        raise NotThere
    return found


def told(ids: Sequence[str]) -> list[TaggingTold]:
    """In their order; what is gone is left out."""
    rows = {row.id: row for row in db.session.scalars(select(AllyTag).where(AllyTag.id.in_(ids)))}
    closed = careful({row.ally_id for row in rows.values()})
    return [
        TaggingTold(row.id, ghost_of(row.id) if row.ally_id in closed else row.ally_id, row.tag_id, row.at)
        for row in (rows[id_] for id_ in ids if id_ in rows)
    ]
