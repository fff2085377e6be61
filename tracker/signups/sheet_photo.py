"""A photo of a paper sheet, to be typed up from: shown beside the typing form alone, gone once the sheet is closed."""

from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import LargeBinary, delete, select, true
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.files.pictures import Made
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import Typist
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import Id
from tracker.store.old import Old
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy


class ClosedAlready(Refusal):
    sentence = lazy("This sheet is closed: a photo of it is not needed any more.")
    status = 409


class SomebodyElsesPhoto(Refusal):
    sentence = lazy("There is a photo of this sheet already, which somebody of the team brought.")
    status = 409


class SheetPhoto(Row):
    """One for a sheet: a better one takes its place. Everybody who signed up can be read in it."""

    __tablename__ = "sheet_photo"

    sheet_id: Mapped[str] = child_of("sheet", unique=True)
    brought_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Who brought it: as of a line.
    account_id: Mapped[str | None] = mapped_column(Id)
    link_id: Mapped[str | None] = mapped_column(Id)
    pen: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    # A JPEG in base 64.
    jpeg = Sealed[str]()
    jpeg_sealed: Mapped[bytes | None] = sealed_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]


# Of sheets that nobody closes.
OLD = (Old(SheetPhoto, held=true, over=lambda before: SheetPhoto.brought_at <= before),)


def bring(sheet: Sheet, made: Made, by: Typist, link_id: str | None) -> None:
    """In the place of the one before; inside a transaction, the sheet locked. Raises ClosedAlready, SomebodyElsesPhoto."""
    if sheet.closed_at is not None:
        raise ClosedAlready
    before = of(sheet.id)
    if by.account_id is None and before is not None and before.account_id is not None:
        raise SomebodyElsesPhoto
    erase(sheet.id)
    row = SheetPhoto(
        sheet_id=sheet.id, brought_at=clock.now(), account_id=by.account_id, link_id=link_id, pen=by.pen_mark,
        width=made.width, height=made.height,
    )  # fmt: skip
    row.jpeg = b64encode(made.jpeg).decode("ascii")
    db.session.add(row)
    db.session.flush()


def of(sheet_id: str) -> SheetPhoto | None:
    """The one of a sheet, its dots not loaded yet."""
    return db.session.scalars(select(SheetPhoto).where(SheetPhoto.sheet_id == sheet_id)).one_or_none()


def seen_by(sheet_id: str, by: Typist) -> SheetPhoto | None:
    """The one that they may see: the team any, a host the one that was brought in the same page."""
    photo = of(sheet_id)
    if photo is None or (by.account_id is None and (photo.pen is None or photo.pen != by.pen_mark)):
        return None
    return photo


def dots(photo: SheetPhoto) -> bytes | None:
    """The JPEG."""
    return b64decode(photo.jpeg) if photo.jpeg else None


def erase(sheet_id: str) -> None:
    """Inside a transaction."""
    gone = delete(SheetPhoto).where(SheetPhoto.sheet_id == sheet_id)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


def with_photo(sheet_ids: list[str]) -> set[str]:
    """Those of these that have one."""
    return set(db.session.scalars(select(SheetPhoto.sheet_id).where(SheetPhoto.sheet_id.in_(sheet_ids))))
