"""A file that was gathered is locked, its passphrase shown once, and the file fetched: each written down.

The passphrase exists while the file is locked and on the page that shows it, and nowhere else. What touches the disk on the way
is locked already.
"""

import tempfile
from datetime import datetime

from tracker import clock
from tracker.files import passphrases, zips
from tracker.finding import contacts_out, exports
from tracker.finding.export import Export
from tracker.finding.exports import NotReady, ShownOnce
from tracker.keeping import copies
from tracker.store.transactions import transaction
from tracker.team import trace


def lock(export_id: str, account_id: str) -> str:
    """The passphrase. "": somebody in it may not be in it any more, or not by each way, so that it is gathered anew.

    Raises FileNotThere, NotReady, ShownOnce.
    """
    read = _ready(exports.own(export_id, account_id))
    passphrase = passphrases.passphrase()
    with tempfile.TemporaryFile() as file:
        zips.locked(exports.gathered(export_id), passphrase, file)
        changed = _changed(exports.own(export_id, account_id))
        with transaction():
            export = exports.own(export_id, account_id, lock=True)
            if _ready(export) != read:  # begun again and gathered while this was locked: what was locked is the old one
                return ""
            if export.kind == "contacts" and (changed or contacts_out.said_no_since(export)):
                exports.begin_again(export)
                return ""
            exports.lock(export, zips.parts_of(file, exports.PIECE))
            trace.note("passphrase shown", account_id, "export", export.id)
    return passphrase


def fetch(export_id: str, account_id: str) -> Export | None:
    """To be sent; the first time it is written down whose copy left. None: somebody in it may not be in it any more, or not by
    each way, so that it is gathered anew. Raises FileNotThere and NotReady.
    """
    changed = _changed(exports.own(export_id, account_id))
    with transaction() as session:
        export = exports.own(export_id, account_id, lock=True)
        if export.locked_at is None:
            raise NotReady
        first, whole = export.fetched_at is None, export.kind == "takeout"
        if first and not whole and (changed or contacts_out.said_no_since(export)):
            exports.begin_again(export)
            return None
        export.fetched_at = export.fetched_at or clock.now()
        ids = [] if whole else [ally_id for some in exports.allies_of(export.id) for ally_id in some]
        if first and whole:
            copies.of_everybody(account_id, "takeout")
        elif first:
            copies.left("export", account_id, ids, export.layout)
            trace.note_each("contact exported", account_id, "ally", ids)
        if whole:
            trace.note("takeout taken", account_id, "export", export.id)
        else:
            trace.note("contacts taken", account_id, "export", export.id, f"{len(ids)} allies")
        session.flush()
        return export


def _changed(export: Export) -> bool:
    """Looked at outside the transaction: all of them are opened for it. No more once it has left."""
    if export.kind != "contacts" or export.gathered_at is None or export.fetched_at is not None:
        return False
    return contacts_out.changed(export)


def _ready(export: Export) -> datetime:
    """When it was gathered."""
    if export.locked_at is not None:
        raise ShownOnce
    if export.gathered_at is None:
        raise NotReady
    return export.gathered_at
