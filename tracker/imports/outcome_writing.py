"""Writing down what a list of gifts or signatures tells, and taking it back. In a transaction."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from tracker.followups import listed
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.outcome_preview import NOBODY, latest_signups, listed_of, recognisable
from tracker.imports.portions import portions
from tracker.store.db import db

AT_ONCE = 2_000


def write(found: Import) -> int:
    """How many were written down. What changed since the look changes its row's fate: told by another list, or gone."""
    done: set[str] = set()
    new = db.session.execute(
        select(ImportRow.id, ImportRow.follow_up_id, ImportRow.content_sealed)
        .where(ImportRow.import_id == found.id, ImportRow.fate == Fate.NEW.value)
        .order_by(ImportRow.place)
    ).all()
    for some in portions(new, AT_ONCE):
        done |= _write_some(
            found, [(id_, follow_up, ImportRow.content.open_for(id_, text)) for id_, follow_up, text in some]
        )
    found.counts = dict(Counter(db.session.scalars(select(ImportRow.fate).where(ImportRow.import_id == found.id))))
    return len(done)


def written(found: Import) -> list[str]:
    """The follow-ups that it wrote down."""
    rows = select(ImportRow.follow_up_id).where(
        ImportRow.import_id == found.id, ImportRow.fate == Fate.NEW.value, ImportRow.follow_up_id.is_not(None)
    )
    return [str(id_) for id_ in db.session.scalars(rows)]


def _write_some(found: Import, rows: Sequence[tuple[str, str | None, dict[str, Any] | None]]) -> set[str]:
    told = {id_: (str(follow_up), listed_of(content)) for id_, follow_up, content in rows if content}
    allies = {what.ally_id for _, what in told.values()}
    there, hangs = recognisable(allies), latest_signups(allies, found.campaign_id)
    before = listed.told_before([what for _, what in told.values()])
    fates = {}
    for id_, (_, what) in told.items():
        if what in before:
            fates[id_] = Fate.SAME
        elif what.ally_id not in there or what.ally_id not in hangs:
            fates[id_] = NOBODY
    written = listed.add([
        (follow_up, what, hangs[what.ally_id][1], hangs[what.ally_id][0])
        for id_, (follow_up, what) in told.items() if id_ not in fates
    ])  # fmt: skip
    fates |= {id_: Fate.SAME for id_, (follow_up, _) in told.items() if id_ not in fates and follow_up not in written}
    if fates:
        db.session.execute(
            update(ImportRow), [{"id": id_, "fate": fate.value, "follow_up_id": None} for id_, fate in fates.items()]
        )
    return written


def undo(found: Import) -> Counter[str]:
    """How many are "gone", and how many "stayed" because something else refers to them."""
    ids = written(found)
    gone = listed.take_back(ids)
    return Counter({"gone": gone, "stayed": len(ids) - gone})
