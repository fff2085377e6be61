"""By which ids another server knows our rows, and by which it is told of them.

An id there is kept as store.known_as keeps whatever other systems call a row of ours: sealed, found by a fingerprint under a
standing key, and empty once its person is erased, so that who is pulled again is not brought back.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tracker import clock
from tracker.osdi.line import PORTS, Place
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.known_as import ATTENDANCE, EVENT, PERSON, KnownAs, marks
from tracker.store.transactions import add_once

__all__ = ["ATTENDANCE", "EVENT", "PERSON"]

_COLUMN: dict[str, Any] = {PERSON: KnownAs.ally_id, EVENT: KnownAs.screening_id, ATTENDANCE: KnownAs.signup_id}
MOST_NAMED = 60
AT_ONCE = 5_000


def name_of(place: Place) -> str:
    """How ids of a server begin: its host, with its port where that is not the usual one. No colon: clients part ids by it."""
    port = "" if place.port == PORTS[place.scheme] else f"-{place.port}"
    return re.sub(r"[^a-z0-9.-]", "-", place.host)[:MOST_NAMED] + port


def meaning(server: str, about: str, ids: Collection[str]) -> dict[str, str | None]:
    """Those of the ids there that are known here: by id the row it means, None for one that was erased."""
    named = {f"{server}:{each}": each for each in ids}
    found: dict[str, str | None] = {}
    texts = sorted(named)
    for start in range(0, len(texts), AT_ONCE):
        marked = {mark: text for text, mark in marks(texts[start : start + AT_ONCE]).items()}
        wanted = select(KnownAs.mark, _COLUMN[about]).where(KnownAs.about == about, KnownAs.mark.in_(sorted(marked)))
        found.update({named[marked[mark]]: row_id for mark, row_id in db.session.execute(wanted)})
    return found


def since(server: str, about: str, ids: Collection[str], moment: datetime) -> set[str]:
    """Those of the ids there that came to be known here at that moment or later."""
    by_mark = {mark: text for text, mark in marks([f"{server}:{each}" for each in ids]).items()}
    wanted = select(KnownAs.mark).where(KnownAs.about == about, KnownAs.mark.in_(sorted(by_mark)), KnownAs.at >= moment)
    return {by_mark[mark].removeprefix(f"{server}:") for mark in db.session.scalars(wanted)}


def there(server: str, about: str, row_ids: Collection[str]) -> dict[str, list[str]]:
    """By row its ids there, the oldest first."""
    begins = f"{server}:"
    found: dict[str, list[str]] = {}
    listed = sorted(row_ids)
    for start in range(0, len(listed), AT_ONCE):
        for row_id, texts in known_as.of(about, listed[start : start + AT_ONCE]).items():
            mine = [text.removeprefix(begins) for text in texts if text.startswith(begins)]
            if mine:
                found[row_id] = mine
    return found


def know(server: str, about: str, rows: Mapping[str, str]) -> None:
    """By id there the row of ours; inside a transaction. What was known stays, unless it means nobody any more: then somebody
    has come back by their own act, or we would not tell of them.
    """
    if not rows:
        return
    now, seal = clock.now(), KnownAs.text.sealer()
    texts = {f"{server}:{each}": row_id for each, row_id in rows.items()}
    marked, column = marks(texts), _COLUMN[about]
    new = [(new_id(), text) for text in sorted(texts, key=lambda text: marked[text])]
    written = add_once(KnownAs, [
        {"id": id_, "about": about, column.key: texts[text], "mark": marked[text], "text_sealed": seal(id_, text), "at": now}
        for id_, text in new
    ])  # fmt: skip
    there_already = [text for id_, text in new if id_ not in written]
    if there_already:
        by_mark = {marked[text]: text for text in there_already}
        dead = select(KnownAs.id, KnownAs.mark).where(
            KnownAs.about == about, KnownAs.mark.in_(sorted(by_mark)), column.is_(None)
        )
        for id_, mark in db.session.execute(dead).all():
            values = {column.key: texts[by_mark[mark]], "text_sealed": seal(id_, by_mark[mark]), "at": now}
            db.session.execute(update(KnownAs).where(KnownAs.id == id_).values(values))
