"""Those who come in by a sync are a list of people like any other: seen at the desk among them, and taken back as they are."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.imports import people_preview, people_writing
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.people_writing import Welcomed
from tracker.store.db import db
from tracker.sync.fates import ATTENDANCES, IN, PEOPLE, Fate
from tracker.sync.judging import Judged, Wanted
from tracker.sync.terms import Terms
from tracker.words import _


def let_in(terms: Terms, judged: Judged, welcomed: Callable[[list[dict[str, Any]]], Welcomed]) -> str | None:
    """All that are wanted; inside a transaction. What became of each is added to what was judged. The list's id, if there is one."""
    if not judged.wanted:
        return None
    hands = [_numbered(each, number) for number, each in enumerate(judged.wanted, 1)]
    found = _list_of(terms, hands)
    people_preview.store(found, people_preview.look_at(found, [each.hand for each in hands]))
    people_writing.let_in(found, terms.by, welcomed, lambda _seen: None)
    _note(judged, hands, found.id)
    return found.id


def _numbered(one: Wanted, number: int) -> Wanted:
    """By which its row is found again."""
    return replace(one, hand=one.hand._replace(number=number))


def _list_of(terms: Terms, hands: Sequence[Wanted]) -> Import:
    told = "\n".join(f"{terms.server} {each.person_id} {each.attendance_id}" for each in hands)
    now = clock.now()
    digest = hashlib.sha256(f"{now.isoformat()}\n{told}".encode()).hexdigest()
    found = Import(
        kind="people", sha256=digest, size=0, state=State.UPLOADED.value,
        signature=hashlib.sha256(f"sync {terms.server}".encode()).hexdigest(), account_id=terms.by, uploaded_at=now,
        campaign_id=terms.campaign_id, choices=terms.choices().written(),
    )  # fmt: skip
    found.file_name = _("Sync with %(server)s", server=terms.server)[:200]
    db.session.add(found)
    db.session.flush()
    return found


def _note(judged: Judged, hands: Sequence[Wanted], import_id: str) -> None:
    rows = db.session.execute(
        select(ImportRow.number, ImportRow.fate, ImportRow.ally_id, ImportRow.signup_id).where(
            ImportRow.import_id == import_id
        )
    )
    became = {row.number: row for row in rows}
    called: dict[str, str] = {}
    for each in hands:
        row = became[each.hand.number]
        about, there = (ATTENDANCES, each.attendance_id) if each.attendance_id else (PEOPLE, each.person_id)
        judged.fates.append(
            Fate(IN, about, row.fate, there, (row.signup_id if each.attendance_id else row.ally_id) or "")
        )
        if row.ally_id:
            judged.people[each.person_id] = row.ally_id
            if row.fate == "new" and each.called:
                called[row.ally_id] = each.called
        if row.signup_id and each.attendance_id:
            judged.attendances[each.attendance_id] = row.signup_id
    _call(called)


def _call(called: dict[str, str]) -> None:
    """New ones are called by the name that was given as theirs."""
    for ally in db.session.scalars(select(Ally).where(Ally.id.in_(sorted(called)))) if called else ():
        contact = ally.contact
        if contact and contact.get("name", "") != called[ally.id] and called[ally.id] in contact.get("name", ""):
            ally.contact = {**contact, "call": called[ally.id]}
    db.session.flush()
