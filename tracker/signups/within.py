"""Whom a token may see: everybody who is held, or who has signed up in its one campaign."""

from sqlalchemy import ColumnElement, func, select, text

from tracker.allies.ally import HELD, Ally
from tracker.allies.now import now_of
from tracker.errors import NotThere
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.rows import is_id

# Up to so many of a campaign are looked up first.
FEW = 5_000


def held() -> ColumnElement[bool]:
    """Over Ally. Spelt as the index spells it."""
    return text(f"ally.{HELD}")  # type: ignore[return-value]


def in_campaign(campaign_id: str) -> ColumnElement[bool]:
    """Over Ally: who has signed up in it. Few are looked up, many are recognised as one walks."""
    theirs = select(Signup.ally_id).join(Screening, Screening.id == Signup.screening_id)
    theirs = theirs.where(Screening.campaign_id == campaign_id)
    few = db.session.scalar(select(func.count()).select_from(theirs.limit(FEW + 1).subquery())) or 0
    if few <= FEW:
        return Ally.id.in_(theirs)
    return theirs.where(Signup.ally_id == Ally.id).exists()


def seen(ally_id: str, campaign_id: str | None) -> str:
    """The id of who is meant now, where they may be seen. Raises NotThere."""
    id_ = now_of(ally_id) if is_id(ally_id) else ""
    wanted = select(Ally.id).where(Ally.id == id_, held())
    if campaign_id is not None:
        theirs = select(Signup.id).join(Screening, Screening.id == Signup.screening_id)
        wanted = wanted.where(theirs.where(Signup.ally_id == id_, Screening.campaign_id == campaign_id).exists())
    if not id_ or db.session.scalar(wanted) is None:
        raise NotThere
    return id_
