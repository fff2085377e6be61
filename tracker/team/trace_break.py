"""What can be wrong with the trace, and how each is told apart from the others: one sentence, about the first."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from tracker.errors import Refusal
from tracker.words import lazy


class ChainBroken(Refusal):
    status = 409


class RowChanged(ChainBroken):
    sentence = lazy("Row %(number)s is not what was written: it has been changed.")


class RowsRemoved(ChainBroken):
    sentence = lazy("Rows have been removed: %(first)s to %(last)s are missing.")


class RowInserted(ChainBroken):
    sentence = lazy("Row %(number)s was never written by this house: it has been inserted.")


class RowMoved(ChainBroken):
    sentence = lazy("Row %(number)s has been moved: it stands at %(found)s.")


class TailCut(ChainBroken):
    sentence = lazy(
        "The end has been cut off: the chain reached row %(head)s, and the last one that is there is %(last)s."
    )


class HeadChanged(ChainBroken):
    sentence = lazy("The head of the chain does not belong to its last row, %(last)s: one of the two has been changed.")


class AnchorChanged(ChainBroken):
    sentence = lazy("The anchor, behind which the chain goes on after old days were dropped, has been changed.")


class NotedBeyond(ChainBroken):
    sentence = lazy(
        "The end has been cut off: row %(noted)s was noted outside the database on %(at)s, and the chain ends at %(last)s."
    )


class NotedOtherwise(ChainBroken):
    sentence = lazy("Row %(number)s is not the one that was noted outside the database on %(at)s.")


class _Link(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def mac(self) -> bytes: ...
    def fits(self, before: bytes, number: int) -> bool: ...


class _End(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def mac(self) -> bytes: ...


LinksAfter = Callable[[int | None], Iterator[_Link]]


def nothing_before(start: int, first: _Link | None) -> None:
    """Raises RowInserted: a row stands where the chain has not begun yet, or was dropped."""
    if first is not None and first.number <= start:
        raise RowInserted(number=first.number)


def ends_at(last: _End, head: _End) -> None:
    """Raises TailCut and HeadChanged."""
    if last.number < head.number:
        raise TailCut(head=head.number, last=last.number)
    if last.mac != head.mac:
        raise HeadChanged(last=last.number)


def told(last: _End, link: _Link, head: _End, links_after: LinksAfter) -> ChainBroken:
    """What is wrong behind `last`, where `link` comes next. Reads the whole chain: a row may stand anywhere."""
    wanted = last.number + 1
    if link.number == wanted and link.fits(last.mac, wanted):
        return HeadChanged(last=wanted)  # the row is genuine, and stands behind the head
    found = next((each for each in links_after(None) if each.fits(last.mac, wanted)), None)
    if found is not None:
        return _elsewhere(wanted, link, found, links_after)
    if link.number != wanted:
        if last.number == head.number:
            return RowInserted(number=link.number)
        return RowsRemoved(first=wanted, last=link.number - 1)
    following = next(links_after(wanted), None)
    # The rest has moved up by one, numbers and all.
    if following is not None and following.fits(link.mac, wanted + 2):
        return RowsRemoved(first=wanted, last=wanted)
    if wanted > head.number:
        return RowInserted(number=wanted)
    return RowChanged(number=wanted)


def _elsewhere(wanted: int, link: _Link, found: _Link, links_after: LinksAfter) -> ChainBroken:
    """The row that belongs here stands at another number."""
    behind = next(islice(links_after(found.number), 1), None)
    moved = RowMoved(number=wanted, found=found.number)
    if link.number != wanted or link.fits(found.mac, wanted + 1):
        return moved  # its place is empty; or the two have changed places
    if behind is None or behind.fits(found.mac, wanted + 1):
        return RowInserted(number=wanted)  # everything from here on has moved down
    return moved
