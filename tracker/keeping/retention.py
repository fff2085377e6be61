"""Whose time is over, or will be soon: the last own act, and the longest period of the campaigns they signed up for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, Select, and_, case, exists, extract, func, or_, select, text
from sqlalchemy.sql.elements import SQLColumnExpression

from tracker.allies.ally import HELD, Ally
from tracker.allies.confirmed import confirmed
from tracker.keeping.erasure import Erasure
from tracker.keeping.periods import DEFAULT_MONTHS, acted_before, last_day
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db


def outlived(now: datetime, most: int, only: str | None = None) -> list[str]:
    """Ids of up to `most` allies whose period is over, or of `only` that one. Who asked to be erased goes by that."""
    found: dict[str, None] = {}
    for _months, over in _over(now.date()):
        chosen = over if only is None else over.where(Ally.id == only)
        found.update(dict.fromkeys(db.session.scalars(chosen.order_by(Ally.acted_at).limit(most)) if most else ()))
    return list(found)[:most]


def ending(today: date, ahead: date, least_months: int, *wanted: ColumnElement[bool], most: int) -> list[str]:
    """Ids of those whose last day lies between today and `ahead`, both counted; without periods shorter than `least_months`."""
    found: dict[str, None] = {}
    for months, over in _over(ahead + timedelta(days=1)):
        if months >= least_months:
            still = over.where(Ally.acted_at >= acted_before(today, months), *wanted)
            found.update(dict.fromkeys(db.session.scalars(still.order_by(Ally.acted_at).limit(most))))
    return list(found)[:most]


def may_be_asked() -> ColumnElement[bool]:
    """Over Ally: who has said yes to letters, and whom letters need not wait for."""
    asks = exists().where(
        Signup.ally_id == Ally.id,
        Screening.id == Signup.screening_id,
        Campaign.id == Screening.campaign_id,
        Campaign.confirmed_first,
    )
    return and_(Ally.contact_sealed.is_not(None), Ally.email_consent == "yes", or_(confirmed(), ~asks.correlate(Ally)))


def last_day_of(ally: Ally) -> date:
    """The last day on which they are kept if they do nothing more."""
    return last_day(ally.acted_at, months_of(ally.id))


def months_of(ally_id: str) -> int:
    """The longest period of the campaigns somebody signed up for."""
    return db.session.scalar(_longest().where(Signup.ally_id == ally_id)) or DEFAULT_MONTHS


@dataclass(frozen=True, slots=True)
class Month:
    """Somebody's last day lies in this month: how many, and how many of them no letter may ask before."""

    first: date
    number: int
    unasked: int


def by_month() -> list[Month]:
    """Of all that are held, the next first. Whose month is over already is counted in it."""
    longest = _longest().where(Signup.ally_id == Ally.id).correlate(Ally).scalar_subquery()
    each = select(
        extract("year", _utc()).label("year"), extract("month", _utc()).label("month"),
        func.coalesce(longest, DEFAULT_MONTHS).label("months"), case((may_be_asked(), 1), else_=0).label("asked"),
    ).where(text(f"ally.{HELD}")).subquery()  # fmt: skip
    when = (each.c.year, each.c.month, each.c.months)
    sums: dict[date, list[int]] = {}
    for year, month, months, number, asked in db.session.execute(
        select(*when, func.count(), func.sum(each.c.asked)).group_by(*when)
    ):
        years, at = divmod(int(year) * 12 + int(month) - 1 + int(months), 12)
        told = sums.setdefault(date(years, at + 1, 1), [0, 0])
        told[0], told[1] = told[0] + number, told[1] + number - int(asked)
    return [Month(first, *sums[first]) for first in sorted(sums)]


def _over(today: date) -> Iterator[tuple[int, Select[str]]]:
    """For each period that there is, the allies whose time is over by it: each an index can find."""
    used = set(db.session.scalars(select(Campaign.retention_months).distinct()))
    for months in sorted({*used, DEFAULT_MONTHS}):
        signed_up = exists().where(Signup.ally_id == Ally.id)
        longer = signed_up.where(
            Screening.id == Signup.screening_id,
            Campaign.id == Screening.campaign_id,
            Campaign.retention_months > months,
        )
        waits = exists().where(Erasure.ally_id == Ally.id, Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None))
        over = select(Ally.id).where(text(f"ally.{HELD}"), Ally.acted_at < acted_before(today, months))
        yield months, over.where(~waits, ~longer, *([signed_up] if months < DEFAULT_MONTHS else []))


def _longest() -> Select[int]:
    joined = select(func.max(Campaign.retention_months)).join(Screening, Screening.campaign_id == Campaign.id)
    return joined.join(Signup, Signup.screening_id == Screening.id)


def _utc() -> SQLColumnExpression[datetime]:
    """When they acted last, by the clock of UTC whatever the connection's is."""
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    return func.timezone("UTC", Ally.acted_at, type_=DateTime) if on_postgresql else Ally.acted_at
