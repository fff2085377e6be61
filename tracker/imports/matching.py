"""What becomes of each planned screening, decided for the whole file at once and whatever the order of its rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from tracker.imports.fates import Decision, Fate, KnownScreening
from tracker.imports.pairing import pair
from tracker.imports.readings import Planned, Reading
from tracker.imports.recognise import Key, Known, Names, Ref, film_of, films_in, place_of, venues_in
from tracker.imports.row_cells import Note
from tracker.records import dataclass


@dataclass(slots=True)
class Verdict:
    """All decisions in the order of the rows, and what the list no longer has. Nothing is cancelled by that."""

    decisions: list[Decision]
    no_longer_listed: list[KnownScreening]
    films: Names
    venues: Names

    def counts(self) -> Counter[Fate]:
        return Counter(decision.fate for decision in self.decisions)


@dataclass(frozen=True, slots=True)
class World:
    """What exists already."""

    films: Sequence[Known] = ()
    venues: Sequence[Known] = ()
    screenings: Sequence[KnownScreening] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said of doubtful names: the ref it is the same as, or None for a new one."""

    films: Mapping[Key, Ref | None] = field(default_factory=dict)
    venues: Mapping[Key, Ref | None] = field(default_factory=dict)


def decide(readings: Iterable[Reading], world: World, answers: Answers | None = None) -> Verdict:
    """Every row's fate against the world; `answers` settle doubts of an earlier look."""
    answers = answers or Answers()
    read = list(readings)
    planned = [one for reading in read for one in reading.planned]
    films = films_in(((film_of(one), one.title) for one in planned), world.films, answers.films)
    venues = venues_in(((place_of(one), one.venue) for one in planned), world.venues, answers.venues)
    decisions: list[Decision] = []
    for reading in read:
        if reading.refused is not None:
            decisions.append(Decision(reading.row_number, Fate.REFUSED, None, reading.refused, reading.notes))
        decisions.extend(_open(one, reading.notes, films, venues) for one in reading.planned)
    gone = pair(decisions, world.screenings)
    return Verdict(decisions, sorted(gone, key=lambda one: (one.day, one.id)), films, venues)


def _open(planned: Planned, notes: tuple[Note, ...], films: Names, venues: Names) -> Decision:
    film, place = film_of(planned), place_of(planned)
    film_offers, venue_offers = films.doubtful.get(film, ()), venues.doubtful.get(place, ())
    fate = Fate.DOUBTFUL if film_offers or venue_offers else Fate.NEW
    return Decision(
        planned.row, fate, planned, None, notes, films.found.get(film), venues.found.get(place), None, (), None,
        film_offers, venue_offers,
    )  # fmt: skip
