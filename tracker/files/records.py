"""What a reader of one format hands over: numbered records and how they were read."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy


class CellTooLong(Refusal):
    sentence = lazy("A cell in row %(row)s is longer than %(most)s characters. Is a closing quote missing?")
    field = "file"


@dataclass(frozen=True, slots=True)
class Source:
    """`records` are read while they are asked for, so a refusal may come out of them late."""

    records: Iterable[tuple[int, Sequence[str]]]
    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    epoch: datetime | None = None
