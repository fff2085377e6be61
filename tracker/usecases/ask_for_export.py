"""A coordinator wants contacts as a file, or an administrator everything: why is asked, counted, and written down."""

from sqlalchemy import ColumnElement

from tracker import clock
from tracker.finding import exports
from tracker.finding.export import Export
from tracker.store.transactions import transaction
from tracker.team import rations, trace

MOST_REASON = 200
# So many are gathered while whoever asks waits; more by the worker.
AT_ONCE = 500


def contacts(
    fits: ColumnElement[bool],
    account_id: str,
    reason: str,
    layout: str = "house",
    form: str = "csv",
    with_care: bool = False,
) -> tuple[str, bool]:
    """Of all allies for whom `fits` holds, a condition over Ally. The file's id, and whether it is small enough to be gathered now.

    Raises NobodyChosen, TooMany, RationSpent.
    """
    with transaction():
        rations.take("export", account_id)
        ids = exports.chosen(fits)
        export = _asked("contacts", account_id, reason, layout=layout, form=form, with_care=with_care, total=len(ids))
        exports.ask(export, ids)
        care = ", with extra care" if with_care else ""
        trace.note("contacts asked for", account_id, "export", export.id, f"{len(ids)} allies{care}: {reason}")
        return export.id, len(ids) <= AT_ONCE


def takeout(account_id: str, reason: str) -> str:
    """Of everything. Its id. Raises RationSpent."""
    with transaction():
        rations.take("export", account_id)
        export = _asked("takeout", account_id, reason)
        exports.ask(export)
        trace.note("takeout asked for", account_id, "export", export.id, reason)
        return export.id


def give_up(export_id: str, account_id: str) -> None:
    """It goes, with all that was gathered. Raises FileNotThere."""
    with transaction():
        export = exports.own(export_id, account_id, lock=True)
        exports.drop(export.id)
        trace.note("file given up", account_id, "export", export_id)


def _asked(kind: str, account_id: str, reason: str, **values: object) -> Export:
    export = Export(kind=kind, account_id=account_id, asked_at=clock.now(), **values)
    export.reason = reason
    return export
