"""The two numbers with which somebody closes a sheet, as they were typed."""

from dataclasses import field

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

ON_PAPER_UNSAID = lazy("How many lines of the paper are written on? 0, if none is.")
ILLEGIBLE_WRONG = lazy("Write a number; 0, if every line could be taken in.")


@dataclass
class TypedTotals:
    """`wrong`: by field, after check()."""

    on_paper: str = ""
    illegible: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    def check(self) -> bool:
        """Whether they are numbers. Whether they agree is for signups.sheet_ends to say."""
        if _number(self.on_paper) is None:
            self.wrong["on_paper"] = str(ON_PAPER_UNSAID)
        if _number(self.illegible or "0") is None:
            self.wrong["illegible"] = str(ILLEGIBLE_WRONG)
        return not self.wrong

    def numbers(self) -> tuple[int, int]:
        """After check() has found nothing wrong."""
        return _number(self.on_paper) or 0, _number(self.illegible or "0") or 0

    def refused(self, refusal: Refusal) -> None:
        self.wrong[refusal.field or "on_paper"] = str(refusal)


def _number(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 3 else None
