"""Named queries: the imports that somebody may see, one page of rows, the lists that a file may be a newer version of."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from tracker.imports.fates import Fate
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import FATES, ImportRow
from tracker.imports.writing import TAKES_PLACE
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.store.db import db

PAGE = 100
SHOWN = 200
"""Imports on the list; older ones are reached by nobody."""
NOTED = "noted"


def seen(campaign_ids: frozenset[str] | None, account_id: str, kind: str = "screenings") -> list[Import]:
    """The newest first. None: all campaigns; else theirs, and what is not yet for any campaign only if it is their own."""
    query = select(Import).where(Import.kind == kind).order_by(Import.uploaded_at.desc(), Import.id).limit(SHOWN)
    if campaign_ids is not None:
        own = and_(Import.campaign_id.is_(None), Import.account_id == account_id)
        query = query.where(or_(Import.campaign_id.in_(campaign_ids), own))
    return list(db.session.scalars(query))


def counting_open(kind: str, campaign_ids: frozenset[str] | None, account_id: str) -> Select[int]:
    """How many lists of a kind somebody brought of which nobody has said yet whether they are to be written. To be asked with others."""
    waits = (State.UPLOADED.value, State.PREVIEWED.value)
    query = select(func.count()).select_from(Import).where(
        Import.kind == kind, Import.state.in_(waits), Import.upload_sealed.is_not(None)
    )  # fmt: skip
    if campaign_ids is not None:
        own = and_(Import.campaign_id.is_(None), Import.account_id == account_id)
        query = query.where(or_(Import.campaign_id.in_(campaign_ids), own))
    return query


def may_see(found: Import, campaign_ids: frozenset[str] | None, account_id: str) -> bool:
    """The same rule for one."""
    if campaign_ids is None:
        return True
    return found.account_id == account_id if found.campaign_id is None else found.campaign_id in campaign_ids


def lists(campaign_ids: frozenset[str] | None) -> list[Import]:
    """The latest written import of each list, the newest first."""
    query = select(Import).where(Import.kind == "screenings", Import.state == State.WRITTEN.value)
    query = query.order_by(Import.written_at.desc(), Import.id)
    if campaign_ids is not None:
        query = query.where(Import.campaign_id.in_(campaign_ids))
    latest: dict[str, Import] = {}
    for one in db.session.scalars(query.limit(SHOWN)):
        latest.setdefault(str(one.list_id), one)
    return list(latest.values())


def latest_of(signature: str, campaign_id: str) -> str | None:
    """The list of the last import with this heading into a campaign."""
    query = select(Import.list_id).where(
        Import.signature == signature, Import.campaign_id == campaign_id, Import.state == State.WRITTEN.value
    )
    return db.session.scalars(query.order_by(Import.written_at.desc()).limit(1)).first()


def page(import_id: str, fate: str | None, number: int) -> tuple[list[ImportRow], int]:
    """A hundred rows of a fate (or of all, or with notes), and how many there are. Page numbers begin at 1."""
    wanted = _wanted(import_id, fate)
    total = db.session.scalar(select(func.count()).select_from(ImportRow).where(*wanted)) or 0
    # Rows of a list are there all at once, and come in no more: a page is found by its number in the index alone, and read from
    # there on.
    begins = select(ImportRow.place).where(*wanted).order_by(ImportRow.place).offset((number - 1) * PAGE).limit(1)
    query = select(ImportRow).where(*wanted, ImportRow.place >= begins.scalar_subquery()).order_by(ImportRow.place)
    return list(db.session.scalars(query.limit(PAGE))), total


def every_row(import_id: str) -> Iterator[Sequence[ImportRow]]:
    """All rows in portions, for the report."""
    last = -1
    query = select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.place).limit(2_000)
    while rows := db.session.scalars(query.where(ImportRow.place > last)).all():
        last = rows[-1].place
        yield rows
        for row in rows:
            db.session.expunge(row)


def films() -> list[tuple[str, str, int | None]]:
    """Id, title and year of every film, by title."""
    rows = db.session.execute(select(Film.id, Film.title, Film.year).order_by(Film.title_key, Film.year, Film.id))
    return [(id_, title, year) for id_, title, year in rows]


def existing(screening_ids: set[str]) -> set[str]:
    """Those that are film screenings (still, or already)."""
    return set(db.session.scalars(select(Screening.id).where(Screening.id.in_(screening_ids))))


def to_write(found: Import) -> int:
    """How many film screenings writing would make or change: confirmed moves count, doubtful rows do not."""
    said = found.answers.get("move", {})
    sure = sum(said[key] != TAKES_PLACE for key in confirmed_moves(found))
    return found.counts.get(Fate.NEW, 0) + found.counts.get(Fate.CHANGED, 0) + sure


def confirmed_moves(found: Import) -> set[str]:
    """Moves and cancellations that somebody decided, among those still asked."""
    said = found.answers.get("move", {})
    if not said or not (found.counts.get(Fate.MOVED) or found.counts.get(Fate.CANCELLED)):
        return set()
    asked = (ImportRow.import_id == found.id, ImportRow.fate.in_([Fate.MOVED.value, Fate.CANCELLED.value]))
    rows = db.session.execute(select(ImportRow.place, ImportRow.screening_id).where(*asked))
    return {key for place, screening_id in rows if (key := f"{place}:{screening_id}") in said}


def _wanted(import_id: str, fate: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [ImportRow.import_id == import_id]
    if fate == NOTED:
        wanted.append(ImportRow.noted.is_(True))
    elif fate in FATES:
        wanted.append(ImportRow.fate == str(fate))
    return wanted
