"""How a figure is defined."""

from tracker.records import dataclass
from tracker.words import Lazy


@dataclass(frozen=True, slots=True)
class Definition:
    """`counted`: what is counted, `of` what (None for plain numbers), and `but`: its exceptions. Each a whole sentence."""

    key: str
    name: Lazy
    counted: Lazy
    of: Lazy | None = None
    but: tuple[Lazy, ...] = ()
