"""How many letters are on their way or stuck, and how long the oldest has been due: counts and moments, nobody's name."""

from datetime import timedelta

from sqlalchemy import Select, func, select, text

from tracker import clock
from tracker.letters.letter import TO_CARRY, Letter
from tracker.store.counts import so_far

# Beyond so many the number says no more than "very many".
MOST = 100_000
LATELY = timedelta(minutes=15)


def counting() -> dict[str, Select[int]]:
    """By state, those that have not left; "due": of those that wait, which may leave now; "left": in the last quarter of an hour.

    Each by the index that holds it.
    """
    to_carry = select(Letter.id).where(text(TO_CARRY))
    since = clock.now() - LATELY
    chosen = {
        "waiting": to_carry.where(Letter.state == "waiting"),
        "leaving": to_carry.where(Letter.state == "leaving"),
        "due": to_carry.where(Letter.state == "waiting", Letter.due_at <= clock.now()),
        "failed": select(Letter.id).where(text("state = 'failed'")),
        "left": select(Letter.id).where(text("state = 'left'"), Letter.left_at > since),
    }
    return {state: so_far(query, MOST) for state, query in chosen.items()}


def oldest() -> Select[object]:
    """Since when the oldest of those that may leave has been due."""
    return select(func.min(Letter.due_at)).where(text(TO_CARRY), Letter.due_at <= clock.now())
