"""How much lies under which key, counted as it lies there: nothing is opened."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from tracker.allies.identity import Identity
from tracker.allies.likeness import LikenessMark
from tracker.allies.name_words import NameWord
from tracker.store.db import db
from tracker.store.resealing import sealed_tables
from tracker.team.account import Account

# By (purpose, key): by where it lies, how many.
Counts = Mapping[tuple[str, str], Mapping[str, int]]
# Columns that name the find key of a fingerprint. `ally.words_key` names one too, but notes of which the words are.
MARKS = (Identity.key_name, LikenessMark.key_name, NameWord.key_name, Account.email_key)


def counted() -> Counts:
    """Sealed values by table and column, fingerprints by table."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for table in sealed_tables():
        for column, key, many in table.counts():
            found["seal", key][f"{table.name}.{column.removesuffix('_sealed')}"] = many
    for mark in MARKS:
        for key, many in db.session.execute(select(mark, func.count()).group_by(mark)):
            found["find", key][mark.class_.__tablename__] = many
    return found
