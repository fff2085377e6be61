"""A report is counted: the figures of its days pass the door that protects small numbers, and what may be told becomes a document."""

from collections.abc import Mapping
from typing import Any

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.reports import document, evenings, once_told, protect
from tracker.reports.document import Cell, Document, Line, Since
from tracker.reports.figures import Figures
from tracker.reports.periods import Period
from tracker.reports.protected import HIDDEN, Number, Protected, Reason
from tracker.reports.protected import Line as Told
from tracker.reports.report import Report, ReportDraft
from tracker.reports.scope import Scope
from tracker.reports.telling import COMPARED
from tracker.screenings import campaigns, films
from tracker.store.db import db
from tracker.team import house_clock, settings
from tracker.words import lazy

# Of the definitions: whoever changes what a figure counts counts this up, and reports say by which they were counted.
WORDING = 1


class NotPrepared(Refusal):
    sentence = lazy("The numbers of this draft are not there yet. Its page says how far they are.")
    status = 409


@dataclass(frozen=True, slots=True)
class Counted:
    """`protection`: why it shows less than was counted, and what is needed to tell it; as JSON."""

    document: Document
    protection: dict[str, Any]


def scope_of(campaign_id: str, period: Period) -> Scope:
    """What a report of this campaign and time is counted of."""
    return Scope(campaign_id, period.since, period.until)


def count(found: Figures, last_id: str | None) -> Counted:
    """What was counted, protected; nothing is told yet. `last_id`: the report with which it is compared, if it stands."""
    scope, at = found.scope, found.counted_at
    campaign = campaigns.by_id(scope.campaign_id)
    protected = protect.look(found)
    titles = {each.id: each.title for each in found.rungs}
    words = {("calls", each.key): each.labels for each in found.calls}
    words |= {(table, key): {"": title} for table in ("rungs", "came") for key, title in titles.items() if title}
    made = {key: _lines(protected, key, words) for key in protected.tables}
    made["screened"] = _screened(scope)
    last = db.session.get(Report, last_id) if last_id else None
    since = None
    if last is not None and last.withdrawn_at is None:
        before = document.of_json(last.document)
        since, made["before"] = Since(last.number, before.day), _before(before)
    return Counted(
        Document(
            campaign.name, films.by_id(campaign.film_id).title, settings.get("organisation"), at, house_clock.day_of(at), WORDING,
            scope.since, scope.until, campaign.starts_on, campaign.ends_on,
            {key: lines for key, lines in made.items() if lines}, since,
        ),
        {
            "reasons": [[each.table, each.what, list(each.keys)] for each in protected.reasons],
            # Also of those that stand in no line of the document by themselves.
            "rungs": titles, "calls": {f"acted {each.key}": each.labels.get("en") or each.key for each in found.calls},
            "seen": protected.seen, "ledger": protected.ledger.as_json() if protected.ledger else None,
        },
    )  # fmt: skip


def reasons_of(row: ReportDraft) -> list[Reason]:
    """Why a draft shows less than was counted. Raises NotPrepared."""
    return [Reason(table, what, tuple(keys)) for table, what, keys in _protection(row)["reasons"]]


def named_in(row: ReportDraft) -> dict[str, str]:
    """Titles of rungs and names of calls to action that its reasons may speak of. Raises NotPrepared."""
    protection = _protection(row)
    return {**protection["rungs"], **protection.get("calls", {})}


def protected_of(row: ReportDraft) -> Protected:
    """What a draft tells, as the door handed it out. Raises NotPrepared."""
    protection = _protection(row)
    of, ledger = document_of(row), protection["ledger"]
    tables = {
        key: tuple(_told(line) for line in lines)
        for key, lines in of.tables.items()
        if key not in ("screened", "before")
    }
    return Protected(
        Scope(row.campaign_id, row.since, row.until), of.counted_at, tables, reasons_of(row), protection["seen"],
        once_told.of_json(row.since, row.until, ledger) if ledger else None,
    )  # fmt: skip


def document_of(row: Report | ReportDraft) -> Document:
    """What its readers see. Raises NotPrepared."""
    if row.document is None:
        raise NotPrepared
    return document.of_json(row.document)


def _protection(row: ReportDraft) -> dict[str, Any]:
    if row.protection is None:
        raise NotPrepared
    return row.protection


def _lines(of: Protected, table: str, words: Mapping[tuple[str, str], Mapping[str, str]]) -> tuple[Line, ...]:
    """`words`: of lines that no key of ours says."""
    return tuple(
        Line(
            line.key, tuple(_cell(each) for each in line.numbers),
            words.get((table, line.key), {}), line.grouped,
        )
        for line in of.tables[table]
    )  # fmt: skip


def _cell(number: Number) -> Cell:
    return document.HIDDEN if number is HIDDEN else Cell(number)


def _told(line: Line) -> Told:
    return Told(line.key, tuple(HIDDEN if cell.hidden else cell.value for cell in line.cells), line.grouped)


def _before(of: Document) -> tuple[Line, ...]:
    """What the report before told of the figures that are compared."""
    return tuple(Line(f"{table}.{key}", (of.cell(table, key),)) for table, key, _words in COMPARED)


def _screened(scope: Scope) -> tuple[Line, ...]:
    """Film screenings by day: public, and nobody's number."""
    return tuple(Line(day.isoformat(), (Cell(number),)) for day, number in sorted(evenings.marks(scope).items()))
