"""The outbox: writing letters into it, and taking them out again before they leave. All inside a transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update

from tracker import clock
from tracker.letters.letter import Letter, Words
from tracker.letters.pace import heap_of
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

# Kinds that answer a fresh act leave first, and at any hour.
THANKS, CONFIRM, STEP, ANSWER = "thanks", "confirm", "step", "answer"
# The one reminder to confirm the address.
REMIND = "remind"
BULK, NOTICE = "bulk", "notice"
# To who asks to host: that we have it, and what becomes of it.
REQUEST = "request"
# To the host of a film screening: their link, and what reminds them.
HOST, REMIND_HOST = "host", "host reminder"
# A fresh link: for what we hold, and for a new address (to that address, which is nobody's yet).
OWN_LINK, NEW_ADDRESS = "own link", "new address"
# Shall we keep in touch?
KEEP = "keep"
# Words of ours alone, asked for by the person themselves: they leave even while the house is closed.
FOR_THEMSELVES = frozenset({CONFIRM, OWN_LINK, NEW_ADDRESS})
# Letters to the team that try something out.
REPLY_TO, TEST = "reply-to", "test"
URGENT = frozenset(
    {THANKS, CONFIRM, ANSWER, REQUEST, OWN_LINK, NEW_ADDRESS, REPLY_TO, TEST, "invitation", "reset", "alert", "account"}
)
SOME = 5_000
NOT_GONE = ("waiting", "leaving", "failed")


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A letter to be put into the outbox: to an ally, to an account, to a host (a notice), or to who asks to be one."""

    kind: str
    language: str
    recipient: str
    words: Words
    due_at: datetime
    ally_id: str | None = None
    account_id: str | None = None
    follow_up_id: str | None = None
    screening_id: str | None = None
    written_by_id: str | None = None
    # See the columns of the same names.
    once: str | None = None
    zone: str | None = None
    bulk_id: str | None = None
    notice_id: str | None = None
    request_id: str | None = None
    # None: as is usual for the kind.
    urgency: int | None = None


def write(letters: Sequence[ToWrite], domain: str) -> set[str]:
    """Seal them into the outbox; at most one for each follow-up and each `once`, ever. Returns the ids of those written.

    `domain` stands behind the @ of their Message-IDs: ours, so that nobody else can have the same.
    """
    rows = [
        _row(letter, domain)
        for letter in sorted(letters, key=lambda letter: (letter.follow_up_id or "", letter.once or ""))
    ]
    return add_once(Letter, rows)


def fail(letters: Sequence[ToWrite], domain: str) -> None:
    """Letters that cannot be written, because what stands in them cannot be opened: failed in sight from the beginning."""
    rows = [_row(letter, domain) for letter in letters]
    emptied = {"state": "failed", "trouble": "sealed", "recipient_sealed": None, "words_sealed": None, "heap": None}
    add_once(Letter, [row | emptied for row in rows])


def withdraw(chosen: ColumnElement[bool]) -> list[str]:
    """Take back and empty the chosen letters that have not left. Returns the follow-ups they carried out."""
    gone = (
        update(Letter)
        .where(chosen, Letter.state.in_(NOT_GONE))
        .values(state="withdrawn", recipient_sealed=None, words_sealed=None, leased_by=None, leased_until=None)
        .returning(Letter.follow_up_id)
        .execution_options(synchronize_session="fetch")
    )
    return [follow_up_id for follow_up_id in db.session.scalars(gone) if follow_up_id]


def withdraw_from(ally_id: str) -> list[str]:
    """All that is on its way to an ally."""
    return withdraw(Letter.ally_id == ally_id)


def withdraw_from_all(ally_ids: Collection[str]) -> None:
    """The same for many allies at once."""
    wanted = sorted(ally_ids)
    for start in range(0, len(wanted), SOME):
        withdraw(Letter.ally_id.in_(wanted[start : start + SOME]))


def withdraw_about(screening_id: str) -> list[str]:
    """All that is on its way about a screening as such."""
    return withdraw(Letter.screening_id == screening_id)


def withdraw_answers(request_id: str) -> list[str]:
    """All that is on its way to who asked to host."""
    return withdraw(Letter.request_id == request_id)


def withdraw_these(letter_ids: Collection[str]) -> list[str]:
    return withdraw(Letter.id.in_(letter_ids))


def _row(letter: ToWrite, domain: str) -> dict[str, Any]:
    letter_id = new_id()
    return {
        "id": letter_id,
        "ally_id": letter.ally_id,
        "account_id": letter.account_id,
        "follow_up_id": letter.follow_up_id,
        "screening_id": letter.screening_id,
        "bulk_id": letter.bulk_id,
        "notice_id": letter.notice_id,
        "request_id": letter.request_id,
        "once": letter.once,
        "zone": letter.zone,
        "heap": heap_of(letter.recipient) if letter.ally_id else None,
        "kind": letter.kind,
        "urgency": (0 if letter.kind in URGENT else 1) if letter.urgency is None else letter.urgency,
        "language": letter.language,
        "recipient_sealed": Letter.recipient.sealed_for(letter_id, letter.recipient),
        "words_sealed": Letter.words.sealed_for(letter_id, letter.words),
        "message_id": f"<{new_id()}{new_id()}@{domain}>",
        "state": "waiting",
        "due_at": letter.due_at,
        "tries": 0,
        "trouble": "",
        "written_at": clock.now(),
        "written_by_id": letter.written_by_id,
    }
