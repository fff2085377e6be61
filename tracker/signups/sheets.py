"""Numbering sheets when they are printed, and finding one by its code or number when it is typed up."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.screenings import code, host_link, log
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.signups.sheet import LINES, Sheet
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import one_at_a_time
from tracker.words import lazy

# Of what somebody may type, scan or paste to open one.
MOST_WRITTEN = 200


class SheetNotThere(NotThere):
    sentence = lazy("No sheet has that number or code here. Look at its top right corner again.")
    field = "sheet"


class SeveralSheets(Refusal):
    sentence = lazy(
        "Several sheets have the number %(number)s here, for two film screenings became one. Write the code below the number."
    )
    field = "sheet"
    status = 409


def number(
    screening_id: str, language: str, wording_id: str, paper: str, by: str | None, boxes: Sequence[str], copies: int = 1
) -> list[Sheet]:
    """The next sheets of a screening, each with a fresh code; inside a transaction, one at a time for each screening.

    `boxes`: keys of the interests behind the boxes that are printed.
    """
    one_at_a_time(f"sheets of {screening_id}")
    last = db.session.scalar(select(func.max(Sheet.number)).where(Sheet.screening_id == screening_id)) or 0
    made = [
        Sheet(
            screening_id=screening_id, number=last + nth, code=code.make("sheet", screening_id=screening_id), lines=LINES,
            language=language, wording_id=wording_id, paper=paper, printed_at=clock.now(), account_id=by, boxes=list(boxes),
        )
        for nth in range(1, copies + 1)
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def by_id(sheet_id: str) -> Sheet:
    """Raises NotThere."""
    return row_of(Sheet, sheet_id)


def by_code(written: str) -> Sheet | None:
    """The sheet of a code, however it was typed; None: it is a code of something else. Raises CodeMistyped, CodeUnknown."""
    found = code.find(written)
    return db.session.scalars(select(Sheet).where(Sheet.code == found.code)).one_or_none()


def wanted(written: str, here: Screening | None = None) -> Sheet:
    """The sheet that somebody means: by its code, by the link that was scanned off it, or, `here`, by its number.

    Raises SheetNotThere, SeveralSheets, CodeMistyped, CodeUnknown.
    """
    said = written.strip()[:MOST_WRITTEN].rstrip("/").rpartition("/")[2].partition("?")[0].strip()
    if here is not None and said.isascii() and said.isdecimal() and len(said) < 7:
        several = [each for each in at(here.id) if each.number == int(said)]
        if len(several) > 1:
            raise SeveralSheets(number=int(said))
        found = several[0] if several else None
    else:
        found = by_code(said)
    if found is None or (here is not None and screening_of(found).id != here.id):
        raise SheetNotThere
    return found


def screening_of(sheet: Sheet) -> Screening:
    """The film screening at which it lay: where its code leads, for screenings are joined."""
    return log.by_id(_led_to(sheet))


def hold(sheet_id: str, host: str = "") -> tuple[Sheet, Screening, str | None]:
    """The sheet, locked, and where it lay, for a deed; inside a transaction. Third: the id of the host's link, by its token.

    The screening stays what it is meanwhile; it goes first, as for everybody. Raises NotThere, HostLinkClosed.
    """
    link, here = host_link.hold(host) if host else (None, None)
    while True:
        led = _led_to(by_id(sheet_id))
        if here is not None and led != here.id:
            raise NotThere
        screening = here or log.staying(led)
        sheet = row_of(Sheet, sheet_id, lock=True)
        db.session.refresh(sheet)
        if _led_to(sheet) == screening.id:
            return sheet, screening, link.id if link else None


def at(screening_id: str) -> list[Sheet]:
    """Those whose codes lead to this screening, in their order."""
    led = select(Code.code).where(Code.screening_id == screening_id, Code.source == "sheet")
    return list(db.session.scalars(select(Sheet).where(Sheet.code.in_(led)).order_by(Sheet.number, Sheet.id)))


def told_by_code(found: Iterable[tuple[str, Sheet]]) -> dict[str, str]:
    """Of sheets with the ids of their screenings: the codes, as printed, of those whose number another one there has, too."""
    every = list(found)
    many = Counter((screening_id, sheet.number) for screening_id, sheet in every)
    return {sheet.id: code.spoken(sheet.code) for screening_id, sheet in every if many[screening_id, sheet.number] > 1}


def of_screenings(screening_ids: Sequence[str]) -> list[Sheet]:
    """Those printed for these screenings, in their order."""
    chosen = select(Sheet).where(Sheet.screening_id.in_(screening_ids))
    return list(db.session.scalars(chosen.order_by(Sheet.screening_id, Sheet.number)))


def by_hosts(screening_id: str) -> int:
    """How many of a screening were printed by its hosts, and not by the team."""
    theirs = Sheet.screening_id == screening_id, Sheet.account_id.is_(None)
    return db.session.scalar(select(func.count()).select_from(Sheet).where(*theirs)) or 0


def _led_to(sheet: Sheet) -> str:
    return str(db.session.scalar(select(Code.screening_id).where(Code.code == sheet.code)))
