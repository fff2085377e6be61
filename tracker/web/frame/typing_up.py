"""Typing up a paper sheet, as the desk and the host's page share it: what a press of a button does, and what the page shows."""

from collections.abc import Callable
from dataclasses import field

from flask import request

from tracker.allies.asking import Asked, asked
from tracker.appeals.interest import Interest
from tracker.errors import NotThere, Refusal
from tracker.files.pictures import MOST_BYTES, PictureTooLarge
from tracker.records import dataclass
from tracker.signups import lines, sheet_photo
from tracker.signups.sheet import MOST_LINES, Sheet
from tracker.signups.sheet_line import SheetLine, Typist
from tracker.signups.sheet_photo import SheetPhoto
from tracker.signups.typed_line import TypedLine, as_typed
from tracker.signups.typed_totals import TypedTotals
from tracker.usecases import bring_photo, type_up
from tracker.words import _, lazy

# A whole request with a photo in it.
MOST_SENT = MOST_BYTES + 1_000_000
FIELDS = ("number", "name", "email", "phone", "consent", "language")
# Characters of one of them that are looked at: more is no line of a sheet.
MOST_VALUE = 1_000
PHOTO_NOT_HERE = lazy("This page was open for a long time, and the photo did not come along. Choose it once more.")


@dataclass
class Pressed:
    """What came of a press: the form as it goes back, the line that it mends (0: a new one), and a sentence."""

    line: TypedLine | None = None
    mends: int = 0
    # Why it was not taken, where no field is to blame; and what was done.
    told: str = ""
    done: str = ""
    # Of a line on a closed sheet: it was counted as one that could not be taken in.
    was_illegible: bool = False
    totals: TypedTotals = field(default_factory=TypedTotals)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Paper:
    """What the page shows of a sheet to whoever types."""

    sheet: Sheet
    numbers: list[int]
    own: list[tuple[int, TypedLine]]
    # Lines that could not be taken in.
    apart: list[int]
    line: TypedLine
    boxes: list[Interest]
    photo: SheetPhoto | None
    pressed: Pressed
    asked: Asked
    most: int = MOST_LINES

    @property
    def shows_people(self) -> bool:
        """Whether anybody who signed up can be read on it."""
        return bool(self.own) or self.photo is not None or bool(self.pressed.mends)


def paper(sheet: Sheet, by: Typist, pressed: Pressed) -> Paper:
    """The sheet as it stands now."""
    waiting = [line for line in lines.own_lines(sheet, by) if line.set_apart_at is None]
    own = [(line.number, as_typed(line.number, said)) for line in waiting if (said := lines.opened(line))]
    free = TypedLine(number=str(lines.next_number(sheet.id) or ""), language=sheet.language)
    return Paper(
        sheet, lines.numbers(sheet.id), own, lines.apart(sheet, by), pressed.line or free, lines.boxes_of(sheet),
        sheet_photo.seen_by(sheet.id, by), pressed, asked(),
    )  # fmt: skip


def typed() -> TypedLine:
    """The form as it was sent."""
    sent = request.form
    said = {name: sent.get(name, "")[:MOST_VALUE] for name in FIELDS}
    return TypedLine(**said, interests=[key[:MOST_VALUE] for key in sent.getlist("interests")[:MOST_LINES]])  # type: ignore[arg-type]


def press(sheet: Sheet, by: Typist) -> Pressed:
    """A button of the form or of the list beside it: a line is typed, mended, opened to be mended, or taken away."""
    sent = request.form
    if "leave" in sent:
        return Pressed()
    if "mend" in sent:
        return _tried(lambda: _opened(lines.own_line(sheet, _number(sent["mend"]), by)))
    if "drop" in sent:
        number = _number(sent["drop"])
        return _tried(lambda: _dropped(sheet.id, number, by))
    line, mends = typed(), _number(sent.get("mends", "0"))
    was_illegible = _was_illegible()
    if not line.check({each.key for each in lines.boxes_of(sheet)}):
        return Pressed(line=line, mends=mends, was_illegible=was_illegible, status=422)
    try:
        if mends:
            type_up.mend_line(sheet.id, mends, line, by)
        else:
            type_up.type_line(sheet.id, line, by, was_illegible)
    except NotThere:
        raise
    except Refusal as refusal:
        return _refused(line, mends, refusal)
    done = lazy("Line %(number)s is mended.") if mends else lazy("Line %(number)s is written down.")
    return Pressed(done=done % {"number": line.line})


def close(sheet: Sheet, by: Typist) -> Pressed:
    """The sheet is typed up, if the numbers agree."""
    totals = _totals()
    if totals.check():
        try:
            type_up.close_sheet(sheet.id, *totals.numbers(), by)
        except NotThere:
            raise
        except Refusal as refusal:
            totals.refused(refusal)
    return Pressed(totals=totals, status=422 if totals.wrong else 200)


def bring(sheet: Sheet, by: Typist) -> Pressed:
    """The photo in the form, one byte more than is taken at most; its name opens nothing."""
    file = request.files.get("picture")
    data = b""
    if file is not None:
        with file.stream as stream:
            data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return Pressed(told=str(PictureTooLarge()), status=422)
    return _tried(lambda: bring_photo.bring_photo(sheet.id, data, by))


def given_back(told: str, status: int) -> Pressed:
    """A press that was not heard: all that stood in its form, but a file, which a browser has to be shown again."""
    sent = request.form
    return Pressed(
        line=typed() if "name" in sent else None, mends=_number(sent.get("mends", "0")), was_illegible=_was_illegible(),
        told=str(PHOTO_NOT_HERE) if "picture" in request.files else told, totals=_totals(), status=status,
    )  # fmt: skip


def _totals() -> TypedTotals:
    return TypedTotals(request.form.get("on_paper", "")[:MOST_VALUE], request.form.get("illegible", "")[:MOST_VALUE])


def _was_illegible() -> bool:
    return request.form.get("counted") == "illegible"


def _tried(deed: Callable[[], Pressed | None]) -> Pressed:
    try:
        return deed() or Pressed()
    except NotThere:
        raise
    except Refusal as refusal:
        return Pressed(told=str(refusal), status=refusal.status)


def _opened(line: SheetLine) -> Pressed:
    said = lines.opened(line)
    return Pressed(line=as_typed(line.number, said), mends=line.number) if said else Pressed()


def _dropped(sheet_id: str, number: int, by: Typist) -> Pressed:
    type_up.take_line_away(sheet_id, number, by)
    return Pressed(done=_("Line %(number)s is taken away.", number=number))


def _refused(typed: TypedLine, mends: int, refusal: Refusal) -> Pressed:
    """What was typed goes back whole; its sentence stands beside the field that it speaks of."""
    told = str(refusal)
    if refusal.field:
        typed.wrong[refusal.field], told = told, ""
    return Pressed(line=typed, mends=mends, told=told, was_illegible=_was_illegible(), status=refusal.status)


def _number(written: str) -> int:
    """0 for what is none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else 0
