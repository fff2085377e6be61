"""A webhook that has been here for a while, and rests: what it was told, and what was answered. For the demo."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from tracker import clock
from tracker.hooks import body, hooks, signing
from tracker.hooks.delivery import SIGNUP, HookDelivery
from tracker.hooks.hook import Hook, Kind
from tracker.hooks.hooks import HookFacts
from tracker.records import dataclass
from tracker.signups.signup import Signup
from tracker.store.db import db

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one delivery: the status, and how the answer began; or a key of troubles."""

    status: int | None = None
    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A receiver, and what it answered to the latest signups, the latest last."""

    name: str
    address: str
    answers: Sequence[Answer]


def live(told: Elsewhere, by: str) -> None:
    """Inside a transaction. It rests: nothing invented leaves."""
    now = clock.now()
    hook = Hook(
        made_at=now - timedelta(days=20),
        made_by_id=by,
        contacts=False,
        failures=0,
        rests_since=now,
        rests_why="by hand",
    )
    hooks.write(hook, HookFacts(told.name, told.address, list(Kind)), by)
    hook.secret = signing.new_secret()
    db.session.add(hook)
    db.session.flush()
    latest = db.session.execute(
        select(Signup.id, Signup.ally_id, Signup.at).order_by(Signup.at.desc()).limit(len(told.answers))
    )
    for (signup_id, ally_id, at), answer in zip(reversed(latest.all()), told.answers, strict=False):
        arrived = answer.status is not None and 200 <= answer.status < 300
        row = HookDelivery(
            hook_id=hook.id, event=SIGNUP, about_id=signup_id, ally_id=ally_id, at=at, due_at=at, tried_at=at + SECOND,
            ended_at=at + SECOND, state="delivered" if arrived else "failed", tries=1 if arrived else 10,
            status=answer.status, trouble=answer.trouble,
        )  # fmt: skip
        said = body.written(row, contacts=False)
        row.body, row.answer = said.kept if said else None, answer.text or None
        db.session.add(row)
        hook.delivered_at = at + SECOND if arrived else hook.delivered_at
    db.session.flush()
