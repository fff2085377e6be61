"""All places that a turn of the keys goes through: every table with sealed columns, and what is found by fingerprint."""

from collections.abc import Callable, Sequence

from tracker.allies import name_words
from tracker.allies import turned as identities
from tracker.finding import likeness_turned as likenesses
from tracker.keeping.key_turn import KeyTurn
from tracker.records import dataclass
from tracker.store.resealing import SealedTable, Tally, sealed_tables
from tracker.team import turned as accounts

# Rows in one transaction.
MOST = 250


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows may wait: `waiting(after, most)` gives their keys in order, `renew(keys)` makes them anew."""

    name: str
    waiting: Callable[[str, int], list[str]]
    renew: Callable[[Sequence[str]], Tally]


def places(turn: KeyTurn) -> list[Place]:
    """In the order in which a pass goes through them. Identities under the old key go when the turn is done."""
    find_key = turn.find_key
    found = [_sealed(each, turn.seal_key) for each in sealed_tables()]
    found.append(
        Place("identities", lambda after, most: identities.waiting(find_key, after, most),
              lambda ids: identities.renew(ids, find_key))
    )  # fmt: skip
    found.append(
        Place("accounts", lambda after, most: accounts.waiting(find_key, after, most),
              lambda ids: accounts.renew(ids, find_key))
    )  # fmt: skip
    found.append(
        Place("likeness marks", lambda after, most: likenesses.waiting(find_key, after, most),
              lambda ids: likenesses.renew(ids, find_key))
    )  # fmt: skip
    found.append(
        Place("name words", lambda after, most: name_words.waiting(find_key, after, most),
              lambda ids: name_words.renew(ids, find_key))
    )  # fmt: skip
    if turn.done_at is not None:
        found.append(
            Place("old identities", lambda after, most: identities.left_over(find_key, after, most),
                  lambda ids: identities.clear(ids, find_key))
        )  # fmt: skip
        found.append(
            Place(
                "old likeness marks", lambda after, most: likenesses.left_over(find_key, after, most), likenesses.clear
            )
        )
        found.append(
            Place("old name words", lambda after, most: name_words.left_over(find_key, after, most),
                  lambda ids: name_words.clear(ids, find_key))
        )  # fmt: skip
    return found


def next_rows(turn: KeyTurn) -> tuple[Place, list[str]] | None:
    """Where the pass goes on, with which rows; None: it is at its end. Reads alone."""
    all_of_them = places(turn)
    names = [place.name for place in all_of_them]
    begin = names.index(turn.at_place) if turn.at_place in names else 0
    for place in all_of_them[begin:]:
        rows = place.waiting(turn.at_row if place.name == turn.at_place else "", MOST)
        if rows:
            return place, rows
    return None


def _sealed(table: SealedTable, seal_key: str) -> Place:
    return Place(
        f"table {table.name}",
        lambda after, most: table.waiting(seal_key, after, most),
        lambda keys: table.renew(keys, seal_key),
    )
