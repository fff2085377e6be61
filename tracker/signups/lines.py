"""Typing a line, mending it while it waits, and what is typed of a sheet. Inside a transaction, the sheet locked."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select, update

from tracker import clock
from tracker.allies.ally import Contact
from tracker.allies.identify import texts
from tracker.allies.recognise import Person, known
from tracker.appeals import interest
from tracker.appeals.interest import Interest
from tracker.errors import Refusal
from tracker.paper.sheet import MOST_BOXES
from tracker.signups.sheet import MOST_LINES, Sheet
from tracker.signups.sheet_line import Content, SheetLine, Typist
from tracker.signups.typed_line import TypedLine
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken, fingerprints
from tracker.store.transactions import add_once
from tracker.words import lazy


class LineThere(Refusal):
    sentence = lazy(
        "Line %(number)s is typed already. If this is another one, give it its own number: %(next)s is free."
    )
    field = "number"
    status = 409


class SheetFull(Refusal):
    sentence = lazy("Line %(number)s is typed already, and no number is left on this sheet.")
    field = "number"
    status = 409


class LineTakenIn(Refusal):
    sentence = lazy(
        "This line has come in by now: the sheet was closed, or a day is over. It cannot be mended here any more."
    )
    status = 409


class NotYourLine(Refusal):
    sentence = lazy("Only whoever typed a line can mend it, and a host only on the page on which it was typed.")
    status = 409


def add(sheet: Sheet, typed: TypedLine, by: Typist, link_id: str | None) -> tuple[SheetLine, bool]:
    """One more line, and whether it is new: the same line sent twice by the same typist is one. Raises LineThere and SheetFull.

    To anybody else all lines in its place are alike: else who stands there could be found out by trying.
    """
    row_id, content = new_id(), typed.content()
    row = {
        "id": row_id, "sheet_id": sheet.id, "number": typed.line, "typed_at": clock.now(), "account_id": by.account_id,
        "link_id": link_id, "pen": by.pen_mark, "mark": _mark(sheet, typed.line, content),
        "content_sealed": SheetLine.content.sealed_for(row_id, content),
    }  # fmt: skip
    new = bool(add_once(SheetLine, [row]))
    there = _line(sheet.id, typed.line)
    if not new and not (there.is_of(by) and there.mark == row["mark"]):
        free = next_number(sheet.id)
        raise (LineThere(number=typed.line, next=free) if free else SheetFull(number=typed.line))
    return there, new


def mend(sheet: Sheet, number: int, typed: TypedLine, by: Typist) -> None:
    """Their own, while it waits; its number, too. Raises NotYourLine, LineTakenIn, LineThere."""
    line = own_line(sheet, number, by)
    if typed.line != number and typed.line in numbers(sheet.id):
        raise LineThere(number=typed.line, next=next_number(sheet.id) or number)
    line.number, line.content = typed.line, typed.content()
    line.mark, line.set_apart_at = _mark(sheet, typed.line, typed.content()), None
    db.session.flush()


def take_away(sheet: Sheet, number: int, by: Typist) -> None:
    """Their own, while it waits: it is no line of this paper. One that is set apart goes by anybody's hand of the team, to be typed
    anew; of a closed sheet it is one that cannot be taken in until then. Raises NotYourLine, LineTakenIn.
    """
    line = _find(sheet, number)
    if line is None or line.set_apart_at is None or line.taken_at is not None or by.account_id is None:
        line = own_line(sheet, number, by)
    if sheet.closed_at is not None:
        sheet.illegible = (sheet.illegible or 0) + 1
    db.session.delete(line)
    db.session.flush()


def own_line(sheet: Sheet, number: int, by: Typist) -> SheetLine:
    """A line that they typed and may mend. Raises NotYourLine, LineTakenIn."""
    line = _find(sheet, number)
    if line is None or not line.is_of(by):
        raise NotYourLine
    if line.taken_at is not None:
        raise LineTakenIn
    return line


def own_lines(sheet: Sheet, by: Typist) -> list[SheetLine]:
    """Those that they typed and may mend, in their order."""
    waiting = db.session.scalars(_of(sheet.id).where(SheetLine.taken_at.is_(None)))
    return [line for line in waiting if line.is_of(by)]


def waiting(sheet: Sheet, typed_before: datetime | None = None) -> list[SheetLine]:
    """Those that are not taken in, in their order; typed before a moment."""
    chosen = _of(sheet.id).where(SheetLine.taken_at.is_(None))
    if typed_before is not None:
        chosen = chosen.where(SheetLine.typed_at <= typed_before)
    return list(db.session.scalars(chosen))


def taken_in(rows: Sequence[SheetLine]) -> None:
    """What was typed goes: it has become a signup."""
    for line in rows:
        line.content, line.taken_at, line.set_apart_at = None, clock.now(), None
    db.session.flush()


def opened(line: SheetLine) -> Content | None:
    """What was typed; None where it has gone, or does not open."""
    try:
        return line.content
    except Broken:
        return None


def set_apart(line: SheetLine) -> None:
    """It could not be taken in: somebody of the team looks at the paper again."""
    line.set_apart_at = line.set_apart_at or clock.now()
    db.session.flush()


def apart(sheet: Sheet, by: Typist) -> list[int]:
    """Numbers of those that somebody has to type anew: the team sees each, a host those of their page."""

    def is_apart(line: SheetLine) -> bool:
        if not line.is_of(by):
            return by.account_id is not None and line.set_apart_at is not None
        return line.set_apart_at is not None or opened(line) is None

    return [line.number for line in waiting(sheet) if is_apart(line)]


def apart_of(sheet_ids: Collection[str]) -> dict[str, int]:
    """How many lines are set apart of each that has any."""
    chosen = SheetLine.sheet_id.in_(sorted(sheet_ids)), SheetLine.set_apart_at.is_not(None)
    counted = select(SheetLine.sheet_id, func.count()).where(*chosen, SheetLine.taken_at.is_(None))
    return {sheet_id: number for sheet_id, number in db.session.execute(counted.group_by(SheetLine.sheet_id))}


def numbers(sheet_id: str) -> list[int]:
    """Of the lines that are typed, in their order."""
    return list(
        db.session.scalars(select(SheetLine.number).where(SheetLine.sheet_id == sheet_id).order_by(SheetLine.number))
    )


def next_number(sheet_id: str) -> int | None:
    """The first free one behind the last that is typed; else the first free one at all."""
    taken = numbers(sheet_id)
    free = [each for each in range(1, MOST_LINES + 1) if each not in taken]
    return next((each for each in free if not taken or each > taken[-1]), free[0] if free else None)


def typed_of(sheet_ids: Collection[str]) -> dict[str, int]:
    """How many lines are typed of each that has any."""
    if not sheet_ids:
        return {}
    counted = select(SheetLine.sheet_id, func.count()).where(SheetLine.sheet_id.in_(sorted(sheet_ids)))
    return {sheet_id: number for sheet_id, number in db.session.execute(counted.group_by(SheetLine.sheet_id))}


def accounts(sheet_id: str) -> list[str]:
    """Who of the team typed, the last one first; none: hosts alone did, or nobody."""
    theirs = select(SheetLine.account_id).where(SheetLine.sheet_id == sheet_id, SheetLine.account_id.is_not(None))
    typed = db.session.scalars(theirs.order_by(SheetLine.typed_at.desc(), SheetLine.number.desc()))
    return list(dict.fromkeys(str(each) for each in typed))


def boxes_of(sheet: Sheet) -> list[Interest]:
    """What can be ticked on it, in the order of its boxes."""
    if sheet.boxes is None:
        return interest.offered()[:MOST_BOXES]
    every = {each.key: each for each in interest.every()}
    return [every[key] for key in sheet.boxes if key in every]


def of_ally(ally_id: str, contacts: Sequence[Contact] = (), lock: bool = False) -> list[SheetLine]:
    """Of the lines that wait, those that this ally is known by. There are few: a day's at most. One that does not open is nobody's.

    `contacts`: by which they were known, who are hidden already and known by nothing.
    """
    waiting = select(SheetLine).where(SheetLine.taken_at.is_(None)).order_by(SheetLine.id)
    rows = [(line, opened(line)) for line in db.session.scalars(waiting.with_for_update() if lock else waiting)]
    people = [(line, Person("", said["name"], said["email"], said["phone"])) for line, said in rows if said]
    who = known([person for _line, person in people])
    were = {
        each
        for contact in contacts
        for each in _ways(contact.get("name", ""), contact.get("email"), contact.get("phone"))
    }
    return [
        line for (line, person), whose in zip(people, who, strict=True)
        if whose == ally_id or (whose is None and not were.isdisjoint(_ways(person.name, person.email, person.phone)))
    ]  # fmt: skip


def forget(ally_id: str, came_in: Collection[tuple[str, int]], contacts: Sequence[Contact] = ()) -> None:
    """Those of them that wait are never taken in; no mark is left of those, nor of what `came_in` (sheet and number)."""
    theirs = of_ally(ally_id, contacts, lock=True)
    taken_in(theirs)
    for line in theirs:
        line.mark = None
    for sheet_id, number in sorted(came_in):
        one = SheetLine.sheet_id == sheet_id, SheetLine.number == number, SheetLine.taken_at.is_not(None)
        db.session.execute(update(SheetLine).where(*one).values(mark=None))
    db.session.flush()


def forget_marks(before: datetime) -> None:
    """Nobody sends again what came in so long ago; inside a transaction."""
    old = SheetLine.mark.is_not(None), SheetLine.taken_at <= before
    db.session.execute(update(SheetLine).where(*old).values(mark=None))


def _find(sheet: Sheet, number: int) -> SheetLine | None:
    return db.session.scalars(_of(sheet.id).where(SheetLine.number == number)).one_or_none()


def _line(sheet_id: str, number: int) -> SheetLine:
    return db.session.scalars(_of(sheet_id).where(SheetLine.number == number)).one()


def _of(sheet_id: str) -> Select[SheetLine]:
    return select(SheetLine).where(SheetLine.sheet_id == sheet_id).order_by(SheetLine.number)


def _ways(name: str, email: str | None, phone: str | None) -> set[tuple[str, str]]:
    """By each of which alone somebody is taken for the same."""
    return {(what, text) for _kind, what, text in texts(Contact(name=name, email=email or "", phone=phone or ""))}


def _mark(sheet: Sheet, number: int, content: Content) -> bytes:
    said = json.dumps([sheet.id, number, content], ensure_ascii=False, sort_keys=True)
    return fingerprints("suppress", "line of a sheet", said)[0][1]
