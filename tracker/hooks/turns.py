"""Whose turn it is: one worker has one hook at a time, and what waits for it goes out in the order in which it happened.

Each function is one piece of a transaction. A turn is a lease: that of a worker that died comes back when it runs out, and what
it had begun is sent once more under the same id.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, text

from tracker import clock
from tracker.allies.ally import Ally
from tracker.hooks.delivery import WAITING, HookDelivery
from tracker.hooks.hook import STANDING, Hook
from tracker.store.db import db

# The longest that one request may take (outward.request.PATIENCE) ends well within it.
LEASE = timedelta(seconds=60)


def take(turn_id: str) -> str | None:
    """A hook for which something is due and that is in nobody's hands: the one that has waited longest. None: there is none."""
    now = clock.now()
    hook = db.session.scalars(
        select(Hook)
        .where(_open(now), _has_due(now), or_(Hook.leased_until.is_(None), Hook.leased_until <= now))
        .order_by(Hook.delivered_at.is_not(None), Hook.delivered_at, Hook.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    ).first()
    if hook is None:
        return None
    hook.leased_by, hook.leased_until = turn_id, now + LEASE
    db.session.flush()
    return hook.id


def locked(hook_id: str) -> Hook:
    """The hook, so that nobody else changes it before the transaction ends; who writes down what happened does not wait."""
    wanted = select(Hook).where(Hook.id == hook_id).with_for_update(key_share=True)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def goes_on(hook: Hook, turn_id: str) -> bool:
    """Whether the hook is still ours and may be sent to; then the lease begins anew."""
    now = clock.now()
    rests = hook.withdrawn_at is not None or hook.rests_since is not None
    if hook.leased_by != turn_id or rests or (hook.not_before is not None and hook.not_before > now):
        return False
    hook.leased_until = now + LEASE
    return True


def next_due(hook_id: str) -> HookDelivery | None:
    """What is due first, locked after its ally, as everybody locks; None too where somebody changed it just now."""
    wanted = select(HookDelivery.id, HookDelivery.ally_id).where(
        text(WAITING), HookDelivery.hook_id == hook_id, HookDelivery.due_at <= clock.now()
    )
    first = wanted.order_by(HookDelivery.due_at, HookDelivery.at, HookDelivery.id).limit(1)
    found = db.session.execute(first).one_or_none()
    if found is None:
        return None
    if found.ally_id is not None:
        whose = select(Ally.id).where(Ally.id == found.ally_id)
        db.session.execute(whose.with_for_update(read=True, key_share=True)).all()
    return still_waiting(found.id)


def still_waiting(delivery_id: str) -> HookDelivery | None:
    """The delivery, locked, if it waits."""
    wanted = select(HookDelivery).where(HookDelivery.id == delivery_id, text(WAITING)).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def let_go(hook: Hook, turn_id: str) -> None:
    """Somebody else may take it."""
    if hook.leased_by == turn_id:
        hook.leased_by = hook.leased_until = None


def anything_due() -> bool:
    """Whether a turn would find something."""
    now = clock.now()
    free = or_(Hook.leased_until.is_(None), Hook.leased_until <= now)
    return db.session.scalar(select(Hook.id).where(_open(now), free, _has_due(now)).limit(1)) is not None


def _open(now: datetime) -> ColumnElement[bool]:
    in_peace = or_(Hook.not_before.is_(None), Hook.not_before <= now)
    return and_(text(STANDING), Hook.rests_since.is_(None), in_peace)


def _has_due(now: datetime) -> ColumnElement[bool]:
    return exists().where(and_(text(WAITING), HookDelivery.hook_id == Hook.id, HookDelivery.due_at <= now))
