"""Which film and which venue a file means: one that is known, a new one, or one that a person has to tell apart.

The same: equal comparison keys (screenings.names) and no contradiction in town and region (films: in the year). Names
that only look alike are offered. Of two unknown spellings in one file the rarer is the doubtful one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field

from tracker.imports.readings import Planned
from tracker.records import dataclass
from tracker.screenings.names import looks_alike, loose_key, neighbours, title_key, venue_key

Key = tuple[str, str, str]
"""Comparison key of the name; of a venue the town and region, of a film the year and nothing."""
Ref = str | Key
"""The id of something known, or the key of something the file brings."""

FULLEST = 40
"""Names under one neighbouring key; a fuller one says nothing ("park") and is passed over."""
MOST_LOOKS = 500_000
"""Comparisons in one file; beyond that nothing more is offered."""


@dataclass(frozen=True, slots=True)
class Known:
    """A film or a venue that exists already. `other_name`: a film's original title. `part`: a venue's town or a film's
    year; `region`: a venue's."""

    id: str
    name: str
    part: str = ""
    region: str = ""
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a name in the file may be another spelling of."""

    ref: Ref
    name: str


@dataclass(slots=True)
class Names:
    """What became of each name in the file: `found` what it means, `doubtful` what it may mean, `written` as it stands.

    A `found` that is a key has to be made, under the name that `written` has for it.
    """

    found: dict[Key, Ref] = field(default_factory=dict)
    doubtful: dict[Key, tuple[Offer, ...]] = field(default_factory=dict)
    written: dict[Key, str] = field(default_factory=dict)


def place_of(planned: Planned) -> Key:
    """The key by which answers name the venue of a row."""
    return venue_key(planned.venue), planned.city.casefold(), planned.region.casefold()


def film_of(planned: Planned) -> Key:
    """The key by which answers name the film of a row."""
    return title_key(planned.title), str(planned.year or ""), ""


def venues_in(keys: Iterable[tuple[Key, str]], known: Iterable[Known], answers: Mapping[Key, Ref | None]) -> Names:
    """Every venue of the file, by key and name as written; `answers`: the same as, or None for a new one."""
    return _names(keys, [(place_key(one), one) for one in known], answers)


def films_in(keys: Iterable[tuple[Key, str]], known: Iterable[Known], answers: Mapping[Key, Ref | None]) -> Names:
    """Every film of the file, like `venues_in`; either title of a known film finds it."""
    both = []
    for one in known:
        both.append(((title_key(one.name), one.part, ""), one))
        if one.other_name:
            both.append(((title_key(one.other_name), one.part, ""), one))
    return _names(keys, both, answers)


def place_key(known: Known) -> Key:
    """The key of a venue that exists."""
    return venue_key(known.name), known.part.casefold(), known.region.casefold()


def _names(keys: Iterable[tuple[Key, str]], known: list[tuple[Key, Known]], answers: Mapping[Key, Ref | None]) -> Names:
    counts: Counter[Key] = Counter()
    written: dict[Key, str] = {}
    for key, name in keys:
        counts[key] += 1
        written[key] = min(name, written.get(key, name))
    by_name: dict[str, list[tuple[Key, Known]]] = defaultdict(list)
    for key, one in known:
        by_name[key[0]].append((key, one))
    names = Names(written=written)
    ids = {one.id for _, one in known}
    said = {
        key: answer for key, answer in answers.items() if key in counts and isinstance(answer, str) and answer in ids
    }
    names.found.update(said)  # a spelling that was explained once needs no second asking
    unknown = [key for key in sorted(counts) if key not in said and not _by_key(key, by_name.get(key[0], []), names)]
    unknown = _fold(unknown, names)
    _offer_alike(unknown, counts, written, known, names)
    _answered(names, answers)
    return names


def _by_key(key: Key, candidates: list[tuple[Key, Known]], names: Names) -> bool:
    """Whether the key is settled by equal names: one that fits is the same, several are doubtful."""
    exact = {one.id: one for other, one in candidates if other == key}
    fitting = exact or {one.id: one for other, one in candidates if _fits(key, other)}
    if len(fitting) == 1:
        names.found[key] = next(iter(fitting))
    elif fitting:
        names.doubtful[key] = tuple(
            Offer(one.id, _told_apart(one)) for one in sorted(fitting.values(), key=lambda one: one.id)
        )
    return bool(fitting)


def _told_apart(one: Known) -> str:
    return ", ".join(part for part in (one.name, one.part, one.region) if part)


def _fold(unknown: list[Key], names: Names) -> list[Key]:
    """A row that leaves the town out means the one place of that name in the file, if there is only one."""
    by_name: dict[str, list[Key]] = defaultdict(list)
    for key in unknown:
        by_name[key[0]].append(key)
    left = []
    for key in unknown:
        fuller = [
            other for other in by_name[key[0]] if other != key and _fits(key, other) and _filled(other) > _filled(key)
        ]
        most = max((_filled(other) for other in fuller), default=0)
        fullest = [other for other in fuller if _filled(other) == most]
        names.found[key] = fullest[0] if len(fullest) == 1 else key
        if len(fullest) != 1:
            left.append(key)
    return left


def _filled(key: Key) -> int:
    return bool(key[1]) + bool(key[2])


def _fits(one: Key, other: Key) -> bool:
    """No contradiction: equal, or one of the two does not say."""
    return all(not mine or not theirs or mine == theirs for mine, theirs in zip(one[1:], other[1:], strict=True))


def _offer_alike(
    unknown: list[Key], counts: Counter[Key], written: dict[Key, str], known: list[tuple[Key, Known]], names: Names
) -> None:
    index: dict[str, list[tuple[Key, Offer]]] = defaultdict(list)
    entries = [(key, Offer(one.id, _told_apart(one))) for key, one in known] + [
        (key, Offer(key, written[key])) for key in unknown
    ]
    for key, offer in entries:
        for near in neighbours(loose_key(key[0])):
            index[near].append((key, offer))
    looks = 0
    for key in unknown:
        loose, offers = loose_key(key[0]), {}
        for near in sorted(neighbours(loose)):
            if (len(index[near]) > FULLEST and near != loose) or looks > MOST_LOOKS:
                continue
            for other, offer in index[near]:
                looks += 1
                may_be = other[0] != key[0] and _fits(key, other) and _rarer(key, offer.ref, counts, written)
                if may_be and looks_alike(loose, loose_key(other[0])):
                    offers[offer.ref] = offer
        if offers:
            names.doubtful[key] = tuple(sorted(offers.values(), key=lambda offer: (offer.name, str(offer.ref))))


def _rarer(key: Key, ref: Ref, counts: Counter[Key], written: dict[Key, str]) -> bool:
    """Of two spellings in one file only the rarer asks; something known is never the one in doubt."""
    return isinstance(ref, str) or (counts[key], written[key], key) < (counts[ref], written[ref], ref)


def _answered(names: Names, answers: Mapping[Key, Ref | None]) -> None:
    """What a person said settles a doubt. An answer that was not offered is not heard."""
    for key in list(names.doubtful):
        if key not in answers:
            continue
        answer = answers[key]
        if answer is None:
            del names.doubtful[key]
            names.found[key] = key
        elif answer in {offer.ref for offer in names.doubtful[key]}:
            del names.doubtful[key]
            names.found[key] = answer
    for key, ref in list(names.found.items()):
        names.found[key] = names.found.get(ref, ref) if isinstance(ref, tuple) else ref
