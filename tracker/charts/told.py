"""A number as its reader may know it; and shares, in words."""

from collections.abc import Iterable

from tracker import words
from tracker.records import dataclass
from tracker.times import number_words
from tracker.words import _


@dataclass(frozen=True, slots=True)
class Told:
    """`number` None: hidden, or not known; `why` says which ("under 5", "not computable"), in the reader's language."""

    number: int | None
    why: str = ""

    def __str__(self) -> str:
        if self.number is None:
            return self.why or _("not told")
        return number_words(self.number)

    @property
    def length(self) -> int:
        """What may be drawn of it: nothing of what is hidden."""
        return self.number or 0


def together(several: Iterable[Told]) -> Told:
    """Their sum; hidden as soon as one of them is."""
    found = list(several)
    hidden = next((each for each in found if each.number is None), None)
    return hidden or Told(sum(each.length for each in found))


def largest(several: Iterable[Told]) -> int:
    """Of those that are told; 0 without any."""
    return max((each.length for each in several), default=0)


def share_words(percent: float | None) -> str:
    """As words.percent says it; "" for None."""
    return "" if percent is None else words.percent(percent)


def share_of(part: Told, whole: Told) -> float | None:
    """In percent; None where either is hidden, or the whole is nothing."""
    if part.number is None or not whole.number:
        return None
    return 100 * part.number / whole.number
