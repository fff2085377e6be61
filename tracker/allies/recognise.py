"""Recognising people: who of those that raised a hand is known, and who is new.

An e-mail address, cut at "+", is one person. Somebody without an address joins the only person with an address who has
that phone *and* the same name; otherwise phone and name together are a person of their own. A shared phone alone never
makes two people one. The database's unique fingerprints decide every race: who loses it reads who won.
"""

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from sqlalchemy import delete, select

from tracker.allies.ally import Ally
from tracker.allies.contact_points import email_for_matching, name_words
from tracker.allies.identity import MANY_HOLDERS, ONE_HOLDER, Identity, identity_rows
from tracker.store.db import db
from tracker.store.ids import LENGTH, new_ids, spell
from tracker.store.keyring import ring
from tracker.store.sealing import fingerprinter, fingerprints, written_keys
from tracker.store.transactions import add_once, rows_by

Marks = list[tuple[str, bytes]]
# Fingerprints at a time, where nothing is written: of a hundred thousand people they take seventy megabytes.
AT_ONCE = 5_000


class Person(NamedTuple):
    """What somebody wrote of themselves: cleaned, and None where they wrote nothing."""

    submission: str
    name: str
    email: str | None
    phone: str | None


class Reachable(Protocol):
    """Whoever left an address or a number."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


class Recognised(NamedTuple):
    """An ally's id; whether the ally is new; and by which channel somebody known was recognised."""

    ally_id: str
    new: bool
    by: str | None


def recognise(people: Sequence[Person]) -> list[Recognised]:
    """Who they are, in their order; inside a transaction. The identities of new ones are written, their allies not yet.

    Those with an address go first, whatever the order, so that a list decides the same way shuffled. Who is known stays who
    they are until the transaction ends: nobody joins them to somebody else meanwhile.
    """
    found = _recognised(people)
    moved = _just_gone({each.ally_id for each in found if not each.new})
    again = [i for i, each in enumerate(found) if each.ally_id in moved]
    if again:
        for i, each in zip(again, recognise([people[i] for i in again]), strict=True):
            found[i] = each
    return found


def _recognised(people: Sequence[Person]) -> list[Recognised]:
    found = _decide(people, writes=True)
    return [
        found.get(i) or Recognised(_nobody(person.submission), new=True, by=None) for i, person in enumerate(people)
    ]


def foresee(people: Sequence[Reachable]) -> list[Recognised]:
    """Who they would be, were they recognised now, all at once: the ids of new ones are passing. Writes nothing."""
    found = _decide(people, writes=False)
    return [found[i] for i in range(len(people))]


def _decide(people: Sequence[Reachable], writes: bool) -> dict[int, Recognised]:
    """By their places those who left an address or a number."""
    found: dict[int, Recognised] = {}
    of_email, of_phone = fingerprinter("find", "email"), _phone_marker()
    for some in _parts([i for i, person in enumerate(people) if person.email], writes):
        marked = {i: of_email(email_for_matching(people[i].email or "")) for i in some}
        found.update(_one_each("email", marked, {}, writes))
    reach = _note_reach(people, found, of_phone, writes)
    for some in _parts([i for i, person in enumerate(people) if not person.email and person.phone], writes):
        phoned = {i: of_phone(people[i]) for i in some}
        found.update(_one_each("phone", phoned, _reached(phoned, reach), writes))
    return found


def _parts(places: list[int], writes: bool) -> Iterator[list[int]]:
    """Where it is written, all at once: it is claimed in one order."""
    if writes:
        return iter([places])
    return (places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE))


def _just_gone(known: set[str]) -> set[str]:
    """Those of them who were joined to another since we looked; the others are held, with whoever else points at them."""
    held = select(Ally.id, Ally.contact_sealed.is_(None) & Ally.extra_care_sealed.is_(None)).order_by(Ally.id)
    gone: set[str] = set()
    listed = sorted(known)
    for start in range(0, len(listed), 10_000):
        some = held.where(Ally.id.in_(listed[start : start + 10_000])).with_for_update(read=True, key_share=True)
        gone |= {ally_id for ally_id, empty in db.session.execute(some) if empty}
    return gone


def known(people: Sequence[Person]) -> list[str | None]:
    """Whose contacts these are, in their order; None for nobody's. By the address, else by phone and name. Writes nothing."""
    addressed = {i: email_marks(person.email) for i, person in enumerate(people) if person.email}
    phoned = {i: phone_marks(person) for i, person in enumerate(people) if person.phone}
    emails = _holders("email", (mark for marks in addressed.values() for _, mark in marks))
    phones = {**_holders("phone", (mark for marks in phoned.values() for _, mark in marks)), **_reached(phoned)}
    return [
        next((emails[mark] for _, mark in addressed.get(i, ()) if mark in emails), None)
        or next((phones[mark] for _, mark in phoned.get(i, ()) if mark in phones), None)
        for i in range(len(people))
    ]


def _one_each(kind: str, marked: dict[int, Marks], reached: dict[bytes, str], writes: bool) -> dict[int, Recognised]:
    """Each marked person: known already, or new by an identity of `kind` that nobody else has."""
    known = {**_holders(kind, (mark for marks in marked.values() for _, mark in marks)), **reached}
    unknown = {marks[0][1]: marks for marks in marked.values() if not any(mark in known for _, mark in marks)}
    if writes:
        fresh = dict(zip(unknown, zip(new_ids(len(unknown)), unknown.values(), strict=True), strict=True))
        won = _claim(kind, fresh)
    else:
        # Passing, and the same for whoever stands in another part as well.
        fresh, won = {}, {first: first.hex()[:LENGTH] for first in unknown}
    if len(won) < len(fresh):
        # By every mark: whoever was faster may not have heard of the newest key.
        known.update(_holders(kind, (mark for first, (_, own) in fresh.items() if first not in won for _, mark in own)))
    told = {}
    for i, marks in marked.items():
        if marks[0][1] in won:
            told[i] = Recognised(won[marks[0][1]], new=True, by=None)
        else:
            told[i] = Recognised(next(known[mark] for _, mark in marks if mark in known), new=False, by=kind)
    return told


def _claim(kind: str, fresh: dict[bytes, tuple[str, Marks]]) -> dict[bytes, str]:
    """Write the identities of new people; return those that nobody wrote at the same moment, by newest fingerprint.

    Sorted, so that two batches wait for each other in one order only. While the keys turn each has two rows: who got but
    one of them was slower than somebody who knows one key, and has lost.
    """
    keys, ids = written_keys(), new_ids(sum(len(marks) for _, marks in fresh.values()))
    rows = [
        row for _, (ally_id, marks) in sorted(fresh.items()) for row in identity_rows(ally_id, kind, marks, keys, ids)
    ]
    written = add_once(Identity, sorted(rows, key=lambda row: row["fingerprint"]))
    if len(written) == len(rows):
        return {first: ally_id for first, (ally_id, _) in fresh.items()}
    lost = {row["ally_id"] for row in rows if row["id"] not in written}
    if lost and written:
        db.session.execute(delete(Identity).where(Identity.ally_id.in_(sorted(lost))))
    return {first: ally_id for first, (ally_id, _) in fresh.items() if ally_id not in lost}


def _note_reach(
    people: Sequence[Reachable], found: dict[int, Recognised], of_phone: Callable[[Reachable], Marks], writes: bool
) -> list[tuple[bytes, str]]:
    """New people with an address and a phone can later be found by phone and name. Without writing: what would be found."""
    keys = written_keys()
    reach = {
        (mark, recognised.ally_id): key
        for i, recognised in found.items() if recognised.new and people[i].phone
        for key, mark in of_phone(people[i]) if key in keys
    }  # fmt: skip
    if not writes:
        return sorted(reach)
    ids = new_ids(len(reach))
    add_once(Identity, [
        row for mark, ally_id in sorted(reach)
        for row in identity_rows(ally_id, "reach", [(reach[mark, ally_id], mark)], keys, ids)
    ])  # fmt: skip
    return []


def _reached(phoned: dict[int, Marks], besides: Iterable[tuple[bytes, str]] = ()) -> dict[bytes, str]:
    """Fingerprints of phone and name that exactly one person with an address has, under whichever key."""
    holders: dict[bytes, set[str]] = defaultdict(set)
    wanted = {mark for marks in phoned.values() for _, mark in marks}
    for mark, ally_id in chain(_held("reach", wanted), (each for each in besides if each[0] in wanted)):
        holders[mark].add(ally_id)
    reached = {}
    for marks in phoned.values():
        allies = set().union(*(holders[mark] for _, mark in marks))
        if len(allies) == 1:
            reached.update({mark: next(iter(allies)) for _, mark in marks})
    return reached


def _holders(kind: str, marks: Iterable[bytes]) -> dict[bytes, str]:
    return dict(_held(kind, marks))


def _held(kind: str, marks: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
    said = MANY_HOLDERS if kind == "reach" else ONE_HOLDER
    return rows_by(Identity, ("fingerprint", "ally_id"), "fingerprint", set(marks), said, kind=kind)


def email_marks(email: str) -> Marks:
    return fingerprints("find", "email", email_for_matching(email))


def phone_marks(person: Person) -> Marks:
    return _phone_marker()(person)


def _phone_marker() -> Callable[[Reachable], Marks]:
    """phone_marks() for many people of one moment."""
    of = fingerprinter("find", "phone")
    return lambda person: of(f"{person.phone} {name_words(person.name)}")


def _nobody(submission: str) -> str:
    """The id of an ally who left no way to be reached: the same for the same submission, sent twice or at once."""
    drawn = hmac.digest(ring().newest("link").secret, b"nobody\x00" + submission.encode("utf-8"), "sha256")
    return spell(int.from_bytes(drawn[:10], "big"))
