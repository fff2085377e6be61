"""Which planned screening is which existing one: repeats, the list's own ids, equal starts, equal days, moves."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from tracker.imports.fates import Change, Decision, Fate, KnownScreening
from tracker.imports.readings import Planned
from tracker.imports.recognise import Ref

FARTHEST_MOVE = timedelta(days=30)
"""One that vanished and one that appeared, same film and venue, are offered as one that moved within these days."""

COMPARED = ("starts_at", "zone", "kind", "status", "screen", "languages", "subtitles", "capacity", "ticket_url")
"""What a file may change. A file that says nothing of a thing never empties it."""


def pair(decisions: list[Decision], screenings: Sequence[KnownScreening]) -> list[KnownScreening]:
    """Settle every decision that is still open; gives what no row spoke of although it came from this list."""
    open_ones = [one for one in decisions if one.fate is Fate.NEW]
    _mark_repeats(open_ones)
    taken = _by_external_id([one for one in open_ones if one.fate is Fate.NEW], screenings)
    groups: dict[tuple[Ref | None, Ref | None], tuple[list[Decision], list[KnownScreening]]] = defaultdict(
        lambda: ([], [])
    )
    for decision in open_ones:
        if decision.fate is Fate.NEW:
            groups[decision.film, decision.venue][0].append(decision)
    for known in screenings:
        if known.id not in taken:
            groups[known.film_id, known.venue_id][1].append(known)
    left = [known for wanted, there in groups.values() for known in _settle(wanted, there)]
    doubted = {offer.ref for one in decisions for offer in (*one.film_offers, *one.venue_offers)}
    return [one for one in left if one.listed and one.film_id not in doubted and one.venue_id not in doubted]


def _mark_repeats(decisions: list[Decision]) -> None:
    """The same film, venue, day, start and screen again; a row without a time repeats a timed one of that day."""
    days: dict[tuple[object, ...], list[Decision]] = defaultdict(list)
    for one in decisions:
        assert one.planned is not None
        days[one.film, one.venue, one.planned.day].append(one)
    for same_day in days.values():
        if len(same_day) == 1:
            continue
        seen: dict[tuple[object, ...], int] = {}
        timed = [one for one in same_day if one.planned and one.planned.starts_at]
        for one in sorted(same_day, key=_start):
            assert one.planned is not None
            key = (one.planned.starts_at, one.planned.screen.casefold())
            first = seen.get(key) if one.planned.starts_at or not timed else min(other.row_number for other in timed)
            if first is None:
                seen[key] = one.row_number
            else:
                one.fate, one.same_as = Fate.REPEAT, first


def _by_external_id(decisions: list[Decision], screenings: Sequence[KnownScreening]) -> set[str]:
    """Pair by the list's own id where it stands for one screening on both sides; gives the ids that are taken."""
    rows = Counter(one.planned.external_id for one in decisions if one.planned and one.planned.external_id)
    there = Counter(one.external_id for one in screenings if one.external_id)
    by_id = {one.external_id: one for one in screenings if there[one.external_id] == 1}
    taken = set()
    for one in decisions:
        assert one.planned is not None
        own = one.planned.external_id
        if own in by_id and rows[own] == 1:
            _joined(one, by_id[own])
            taken.add(by_id[own].id)
    return taken


def _settle(wanted: list[Decision], there: list[KnownScreening]) -> list[KnownScreening]:
    """One film at one venue: equal starts, then equal days, then moves; gives what is left over."""
    if not wanted or not there:
        return there
    for key in (_exactly, _by_start, _by_day):
        wanted, there = _meet(wanted, there, key)
    return _moves(wanted, there)


def _exactly(one: Planned | KnownScreening) -> tuple[object, ...]:
    return one.day, one.starts_at, one.screen.casefold()


def _by_start(one: Planned | KnownScreening) -> tuple[object, ...]:
    return one.day, one.starts_at


def _by_day(one: Planned | KnownScreening) -> tuple[object, ...]:
    return (one.day,)


def _meet(
    wanted: list[Decision], there: list[KnownScreening], key: object
) -> tuple[list[Decision], list[KnownScreening]]:
    """Pair what has an equal key, in order of start; gives what is left on both sides."""
    assert callable(key)
    waiting: dict[tuple[object, ...], list[KnownScreening]] = defaultdict(list)
    for known in sorted(there, key=_known_start, reverse=True):
        waiting[key(known)].append(known)
    left = []
    for one in sorted(wanted, key=_start):
        if same := waiting.get(key(one.planned)):
            _joined(one, same.pop())
        else:
            left.append(one)
    return left, [known for same in waiting.values() for known in same]


def _moves(wanted: list[Decision], there: list[KnownScreening]) -> list[KnownScreening]:
    """Walk both by day: one of this list that vanished and the next new one within 30 days may be one that moved."""
    new = sorted(wanted, key=_start)
    vanished = sorted((one for one in there if one.listed), key=_known_start)
    left = [one for one in there if not one.listed]
    at = 0
    for known in vanished:
        while at < len(new) and new[at].planned.day < known.day - FARTHEST_MOVE:  # type: ignore[union-attr]
            at += 1
        if at < len(new) and new[at].planned.day <= known.day + FARTHEST_MOVE:  # type: ignore[union-attr]
            _joined(new[at], known, Fate.MOVED)
            at += 1
        else:
            left.append(known)
    return left


def _joined(one: Decision, known: KnownScreening, fate: Fate | None = None) -> None:
    one.changes = _changes(one, known)
    one.screening_id = known.id
    one.fate = fate or (Fate.CHANGED if one.changes else Fate.SAME)


def _changes(one: Decision, known: KnownScreening) -> tuple[Change, ...]:
    planned, found = one.planned, []
    assert planned is not None
    if one.film != known.film_id:
        found.append(Change("film", known.film_id, one.film))
    if one.venue != known.venue_id:
        found.append(Change("venue", known.venue_id, one.venue))
    if planned.day != known.day:
        found.append(Change("day", known.day, planned.day))
        if planned.starts_at is None and known.starts_at is not None:
            found.append(Change("starts_at", known.starts_at, None))
    for name in COMPARED:
        now, was = getattr(planned, name), getattr(known, name)
        if now != was and now not in (None, "") and not (name == "zone" and not was):
            found.append(Change(name, was, now))
    return tuple(found)


def _start(one: Decision) -> tuple[object, ...]:
    assert one.planned is not None
    return (
        one.planned.day,
        one.planned.starts_at is None,
        one.planned.starts_at or 0,
        one.planned.screen,
        one.row_number,
    )


def _known_start(one: KnownScreening) -> tuple[object, ...]:
    return one.day, one.starts_at is None, one.starts_at or 0, one.screen, one.id
