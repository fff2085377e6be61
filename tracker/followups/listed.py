"""Outcomes that another system tells of: each a closed follow-up of its own, once, however often it is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from tracker import clock
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.references import pointed_at
from tracker.store.sealing import fingerprints
from tracker.store.transactions import add_once

LISTED = "listed"
AT_ONCE = 2_000
# A link to its signup is ours; the row of the import has no foreign key.
OURS = ("follow_up_signup",)


@dataclass(frozen=True, slots=True)
class Listed:
    """What an ally did. `at`: noon UTC of the day told; `value` in the currency's smallest unit."""

    ally_id: str
    outcome: str
    at: datetime
    value: int | None
    currency: str | None

    def once(self) -> bytes:
        """A keyed digest: the same gift told twice, by whichever file, has the same."""
        text = f"{self.ally_id} {self.outcome} {self.at.date().isoformat()} {self.value or ''} {self.currency or ''}"
        return fingerprints("suppress", "listed outcome", text)[0][1]


def told_before(wanted: Sequence[Listed]) -> set[Listed]:
    """Those that are written down already. By what they say, so that it holds for allies who were merged too."""
    found: set[Listed] = set()
    allies = sorted({one.ally_id for one in wanted})
    for start in range(0, len(allies), AT_ONCE):
        rows = select(FollowUp.ally_id, FollowUp.outcome, FollowUp.closed_at, FollowUp.value, FollowUp.currency).where(
            FollowUp.ally_id.in_(allies[start : start + AT_ONCE]), FollowUp.why == LISTED
        )
        found.update(
            Listed(ally_id, str(outcome), at, value, currency)
            for ally_id, outcome, at, value, currency in db.session.execute(rows)
            if at is not None
        )
    return found.intersection(wanted)


def add(rows: Sequence[tuple[str, Listed, str, str]]) -> set[str]:
    """(id, what, campaign, signup it hangs on); inside a transaction. Gives the ids of those written.

    Nothing is planned, and nothing that is open is closed: a person still keeps what was promised.
    """
    now, written = clock.now(), set[str]()
    # In one order, so that two lists that tell the same never wait in a circle.
    told = [
        _row(id_, listed, campaign_id, now)
        for id_, listed, campaign_id, _ in sorted(rows, key=lambda row: row[1].once())
    ]
    for start in range(0, len(told), AT_ONCE):
        written |= add_once(FollowUp, told[start : start + AT_ONCE])
    links = [{"id": new_id(), "follow_up_id": id_, "signup_id": signup} for id_, _, _, signup in rows if id_ in written]
    for start in range(0, len(links), AT_ONCE):
        add_once(FollowUpSignup, links[start : start + AT_ONCE])
    return written


def _row(id_: str, listed: Listed, campaign_id: str, now: datetime) -> dict[str, object]:
    return {
        "id": id_, "ally_id": listed.ally_id, "campaign_id": campaign_id, "why": LISTED, "once": listed.once(),
        "channel": "task", "due_at": listed.at, "late_at": listed.at, "state": "closed", "outcome": listed.outcome,
        "value": listed.value, "currency": listed.currency, "tries": 0, "planned_at": now, "closed_at": listed.at,
    }  # fmt: skip


def take_back(ids: Sequence[str]) -> int:
    """Remove those that nothing else refers to; inside a transaction. How many there were."""
    gone = 0
    for start in range(0, len(ids), AT_ONCE):
        some = select(FollowUp.id).where(FollowUp.id.in_(ids[start : start + AT_ONCE]), FollowUp.why == LISTED)
        there = db.session.scalars(some.with_for_update()).all()
        goes = sorted(set(there) - pointed_at("follow_up", there, OURS))
        for statement in (
            delete(FollowUpSignup).where(FollowUpSignup.follow_up_id.in_(goes)),
            delete(FollowUp).where(FollowUp.id.in_(goes)),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))
        gone += len(goes)
    return gone
