"""Another program is shown people: how many is traced in sum, hour by hour, and whose copy it has now is written down."""

from collections.abc import Collection

from tracker.keeping import copies
from tracker.store.transactions import transaction
from tracker.team import program_hour
from tracker.team.token import Token


def read_people(token: Token, ally_ids: Collection[str]) -> None:
    """Before the answer leaves."""
    if not ally_ids:
        return
    with transaction():
        copies.left_today("sync", token.kept_by_id, ally_ids, place_of(token.id))
        program_hour.add(token.id, shown=len(ally_ids))


def tell_of_programs() -> int:
    """The trace tells of the hours that are over. How many."""
    if not program_hour.over():
        return 0
    with transaction():
        return program_hour.tell()


def place_of(token_id: str) -> str:
    """Where a copy went that a token took."""
    return f"token {token_id}"
