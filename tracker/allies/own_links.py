"""Giving out and spending fresh links: one for what we hold, one for a new address. Each opens once, within half an hour."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from tracker import clock
from tracker.allies.own_link import OwnLink
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store import links
from tracker.store.db import db
from tracker.words import lazy

OPEN, ADDRESS = "open", "address"
GOOD_FOR = timedelta(minutes=30)
# By letter, to one ally, of one purpose.
MOST_IN_AN_HOUR = 3


class LinkOver(Refusal):
    sentence = lazy("This link was used already, or its half hour is over.")
    status = 410


@dataclass(frozen=True, slots=True)
class Given:
    """A link as it is handed on: what its address carries, and until when it opens."""

    token: str
    ends_at: datetime


def give(ally_id: str, purpose: str, email: str | None = None, account_id: str | None = None) -> Given:
    """A fresh one; inside a transaction. `email`: the address it confirms. `account_id`: who of the team hands it over."""
    now = clock.now()
    link = OwnLink(ally_id=ally_id, purpose=purpose, made_at=now, ends_at=now + GOOD_FOR, account_id=account_id)
    link.email = email
    db.session.add(link)
    db.session.flush()
    return Given(links.sign(_signed(purpose), link.id), link.ends_at)


def enough(ally_id: str, purpose: str) -> bool:
    """Whether the last hour's letters with such links were enough. The ally is locked, so that two at once count as two."""
    lately = select(func.count()).where(
        OwnLink.ally_id == ally_id, OwnLink.purpose == purpose, OwnLink.account_id.is_(None),
        OwnLink.made_at > clock.now() - timedelta(hours=1),
    )  # fmt: skip
    return (db.session.scalar(lately) or 0) >= MOST_IN_AN_HOUR


def named(purpose: str, token: str) -> str:
    """The id of the link that an address carries. Raises LinkUnknown."""
    return links.read(_signed(purpose), token)


def address_of(link_id: str) -> str:
    """What the address of a link carries to open what we hold."""
    return links.sign(_signed(OPEN), link_id)


def whose(link_id: str) -> str | None:
    """The id of its ally; None once it was forgotten with them."""
    return db.session.scalar(select(OwnLink.ally_id).where(OwnLink.id == link_id))


def spend(link_id: str, purpose: str) -> OwnLink:
    """Use it up; inside a transaction. One statement decides, so that it opens once. Raises LinkOver."""
    now = clock.now()
    unspent = OwnLink.spent_at.is_(None) & (OwnLink.ends_at > now)
    spent = update(OwnLink).where(OwnLink.id == link_id, OwnLink.purpose == purpose, unspent).values(spent_at=now)
    if db.session.scalar(spent.returning(OwnLink.id).execution_options(synchronize_session=False)) is None:
        raise LinkOver
    return db.session.get_one(OwnLink, link_id, populate_existing=True)


def opened_for(link_id: str) -> str:
    """The ally for whom a spent link still opens pages: half an hour. Raises LinkOver."""
    since = clock.now() - GOOD_FOR
    found = select(OwnLink.ally_id).where(OwnLink.id == link_id, OwnLink.purpose == OPEN, OwnLink.spent_at > since)
    ally_id = db.session.scalar(found)
    if ally_id is None:
        raise LinkOver
    return ally_id


def _signed(purpose: str) -> str:
    return f"own-{purpose}"
