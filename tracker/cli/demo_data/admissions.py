"""Two lists of admissions from the distributor: the first is written down, a later one corrects it and waits for an answer."""

from collections.abc import Sequence
from random import Random

from tracker.imports.past_admissions import Sent
from tracker.screenings.past_evenings import Evening
from tracker.screenings.venues import VenueFacts

# Figures of the first list; of the second, some of which differ.
FIRST, SECOND = 24, 10
HEADINGS = "Theatre,City,State,Date,Admissions"
# As nobody at the desk has ever written it: somebody says which one is meant.
UNKNOWN = "Lantern Street Cinemas,Austin,TX,10/23/2023,61"


def sent(random: Random, evenings: Sequence[Evening], venues: Sequence[VenueFacts], campaign: int) -> Sequence[Sent]:
    """Of cinemas of the two nights in which nobody counted."""
    rooms = [_room(each, venues) for each in evenings if each.campaign == campaign and _is_uncounted(each)][:FIRST]
    told = [(room, random.randint(12, 140)) for room in rooms]
    later = [(room, heads + (number % 3 == 0) * 4) for number, (room, heads) in enumerate(told[:SECOND])]
    total = f"Total,,,,{sum(heads for _room, heads in told)}"
    return (
        Sent("two nights, first report.csv", _file(told, total), campaign, 9, written=True),
        Sent("two nights, final report.csv", _file(later, UNKNOWN), campaign, 1, written=False),
    )


def _is_uncounted(evening: Evening) -> bool:
    facts = evening.facts
    past = facts.kind == "theatrical" and facts.day is not None and facts.day.year == 2023
    return past and not evening.counts and not evening.cancelled_at and evening.venue is not None


def _room(evening: Evening, venues: Sequence[VenueFacts]) -> str:
    venue = venues[evening.venue or 0]
    return f"{venue.name},{venue.city},{venue.region},{evening.facts.day:%m/%d/%Y}"


def _file(told: Sequence[tuple[str, int]], last: str) -> bytes:
    return "\n".join([HEADINGS, *(f"{room},{heads}" for room, heads in told), last]).encode()
