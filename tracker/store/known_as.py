"""By which ids other systems know a row of ours: the same one twice is the same row.

Such an id can be told by whoever has it elsewhere, so it is sealed, and found by a fingerprint under a standing key. When a
row about somebody is erased its marks stay, pointing at nothing: whoever sends it once more brings nobody back.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, db, loosely_of, one_of
from tracker.store.ids import new_id
from tracker.store.sealing import Broken, Sealed, fingerprinter, sealed_column
from tracker.store.transactions import add_once
from tracker.words import lazy

# What they are of, and which column names it.
PERSON, EVENT, ATTENDANCE, SUBMISSION = "person", "event", "attendance", "submission"
ABOUT = (PERSON, EVENT, ATTENDANCE, SUBMISSION)
# Characters of one, and how many one row has.
MOST_LONG, MOST = 200, 20


class KnownAlready(Refusal):
    sentence = lazy("Another one here is known by the identifier “%(identifier)s”.")
    status = 409


class KnownAs(Row):
    """One id of another system: "sheet:41-7"."""

    __tablename__ = "known_as"

    about: Mapped[str] = mapped_column(String(10))
    # One of the four; none: what it meant was erased, or is gone.
    ally_id: Mapped[str | None] = loosely_of("ally", index=True)
    screening_id: Mapped[str | None] = loosely_of("screening", index=True)
    signup_id: Mapped[str | None] = loosely_of("signup", index=True)
    submission_id: Mapped[str | None] = loosely_of("form_submission", index=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    text = Sealed[str]()
    text_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("about", ABOUT),
        UniqueConstraint("about", "mark"),
    )


_OF = {
    PERSON: KnownAs.ally_id, EVENT: KnownAs.screening_id, ATTENDANCE: KnownAs.signup_id, SUBMISSION: KnownAs.submission_id,
}  # fmt: skip


def marks(identifiers: Collection[str]) -> dict[str, bytes]:
    """By the identifier."""
    of = fingerprinter("suppress", "known as")
    return {each: of(each)[0][1] for each in identifiers}


def meant(about: str, identifiers: Sequence[str]) -> tuple[str | None, bool]:
    """The row that the first known of them means; and whether any means one that was erased."""
    if not identifiers:
        return None, False
    marked = marks(identifiers)
    wanted = select(KnownAs.mark, _OF[about]).where(KnownAs.about == about, KnownAs.mark.in_(marked.values()))
    found: dict[bytes, str | None] = dict(db.session.execute(wanted).all())
    known = [found[marked[each]] for each in identifiers if marked[each] in found]
    return next((each for each in known if each is not None), None), None in known


def know(about: str, of_id: str, identifiers: Sequence[str]) -> None:
    """From now on it is known by these, too; inside a transaction. Raises KnownAlready where they mean another one."""
    wanted = list(dict.fromkeys(identifiers))[:MOST]
    if not wanted:
        return
    now, marked, seal = clock.now(), marks(wanted), KnownAs.text.sealer()
    rows = [(new_id(), each, now + timedelta(microseconds=n)) for n, each in enumerate(wanted)]
    add_once(KnownAs, sorted(
        ({"id": id_, "about": about, _OF[about].key: of_id, "mark": marked[each], "text_sealed": seal(id_, each), "at": at}
         for id_, each, at in rows), key=lambda row: bytes(row["mark"]),
    ))  # fmt: skip
    theirs = select(KnownAs.mark, _OF[about]).where(KnownAs.about == about, KnownAs.mark.in_(marked.values()))
    found: dict[bytes, str | None] = dict(db.session.execute(theirs).all())
    for each in wanted:
        if found.get(marked[each]) != of_id:
            raise KnownAlready(identifier=each)


def of(about: str, ids: Collection[str]) -> dict[str, list[str]]:
    """By row, the oldest first; without what does not open."""
    wanted = select(KnownAs).where(_OF[about].in_(sorted(ids)))
    found: dict[str, list[str]] = {}
    for row in db.session.scalars(wanted.order_by(KnownAs.at, KnownAs.id)) if ids else ():
        try:
            text = row.text
        except Broken:
            continue
        if text:
            found.setdefault(str(getattr(row, _OF[about].key)), []).append(text)
    return found


def forget(about: str, ids: Collection[str]) -> None:
    """What these were known by means nobody any more, for good; inside a transaction."""
    gone = update(KnownAs).where(_OF[about].in_(sorted(ids)))
    values = {_OF[about].key: None, "text_sealed": None}
    db.session.execute(gone.values(values).execution_options(synchronize_session=False))


def move(about: str, of_id: str, to: str) -> None:
    """They mean another row from now on; inside a transaction."""
    moved = update(KnownAs).where(_OF[about] == of_id).values({_OF[about].key: to})
    db.session.execute(moved.execution_options(synchronize_session=False))
