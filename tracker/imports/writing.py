"""Staged rows become films, venues and film screenings with codes. Inside a transaction; nothing is decided here."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from tracker import clock
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.look import Told
from tracker.imports.made_rows import MODELS, digests
from tracker.imports.portions import portions
from tracker.letters import about, notices
from tracker.records import dataclass
from tracker.screenings import code
from tracker.screenings.screening import UNLISTED_AT_FIRST, Screening
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows

AT_ONCE = 5_000
MOVED, ANOTHER = "moved", "new"
"""Answers to "moved?"."""
CALLED_OFF, TAKES_PLACE = "cancelled", "stays"
"""Answers to "cancelled?"."""
PLAIN = ("screen", "languages", "subtitles", "capacity", "ticket_url", "kind", "zone")


@dataclass(slots=True)
class Staged:
    """A staged row, opened."""

    id: str
    place: int
    fate: str
    screening_id: str | None
    content: dict[str, Any]


def write(found: Import, told: Told | None = None) -> Counter[str]:
    """Make and change what the preview says; gives how many of each: "made", "changed", "moved"."""
    _make_names(found)
    done = Counter({"made": 0, "changed": 0})
    moves, total = found.answers.get("move", {}), sum(found.counts.get(fate.value, 0) for fate in WRITABLE)
    seen = 0
    for rows in staged_rows(found.id):
        new, changed, off = [], [], []
        for row in rows:
            answer = moves.get(f"{row.place}:{row.screening_id}") if row.fate in (Fate.MOVED, Fate.CANCELLED) else None
            if row.fate == Fate.NEW:
                new.append(row)
            elif answer == ANOTHER:
                new.append(_as_new(row))
            elif row.fate == Fate.CHANGED or answer == MOVED:
                changed.append(row)
            elif answer == CALLED_OFF:
                off.append(row)
        _make(found, new)
        done["made"] += len(new)
        done["changed"] += _change(found, changed) + _change(found, off)
        seen += len(rows)
        if told:
            told("write", seen, total)
    return done


WRITABLE = (Fate.NEW, Fate.CHANGED, Fate.MOVED, Fate.CANCELLED)


def staged_rows(import_id: str) -> Iterator[list[Staged]]:
    """The rows that may be written, opened, in the order of the file."""
    table, last = ImportRow.__table__.c, -1
    wanted = select(table.id, table.place, table.fate, table.screening_id, table.content_sealed).where(
        table.import_id == import_id, table.fate.in_([fate.value for fate in WRITABLE])
    )
    while rows := db.session.execute(wanted.where(table.place > last).order_by(table.place).limit(AT_ONCE)).all():
        last = rows[-1].place
        opener = ImportRow.content
        yield [
            Staged(row.id, row.place, row.fate, row.screening_id, opener.open_for(row.id, row.content_sealed) or {})
            for row in rows
        ]


def _make_names(found: Import) -> None:
    """Films and venues that the file brings."""
    now = clock.now()
    for kind, model in MODELS.items():
        for some in portions(found.to_make.get(kind, []), AT_ONCE):
            add_rows(model, [one | {"created_at": now} for one in some])
    found.made = {kind: digests(kind, [one["id"] for one in found.to_make.get(kind, [])]) for kind in MODELS}


def _as_new(row: Staged) -> Staged:
    """What looked moved is another screening: it gets an id, and its row says so."""
    row.screening_id, row.fate = new_id(), Fate.NEW.value
    db.session.execute(
        update(ImportRow).where(ImportRow.id == row.id).values(screening_id=row.screening_id, fate=row.fate)
    )
    return row


def _make(found: Import, rows: list[Staged]) -> None:
    if not rows:
        return
    assert found.choices is not None
    kind = found.choices["kind"]
    add_rows(Screening, [_screening(found, row, kind) for row in rows])
    code.make_many("link", [str(row.screening_id) for row in rows])


def _screening(found: Import, row: Staged, usual_kind: str) -> dict[str, Any]:
    planned, now = row.content["p"], found.written_at
    kind, status = planned.get("kind", usual_kind), planned.get("status", "announced")
    host = {"name": planned["host"]} if planned.get("host") else None
    return {
        "id": row.screening_id, "film_id": row.content["f"], "campaign_id": found.campaign_id,
        "venue_id": row.content["v"], "kind": kind, "status": status,
        "visibility": "unlisted" if kind in UNLISTED_AT_FIRST else "listed", "zone": planned["zone"],
        "day": date.fromisoformat(planned["day"]), "starts_at": moment(planned.get("starts_at")),
        "screen": planned.get("screen", ""), "languages": planned.get("languages", ""),
        "subtitles": planned.get("subtitles", ""), "capacity": planned.get("capacity"),
        "ticket_url": planned.get("ticket_url", ""), "external_id": planned.get("external_id"),
        "host_sealed": Screening.host.sealed_for(str(row.screening_id), host),
        "note_sealed": Screening.note.sealed_for(str(row.screening_id), planned.get("note")),
        "cancelled_at": now if status == "cancelled" else None, "created_at": now, "changed_at": now,
        "created_by_id": found.account_id,
    }  # fmt: skip


def _change(found: Import, rows: list[Staged]) -> int:
    """Set what the file has otherwise, and keep what stood before."""
    if not rows:
        return 0
    there = {
        one.id: one
        for one in db.session.scalars(
            select(Screening).where(Screening.id.in_([row.screening_id for row in rows])).with_for_update(of=Screening)
        )
    }
    befores, told = [], []
    for row in rows:
        screening = there.get(str(row.screening_id))
        if screening is None:
            continue
        wanted = _wanted(row)
        told.append((screening, notices.facts_of(screening)))
        befores.append({"id": row.id, "before": {name: plain(getattr(screening, name)) for name in wanted}})
        for name, value in wanted.items():
            setattr(screening, name, value)
        screening.changed_at = found.written_at or clock.now()
        if row.fate == Fate.CANCELLED:
            about.withdraw_about(screening.id)
    if befores:
        db.session.execute(update(ImportRow), befores)
    db.session.flush()
    notices.look(told, found.account_id)
    return len(befores)


def _wanted(row: Staged) -> dict[str, Any]:
    """Columns and their new values. Of what is called off nothing else is changed."""
    if row.fate == Fate.CANCELLED:
        return {"status": "cancelled", "cancelled_at": clock.now()}
    planned, wanted = row.content["p"], {}
    for field, _was, _now in row.content.get("c", []):
        if field in ("film", "venue"):
            wanted[f"{field}_id"] = row.content[field[0]]
        elif field == "day":
            wanted["day"] = date.fromisoformat(planned["day"])
        elif field == "starts_at":
            wanted["starts_at"] = moment(planned.get("starts_at"))
        elif field in PLAIN:
            wanted[field] = planned[field]
    return wanted


def moment(text: str | None) -> datetime | None:
    """A moment as rows keep it."""
    return datetime.fromisoformat(text) if text else None


def plain(value: object) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value
