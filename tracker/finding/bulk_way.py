"""One way to do something to many: who is left out and why, the deed itself, and taking it back."""

from collections.abc import Callable, Mapping, Sequence

from tracker.allies.ally import Ally
from tracker.finding.bulk_deed import What
from tracker.followups.claiming import Worker
from tracker.records import dataclass

# Why somebody is left out: keys of what pages say.
NO_CONSENT, CARE, NOT_YOURS, NOTHING_OPEN, AT_IT, THEIRS, NOT_IN, HAD_IT, HAD_NOT, NO_NUMBER, STOPPED, GONE = (
    "no consent", "care", "not yours", "nothing open", "at it", "theirs", "not in", "had it", "had not", "no number",
    "stopped", "gone",
)  # fmt: skip

Left = dict[str, str]
# By ally: what there was before, as BulkDone keeps it.
Before = dict[str, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class Way:
    """Of allies that are in reach. `do` and `take_back` run inside a transaction that has locked them."""

    # Raises a Refusal where this can be done to nobody.
    check: Callable[[What, Worker], None]
    # By ally, why not.
    left_out: Callable[[Sequence[Ally], What, Worker], Left]
    do: Callable[[Sequence[Ally], What, Worker, str], Before]
    # Ids of allies from whom it was taken back; whoever was touched since keeps it.
    take_back: Callable[[Mapping[str, dict[str, str | None]], What], set[str]]


def never(_done: Mapping[str, dict[str, str | None]], _what: What) -> set[str]:
    """What cannot be taken back."""
    return set()
