"""Who is on the team, as others on it see them."""

from collections.abc import Collection

from sqlalchemy import select

from tracker.store.db import db
from tracker.store.once import known
from tracker.team.account import EVERYBODY, Account
from tracker.team.roles import Role

# Who can answer for the follow-ups of a screening.
POINT_PERSONS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER, Role.CALLER)


def names_of(account_ids: Collection[str | None]) -> dict[str, str]:
    """The names by id, those of people who left too."""
    wanted = {each for each in account_ids if each}
    if not wanted:
        return {}
    everybody: dict[str, Account] | None = known(EVERYBODY)
    rows = (
        db.session.scalars(select(Account).where(Account.id.in_(wanted))) if everybody is None else everybody.values()
    )
    return {row.id: row.name or "" for row in rows if row.id in wanted}


def point_persons() -> list[tuple[str, str]]:
    """Id and name of everybody who may be one, by name."""
    wanted = select(Account).where(Account.active, Account.role_name.in_([role.value for role in POINT_PERSONS]))
    return sorted(((row.id, row.name or "") for row in db.session.scalars(wanted)), key=lambda pair: pair[1].casefold())
