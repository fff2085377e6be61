"""The number of a room, as a host may know it: the total exactly, and the ways people came where none is small."""

from tracker.records import dataclass
from tracker.screenings import terms
from tracker.signups import counting, few
from tracker.words import _


@dataclass(frozen=True, slots=True)
class Count:
    """`ways`: what each way is called, and how many; nothing where one would be small."""

    total: int
    ways: list[tuple[str, int]]


def of(screening_id: str) -> Count:
    """Total and ways are of one moment."""
    sources = counting.sources_of(screening_id)
    told, rest = few.joined(sources)
    ways = [(str(terms.SOURCES[source]), number) for source, number in told]
    return Count(sum(number for _source, number in sources), [*ways, *([(_("Other ways"), rest)] if rest else [])])
