"""Who is on the team, as others on it see them."""

from collections.abc import Collection

from sqlalchemy import select

from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.roles import Role

# Who can answer for the follow-ups of a screening.
POINT_PERSONS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER, Role.CALLER)


def names_of(account_ids: Collection[str | None]) -> dict[str, str]:
    """The names by id, those of people who left too."""
    rows = db.session.scalars(select(Account).where(Account.id.in_({each for each in account_ids if each})))
    return {row.id: row.name or "" for row in rows}


def point_persons() -> list[tuple[str, str]]:
    """Id and name of everybody who may be one, by name."""
    wanted = select(Account).where(Account.active, Account.role_name.in_([role.value for role in POINT_PERSONS]))
    return sorted(((row.id, row.name or "") for row in db.session.scalars(wanted)), key=lambda pair: pair[1].casefold())
