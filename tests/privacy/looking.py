"""Looking for words where they must not be: in every value of every table."""

from sqlalchemy import select

from tests.disk import spellings
from tracker.store.db import Base, db

NAME, EMAIL, PHONE = "Zephyrine Quillfeather", "zephyrine@example.org", "+15125550186"


def everything() -> bytes:
    """All that the database holds, in one heap of bytes."""
    db.session.rollback()
    values = [
        value
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(select(table))
        for value in row
        if value is not None
    ]
    return b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)


def stands_in(words: str, heap: bytes) -> bool:
    """Whether the words are there, in any spelling of their bytes."""
    return any(spelling in heap for spelling in spellings(words))
