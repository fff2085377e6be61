"""Which venue a list of admissions means by a theatre: one where this campaign is shown, or nobody knows and a person is asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tracker.imports.admission_rows import Told
from tracker.imports.memory import digest_of
from tracker.imports.recognise import Key, Known, Offer, place_key, venues_in
from tracker.records import dataclass
from tracker.screenings.names import SAYS_LITTLE, venue_key
from tracker.screenings.zones import state_code

MOST_OFFERS = 6
COMMON = 8
"""A word in more names than this tells nothing ("AMC")."""


@dataclass(frozen=True, slots=True)
class Theatres:
    """`found`: the venue of each key; `offers`: what the others may be."""

    found: Mapping[Key, str]
    offers: Mapping[Key, tuple[Offer, ...]]


def theatre_of(told: Told) -> Key:
    """The key by which answers name the theatre of a row."""
    region = state_code(told.region) or told.region
    return venue_key(told.theatre), told.city.casefold(), region.casefold()


def theatres_in(rows: Iterable[Told], known: Sequence[Known], answers: Mapping[str, str]) -> Theatres:
    """Every theatre of the file. `answers`: by digest, the id of a venue, or anything else for none of them."""
    keys = [(theatre_of(told), told.theatre) for told in rows]
    said = {key: answers[digest] for key in dict(keys) if (digest := digest_of(key)) in answers}
    ids = {one.id for one in known}
    names = venues_in(keys, known, {key: id_ for key, id_ in said.items() if id_ in ids})
    found = {key: ref for key, ref in names.found.items() if isinstance(ref, str)}
    words = _by_word(known)
    offers = {}
    for key in dict(keys):
        may_be = [offer for offer in names.doubtful.get(key, ()) if isinstance(offer.ref, str)]
        if may_be:
            found.pop(key, None)
        if key not in found and key not in said:
            offers[key] = tuple({offer.ref: offer for offer in (*may_be, *_sharing_words(key, words))}.values())
    return Theatres(found, {key: some[:MOST_OFFERS] for key, some in offers.items() if some})


def _by_word(known: Sequence[Known]) -> dict[str, list[Known]]:
    """Venues by each word of their names that few share."""
    words: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        for word in set(place_key(one)[0].split()) - SAYS_LITTLE:
            words[word].append(one)
    return {word: some for word, some in words.items() if len(some) <= COMMON}


def _sharing_words(key: Key, words: Mapping[str, list[Known]]) -> list[Offer]:
    """Those that share words with it, most first: "Regal Barton St 8" may be "Barton Street Cinema"."""
    shared: dict[str, tuple[int, Known]] = {}
    for word in set(key[0].split()) - SAYS_LITTLE:
        for one in words.get(word, ()):
            shared[one.id] = (shared.get(one.id, (0, one))[0] + 1, one)
    here = [(number + (one.part.casefold() == key[1] != ""), one) for number, one in shared.values()]
    ranked = sorted(here, key=lambda each: (-each[0], each[1].name, each[1].id))
    return [Offer(one.id, ", ".join(filter(None, (one.name, one.part, one.region)))) for _number, one in ranked]
