"""Hearing a "no" that was said to somebody of the team, and taking it back when it was a slip of the finger."""

from collections.abc import Iterable

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.store.db import db
from tracker.words import language

# Where such facts come from.
SAID, TAKEN_BACK = "call", "undo"


def hear_no(ally: Ally, channels: Iterable[str], account_id: str) -> dict[str, str]:
    """Write the "no" down for these channels; inside a transaction. Returns where consent stood on each."""
    before = {}
    for channel in channels:
        before[channel] = getattr(ally, f"{channel}_consent")
        _write(ally, channel, "no", SAID, account_id)
    return before


def take_back(ally: Ally, before: dict[str, str], account_id: str) -> None:
    """Consent stands again as it did. A fact more, for facts are never removed; inside a transaction."""
    for channel, answer in before.items():
        _write(ally, channel, answer, TAKEN_BACK, account_id)


def _write(ally: Ally, channel: str, answer: str, source: str, account_id: str) -> None:
    setattr(ally, f"{channel}_consent", answer)
    db.session.add(
        Consent(
            ally_id=ally.id, channel=channel, answer=answer, language=language(), at=clock.now(), source=source,
            account_id=account_id,
        )
    )  # fmt: skip
