"""The paper sheets of an evening, as a host may know them: how far each is, and nobody on it."""

from tracker.records import dataclass
from tracker.signups import lines, sheets
from tracker.signups.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Listed:
    """`typed`: how many lines. `code`: as printed, where another sheet has the same number."""

    sheet: Sheet
    typed: int
    code: str = ""


def of(screening_id: str) -> list[Listed]:
    """Each sheet that was printed for it."""
    found = sheets.at(screening_id)
    typed = lines.typed_of([each.id for each in found])
    codes = sheets.told_by_code((screening_id, each) for each in found)
    return [Listed(each, typed.get(each.id, 0), codes.get(each.id, "")) for each in found]
