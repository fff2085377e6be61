"""Short fingerprints by which those are found who may be the same person; each is one of sixteen million.

Of the number, of what stands before the @, of how the name is heard; and of each word of the name together with a film
screening. Written under every find key that is in use, as identities are.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select, union_all

from tracker.allies.alike import local_of, says_somebody
from tracker.allies.ally import Contact
from tracker.allies.likeness import LikenessMark
from tracker.allies.spelling import heard_as, latin_words, skeleton
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints, is_written

SHORT = 3
# Who shares a mark with more others than this shares nothing that says anything.
MOST = 20
# Marks in one query; one size, so that the statement is built once.
AT_ONCE = 40


def texts(contact: Contact, evenings: Collection[str]) -> list[tuple[str, str]]:
    """(kind, text) of each mark. `evenings`: film screenings with a day."""
    email, phone, name = contact.get("email"), contact.get("phone"), contact.get("name", "")
    told = [("alike phone", phone)] if phone else []
    if email and says_somebody(local_of(email)):
        told.append(("alike local", local_of(email)))
    heard = heard_as(name)
    if len(heard) >= SHORT:
        told.append(("alike name", heard))
    words = sorted({skeleton(word) for word in latin_words(name)})
    return told + [("alike evening", f"{each} {word}") for each in sorted(evenings) for word in words]


def marks(contact: Contact, evenings: Collection[str]) -> list[tuple[str, bytes]]:
    """(name of the find key, mark), under every key that there is."""
    return [
        (key, mark[:SHORT]) for kind, text in texts(contact, evenings) for key, mark in fingerprints("find", kind, text)
    ]


def write(ally_id: str, found: Sequence[tuple[str, bytes]]) -> None:
    """Those to be found by from now on, in the place of others; inside a transaction."""
    db.session.execute(delete(LikenessMark).where(LikenessMark.ally_id == ally_id))
    rows = [
        {"id": new_id(), "ally_id": ally_id, "key_name": key, "mark": mark}
        for key, mark in sorted(set(found))
        if is_written(key)
    ]
    if rows:
        db.session.execute(insert(LikenessMark), rows)


def holders(wanted: Collection[bytes]) -> dict[bytes, list[str]]:
    """Ids of allies by mark, without marks that more than MOST share. The cost is by mark, however many allies there are."""
    found: dict[bytes, list[str]] = {}
    listed = sorted(set(wanted))
    for start in range(0, len(listed), AT_ONCE):
        some = (listed[start : start + AT_ONCE] + [b""] * AT_ONCE)[:AT_ONCE]
        each = [
            select(LikenessMark.mark, LikenessMark.ally_id).where(LikenessMark.mark == mark).limit(MOST + 2).subquery()
            for mark in some
        ]
        for mark, ally_id in db.session.execute(union_all(*(part.select() for part in each))):
            found.setdefault(bytes(mark), []).append(ally_id)
    return {mark: sorted(set(ids)) for mark, ids in found.items() if len(ids) <= MOST + 1}
