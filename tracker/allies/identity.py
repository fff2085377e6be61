"""Identities: fingerprints by which a person is recognised, never the address itself.

`email`: the address in lower case, its local part cut at "+". `phone`: the number together with the sorted words of the
name, for people who left no address. Both are unique: the database decides who is who. `reach` is the same fingerprint
as `phone`, for somebody who has an address: it lets their later phone-only signup find them, and two people may share it.

While the keys turn an ally has each of them twice, under the old find key and the new: so two processes, one of which has
not heard of the turn, still meet in one row. See docs/decisions/0010-keys.md.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, child_of, one_of
from tracker.store.ids import new_id
from tracker.store.sealing import written_keys

KINDS = ("email", "phone", "reach")


# Each kind is found by an index of its own, and SQLite finds that only where the question says this as the index does: else it goes
# through every identity there is.
ONE_HOLDER, MANY_HOLDERS = "kind <> 'reach'", "kind = 'reach'"


class Identity(Row):
    """One way to recognise an ally, under one find key."""

    __tablename__ = "identity"

    ally_id: Mapped[str] = child_of("ally", index=True)
    kind: Mapped[str] = mapped_column(String(5))
    key_name: Mapped[str] = mapped_column(String(4))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        one_of("kind", KINDS),
        Index(
            "uq_identity_fingerprint", "fingerprint", "kind", "key_name", unique=True,
            sqlite_where=text(ONE_HOLDER), postgresql_where=text(ONE_HOLDER),
        ),
        Index("uq_identity_reach", "fingerprint", "ally_id", unique=True,
              sqlite_where=text(MANY_HOLDERS), postgresql_where=text(MANY_HOLDERS)),
    )  # fmt: skip


def identity_rows(
    ally_id: str,
    kind: str,
    marks: Iterable[tuple[str, bytes]],
    keys: frozenset[str] | None = None,
    ids: Iterator[str] | None = None,
) -> list[dict[str, object]]:
    """Those of the (key name, fingerprint) pairs that are to be written, as rows. `keys`: sealing.written_keys(), if known;
    `ids`: of a list's rows, one for each pair.
    """
    keys = written_keys() if keys is None else keys
    return [
        {"id": next(ids) if ids else new_id(), "ally_id": ally_id, "kind": kind, "key_name": key, "fingerprint": mark}
        for key, mark in marks
        if key in keys
    ]
