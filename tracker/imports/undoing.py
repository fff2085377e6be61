"""Taking an import back: what nobody has touched goes, what somebody has touched stays and is said. In a transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from tracker import clock
from tracker.errors import Refusal
from tracker.imports import memory
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.made_rows import MODELS, digests
from tracker.imports.portions import portions
from tracker.imports.writing import WRITABLE, moment
from tracker.letters import notices
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.references import pointed_at
from tracker.words import lazy

AT_ONCE = 2_000


class NothingToUndo(Refusal):
    sentence = lazy("There is nothing to take back: this import is not written, or was taken back already.")
    status = 409


OURS = ("code", "import_row", "import_answer")
"""Tables that an import itself fills: they make nothing touched."""
SIGNUPS, CHANGED, USED = "signups", "changed", "used"


def undo(found: Import) -> Counter[str]:
    """Gives how many were "gone", "put back", "stayed", and how many films and venues went with them."""
    done: Counter[str] = Counter()
    rows = db.session.execute(
        select(ImportRow.id, ImportRow.screening_id, ImportRow.fate, ImportRow.before).where(
            ImportRow.import_id == found.id, ImportRow.fate.in_([fate.value for fate in WRITABLE])
        )
    ).all()
    for some in portions([(row.id, row.screening_id) for row in rows if row.fate == Fate.NEW], AT_ONCE):
        _take_away(found, dict(some), done)
    for changed in portions([(row.id, row.screening_id, row.before) for row in rows if row.before], AT_ONCE):
        _put_back(found, changed, done)
    db.session.flush()
    for about, made in found.made.items():
        done[about] = _unmake(about, made)
    return done


def _take_away(found: Import, made: dict[str, str], done: Counter[str]) -> None:
    """Screenings by the row that made them."""
    # Who is signing up holds the code: wait for them, then see them (tracker/usecases/sign_up.py).
    db.session.execute(select(Code.code).where(Code.screening_id.in_(list(made.values()))).with_for_update())
    there = _locked(list(made.values()))
    signed = set(db.session.scalars(select(Signup.screening_id).where(Signup.screening_id.in_(list(there))).distinct()))
    used = pointed_at("screening", list(there), OURS) | _printed(list(there))
    stays = {
        id_: SIGNUPS if id_ in signed else USED if id_ in used else CHANGED
        for id_, one in there.items()
        if id_ in signed or id_ in used or one.changed_at != found.written_at
    }
    goes = [id_ for id_ in there if id_ not in stays]
    for one in there.values():
        db.session.expunge(one)
    db.session.execute(delete(Code).where(Code.screening_id.in_(goes)))
    db.session.execute(delete(Screening).where(Screening.id.in_(goes)))
    done["gone"] += len(goes)
    _say({row_id: stays[id_] for row_id, id_ in made.items() if id_ in stays}, done)


def _printed(ids: list[str]) -> set[str]:
    """Those with a code besides the link's that came with them: it hangs on a wall somewhere, and has to go on working."""
    given_out = select(Code.screening_id).where(Code.screening_id.in_(ids), Code.source != "link")
    return {str(each) for each in db.session.scalars(given_out.distinct())}


def _put_back(found: Import, changed: Sequence[tuple[str, str, dict[str, Any]]], done: Counter[str]) -> None:
    """Fields as they were, unless somebody changed them or signed up since."""
    there = _locked([id_ for _, id_, _ in changed])
    signed = set(
        db.session.scalars(
            select(Signup.screening_id).where(Signup.screening_id.in_(list(there)), Signup.at >= found.written_at)
        )
    )
    stays, told = {}, []
    for row_id, id_, before in changed:
        one = there.get(id_)
        if one is None:
            continue
        if id_ in signed or one.changed_at != found.written_at:
            stays[row_id] = SIGNUPS if id_ in signed else CHANGED
            continue
        told.append((one, notices.facts_of(one)))
        for name, value in before.items():
            setattr(one, name, _value(name, value))
        one.changed_at = clock.now()
        done["put back"] += 1
    notices.look(told, found.account_id)
    _say(stays, done)


def _value(name: str, value: Any) -> Any:
    if name == "starts_at":
        return moment(value)
    return date.fromisoformat(value) if name == "day" else value


def _locked(ids: list[str]) -> dict[str, Screening]:
    query = select(Screening).where(Screening.id.in_(ids)).order_by(Screening.id).with_for_update(of=Screening)
    return {one.id: one for one in db.session.scalars(query)}


def _say(stays: dict[str, str], done: Counter[str]) -> None:
    if stays:
        db.session.execute(update(ImportRow), [{"id": row_id, "stayed": why} for row_id, why in stays.items()])
    done["stayed"] += len(stays)


def _unmake(about: str, made: dict[str, str]) -> int:
    """Films and venues that are as they were made and that nothing needs any more."""
    now = digests(about, list(made))
    same = [id_ for id_, digest in made.items() if now.get(id_) == digest]
    needed = pointed_at(about, same, OURS)
    goes = [id_ for id_ in same if id_ not in needed]
    memory.forget_answers(about, goes)
    for some in portions(goes, AT_ONCE):
        db.session.execute(delete(MODELS[about]).where(MODELS[about].id.in_(some)))
    return len(goes)
