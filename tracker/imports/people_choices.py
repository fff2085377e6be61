"""Everything that is decided for one list of people, as the database keeps it."""

from dataclasses import field
from typing import Any

from tracker.imports.dates import Order
from tracker.imports.people_columns import Says
from tracker.records import dataclass

# What doubtful rows do: wait in a list until somebody decides, or come in as they are.
WAIT, COME_IN = "wait", "come in"
# Days after which a signup is so old that nothing is planned for it.
OLD = 30


@dataclass(frozen=True, slots=True)
class PeopleChoices:
    """`screening_id`: the one of all rows, else the columns say it; `campaign_id`: whose film screenings the columns mean, "" for all.

    `wording`: what people read when they were asked, in `language`; without it no "yes" counts. `interests`: by the digest of
    what a file says, the key of ours. `letters`, `calls`: whether signups earn them; `old_days`: those over it earn nothing.
    `source`: by which door they come.
    """

    columns: tuple[Says, ...]
    screening_id: str = ""
    campaign_id: str = ""
    wording: str = ""
    language: str = "en"
    interests: dict[str, str] = field(default_factory=dict)
    letters: bool = False
    calls: bool = True
    old_days: int = OLD
    doubtful: str = WAIT
    order: Order | None = None
    sheet: str = ""
    source: str = "import"

    def written(self) -> dict[str, Any]:
        """For JSON; without a word of any row."""
        return {
            "columns": [says.value for says in self.columns], "screening_id": self.screening_id,
            "campaign_id": self.campaign_id, "wording": self.wording, "language": self.language, "interests": self.interests,
            "letters": self.letters, "calls": self.calls, "old_days": self.old_days, "doubtful": self.doubtful,
            "order": self.order.value if self.order else "", "sheet": self.sheet,
            "source": self.source,
        }  # fmt: skip


def choices_read(kept: dict[str, Any]) -> PeopleChoices:
    """What written() wrote."""
    return PeopleChoices(
        tuple(Says(value) for value in kept["columns"]), kept["screening_id"], kept["campaign_id"], kept["wording"],
        kept["language"], kept["interests"], kept["letters"], kept["calls"], kept["old_days"], kept["doubtful"],
        Order(kept["order"]) if kept["order"] else None, kept["sheet"], kept.get("source", "import"),
    )  # fmt: skip
