"""Changing the ladder: every rung can be reached, and says something that no other says."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import select

from tracker.errors import NotThere, Refusal
from tracker.followups import ladder, ladder_ways
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.rung import Rung
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import is_id, row_of
from tracker.store.transactions import add_once
from tracker.words import lazy

MOST_RUNGS = 12
MOST_TITLE = 60

# What an empty instance begins with; of the ways those that the vocabulary has.
FIRST = (
    ("Watched", ("watched",)),
    ("Signed up", ("signed up",)),
    ("Took a step", ("done", "said done")),
    ("Hosts or gives", ("wants to host", "hosts", "gave")),
    ("Brings others", ("brought others",)),
)


class TitleUnsaid(Refusal):
    sentence = lazy("Give the rung a title, up to 60 characters.")
    field = "title"


class TitleNotPrintable(Refusal):
    sentence = lazy("It holds characters that cannot be printed. Type it again instead of pasting it.")
    field = "title"


class TitleTaken(Refusal):
    sentence = lazy("Another rung has this title.")
    field = "title"


class NoWay(Refusal):
    sentence = lazy("Nobody could ever reach this rung. Choose at least one thing that leads to it.")
    field = "reached_by"


class WayUnknown(Refusal):
    sentence = lazy("“%(way)s” leads nowhere: choose from the list.")
    field = "reached_by"


class WayTaken(Refusal):
    sentence = lazy(
        "“%(way)s” leads to “%(title)s” already. The higher of the two would count, and nobody would stand on the lower by it."
    )
    field = "reached_by"


class TooManyRungs(Refusal):
    sentence = lazy("A ladder has room for 12 rungs. Remove one first.")
    field = "title"


class LastRung(Refusal):
    sentence = lazy("A ladder keeps one rung at least. Change this one instead.")
    status = 409


@dataclass(frozen=True, slots=True)
class RungDraft:
    """A rung as somebody wants it."""

    title: str
    reached_by: tuple[str, ...]


def rung(rung_id: str) -> Rung:
    """Raises NotThere."""
    return row_of(Rung, rung_id)


def lock() -> list[Rung]:
    """All rungs, the lowest first, held until the transaction ends: two who edit at once are judged one after the other."""
    db.session.scalars(select(Rung.id).order_by(Rung.id).with_for_update()).all()
    db.session.expire_all()
    return ladder.rungs()


def add(draft: RungDraft) -> Rung:
    """A new highest rung; inside a transaction. Raises the refusals above."""
    others = lock()
    if len(others) >= MOST_RUNGS:
        raise TooManyRungs
    title = _checked(draft, others)
    row = Rung(position=others[-1].position + 1 if others else 0, title=title, reached_by=_in_order(draft))
    db.session.add(row)
    db.session.flush()
    return row


def change(rung_id: str, draft: RungDraft) -> Rung:
    """Inside a transaction. Raises NotThere and the refusals above."""
    row, known = _locked(rung_id)
    row.title = _checked(draft, [other for other in known if other.id != row.id])
    row.reached_by = _in_order(draft)
    return row


def move(rung_id: str, by: int) -> Rung:
    """One place up (1) or down (-1); inside a transaction. At an end it stays. Raises NotThere."""
    row, order = _locked(rung_id)
    at = order.index(row)
    if 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]
    for position, each in enumerate(order):
        each.position = position
    return row


def remove(rung_id: str) -> str:
    """Its title; inside a transaction. Who stood there stands where else they reached. Raises NotThere, LastRung."""
    row, known = _locked(rung_id)
    if len(known) == 1:
        raise LastRung
    db.session.delete(row)
    db.session.flush()
    return row.title


def add_first() -> None:
    """Give an empty instance its first ladder; inside a transaction. Where any rung stands, nothing changes."""
    if db.session.scalar(select(Rung.id).limit(1)) is not None:
        return
    # Two processes that start at once write the same ids: one of them wins.
    add_once(Rung, [
        {"id": f"1adder{position:010d}", "position": position, "title": title,
         "reached_by": [way for way in ways if way in (*ladder_ways.SIGNUPS, *OUTCOMES)]}
        for position, (title, ways) in enumerate(FIRST)
    ])  # fmt: skip


def _locked(rung_id: str) -> tuple[Rung, list[Rung]]:
    if not is_id(rung_id):
        raise NotThere
    known = lock()
    row = next((each for each in known if each.id == rung_id), None)
    if row is None:
        raise NotThere
    return row, known


def _checked(draft: RungDraft, others: Sequence[Rung]) -> str:
    title = " ".join(unicodedata.normalize("NFC", draft.title).split())
    if not title or len(title) > MOST_TITLE:
        raise TitleUnsaid
    if not title.isprintable():
        raise TitleNotPrintable
    if any(other.title.casefold() == title.casefold() for other in others):
        raise TitleTaken
    if not draft.reached_by:
        raise NoWay
    known = ladder_ways.ways()
    for way in draft.reached_by:
        if way not in known:
            raise WayUnknown(way=way[:30])
        taken = next((other.title for other in others if way in other.reached_by), None)
        if taken is not None:
            raise WayTaken(way=ladder_ways.words(way), title=taken)
    return title


def _in_order(draft: RungDraft) -> list[str]:
    return [way for way in ladder_ways.ways() if way in draft.reached_by]
