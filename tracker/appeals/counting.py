"""Presses are counted: a number for each call to action, campaign, day (UTC) and place, and nothing about who pressed."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker import clock
from tracker.appeals.click import Click
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.ids import new_id

# The desk shows the presses of so many days.
DAYS = 30


def add(interest_id: str, campaign_id: str, place: str, day: date, presses: int = 1) -> None:
    """Add to the day's number in one statement, so that two at once are two; inside a transaction."""
    table = Click.__table__
    assert isinstance(table, Table)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"interest_id": interest_id, "campaign_id": campaign_id, "day": day, "place": place}
    statement = dialect.insert(table).values(id=new_id(), number=presses, **row)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(row), set_={"number": table.c.number + presses})
    )


def lately(campaigns: Collection[str] | None = None) -> dict[str, list[tuple[str, Counter[str]]]]:
    """Of each interest: the campaigns by name with their presses by place, in the last 30 days. None: all campaigns."""
    wanted = (
        select(Click.interest_id, Campaign.name, Click.place, func.sum(Click.number))
        .join(Campaign, Campaign.id == Click.campaign_id)
        .where(Click.day > clock.now().date() - timedelta(days=DAYS))
        .group_by(Click.interest_id, Campaign.id, Campaign.name, Click.place)
        .order_by(Campaign.name, Campaign.id)
    )
    if campaigns is not None:
        wanted = wanted.where(Click.campaign_id.in_(sorted(campaigns)))
    found: dict[str, dict[str, Counter[str]]] = defaultdict(dict)
    for interest_id, name, place, number in db.session.execute(wanted):
        found[interest_id].setdefault(name, Counter())[place] += int(number)
    return {interest_id: list(names.items()) for interest_id, names in found.items()}
