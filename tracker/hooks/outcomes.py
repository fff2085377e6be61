"""What becomes of a delivery by what was answered: it arrived, comes again, or has failed; and how the hook fares by it.

Inside a transaction; the hook is locked.
"""

from datetime import timedelta

from tracker import clock
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook
from tracker.outward.request import Answered, NotReached

# Minutes to wait after each try that failed: 46 hours and a third, then the delivery has failed in sight.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 720, 720)
PAUSES_SAID = ", ".join(f"{each // 60} h" if each >= 60 else f"{each} min" for each in PAUSES)
# Between two looks whether a receiver that failed is there again, whatever waits for it: at most so many minutes.
LONGEST = 60
# Nothing arrived for so long, and everything that was tried failed: the hook rests, and administrators are told.
DAYS = timedelta(days=3)
# What a receiver may ask us to wait, at most.
MOST_WAIT = 3600
# What was sent does not suit it. Everything else says that nothing would arrive there just now.
OF_THE_DELIVERY = frozenset({400, 406, 409, 411, 413, 415, 422})
GONE = 410


def arrived(hook: Hook, delivery: HookDelivery, answered: Answered, keep: bool) -> None:
    """`keep`: how the answer began may be kept."""
    now = clock.now()
    delivery.state, delivery.ended_at = "delivered", now
    _answered(delivery, answered, keep)
    hook.delivered_at, hook.failing_since, hook.failures, hook.not_before = now, None, 0, None


def failed(hook: Hook, delivery: HookDelivery, told: Answered | NotReached, keep: bool) -> None:
    """It comes again, or was tried often enough; and the hook is left in peace, or rests."""
    now = clock.now()
    _answered(delivery, told, keep)
    again_or_failed(delivery)
    hook.failing_since = hook.failing_since or now
    hook.failures += 1
    if not (isinstance(told, Answered) and told.status in OF_THE_DELIVERY):
        minutes = PAUSES[min(hook.failures, len(PAUSES)) - 1]
        asked = told.again_after or 0 if isinstance(told, Answered) else 0
        hook.not_before = now + max(timedelta(minutes=min(minutes, LONGEST)), timedelta(seconds=min(asked, MOST_WAIT)))
    why = None
    if isinstance(told, Answered) and told.status == GONE:
        why = "gone"
    elif now - hook.failing_since >= DAYS:
        why = "failing"
    if why:
        hook.rests_since, hook.rests_why = now, why


def again_or_failed(delivery: HookDelivery) -> None:
    """After a pause, or there were enough."""
    now = clock.now()
    if delivery.tries > len(PAUSES):
        delivery.state, delivery.ended_at = "failed", now
    else:
        delivery.due_at = now + timedelta(minutes=PAUSES[max(delivery.tries, 1) - 1])


def nothing_to_tell(delivery: HookDelivery) -> None:
    """What it was about is gone."""
    delivery.state, delivery.ended_at = "gone", clock.now()
    delivery.body = delivery.answer = None


def broken_off(delivery: HookDelivery) -> None:
    """It cannot be sent: its sender died each time, or what belongs to it does not open."""
    delivery.state, delivery.ended_at, delivery.trouble, delivery.status = "failed", clock.now(), "broken off", None


def _answered(delivery: HookDelivery, told: Answered | NotReached, keep: bool) -> None:
    if isinstance(told, NotReached):
        delivery.status, delivery.trouble, delivery.answer = None, told.trouble, None
    else:
        delivery.status, delivery.trouble = told.status, ""
        delivery.answer = told.text or None if keep else None
