"""A team of invented people, one of whom has left; all with one password."""

from collections.abc import Sequence

from tracker import clock
from tracker.records import dataclass
from tracker.store.db import db
from tracker.team.account import Account


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the invented team, known by `key`. Without `role` gone: a colleague who has left."""

    key: str
    role: str
    name: str
    email: str
    speaks: str
    active: bool = True


def add(members: Sequence[Member], password_hash: str) -> dict[str, str]:
    """Inside a transaction. Their ids by key."""
    team = {}
    for member in members:
        row = Account(
            role_name=member.role, created_at=clock.now(), active=member.active, demo=True, language="en",
            speaks=member.speaks,
        )  # fmt: skip
        row.name = member.name
        row.set_email(member.email)
        row.set_password_hash(password_hash)
        db.session.add(row)
        team[member.key] = row.id
    db.session.flush()
    return team
