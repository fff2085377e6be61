"""A letter to a selection of allies: drafted, tried on oneself, started, stopped midway, taken up again."""

from urllib.parse import urlsplit

from tracker import clock
from tracker.letters import bulk, bulk_sample, bulk_writing, outbox
from tracker.letters.bulk import Draft
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.outbox import TEST, ToWrite
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.account import Account


def draft(wanted: Draft, account_id: str) -> str:
    """The id of the new letter. Raises what bulk.write() raises."""
    with transaction() as session:
        row = BulkLetter(made_at=clock.now(), made_by_id=account_id, state="draft")
        bulk.write(row, wanted)
        session.add(row)
        session.flush()
        trace.note("letter to many drafted", account_id, "bulk letter", row.id)
        return row.id


def change(bulk_id: str, wanted: Draft, account_id: str) -> None:
    """Raises NotThere and what bulk.write() raises."""
    with transaction():
        row = bulk.by_id(bulk_id, lock=True)
        bulk.write(row, wanted)
        trace.note("letter to many changed", account_id, "bulk letter", row.id)


def try_on_oneself(bulk_id: str, account_id: str, base_url: str) -> int:
    """Send it to the member themselves, in each of its languages. Returns how many letters. Raises NotThere."""
    with transaction():
        row = bulk.by_id(bulk_id)
        recipient = db.session.get_one(Account, account_id).email or ""
        letters = [
            ToWrite(
                kind=TEST, language=language, recipient=recipient, due_at=clock.now(), account_id=account_id,
                words=bulk_sample.test(row, language, base_url),
            )
            for language in bulk_sample.spoken(row)
        ]  # fmt: skip
        outbox.write(letters, domain=urlsplit(base_url).hostname or "localhost")
        trace.note("letter to many tried", account_id, "bulk letter", row.id)
        return len(letters)


def start(bulk_id: str, account_id: str) -> None:
    """From now on it is being sent. Raises NotThere and StartedAlready."""
    with transaction():
        row = bulk.by_id(bulk_id, lock=True)
        bulk.start(row)
        trace.note("letter to many started", account_id, "bulk letter", row.id)


def stop(bulk_id: str, account_id: str) -> None:
    """What waits is taken back. Raises NotThere and NotSending."""
    with transaction():
        row = bulk.by_id(bulk_id, lock=True)
        bulk.stop(row)
        bulk_writing.take_back(row.id)
        trace.note("letter to many stopped", account_id, "bulk letter", row.id)


def resume(bulk_id: str, account_id: str) -> None:
    """It goes on with those who have not got it. Raises NotThere and NotSending."""
    with transaction():
        row = bulk.by_id(bulk_id, lock=True)
        bulk.resume(row)
        trace.note("letter to many taken up again", account_id, "bulk letter", row.id)
