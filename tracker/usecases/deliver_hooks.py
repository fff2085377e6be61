"""What happened is told to a hook: chosen in one transaction, sent outside any, written down in another, one by one."""

import time
from collections.abc import Callable, Sequence

from tracker import clock
from tracker.errors import Refusal
from tracker.hooks import body, hooks, outcomes, signing, turns
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook
from tracker.keeping import copies
from tracker.letters.to_member import tell_administrators
from tracker.outward import request
from tracker.outward.addresses import Network, Place, place_of
from tracker.outward.request import Answered, NotReached, Resolver
from tracker.records import dataclass
from tracker.store.ids import new_id
from tracker.store.sealing import Broken
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import _

# No delivery of a turn is begun later than this after its beginning: other hooks wait, too.
TURN_SECONDS = 20
# So many of which nothing is left to tell are dropped in one transaction.
SOME = 200


@dataclass(frozen=True, slots=True)
class InHand:
    """A delivery as it goes out, independent of the database."""

    id: str
    place: Place
    sent: bytes
    headers: dict[str, str]
    # Somebody's name or contact is in it.
    contact: bool


@dataclass(slots=True)
class _Turn:
    id: str
    hook_id: str
    base_url: str
    own: Sequence[Network]


def deliver_hooks(
    base_url: str, own: Sequence[Network] = (), going_on: Callable[[], bool] = lambda: True,
    resolver: Resolver = request.resolved,
) -> int:  # fmt: skip
    """One turn: what is due for one hook. How many were sent; 0: nothing is due for any hook that is free.

    `own`: private networks that may be reached. `going_on` is asked before each: no, and the rest waits for another turn.
    """
    turn_id, sent = new_id(), 0
    with transaction():
        hook_id = turns.take(turn_id)
    if hook_id is None:
        return 0
    turn, ends = _Turn(turn_id, hook_id, base_url, own), time.monotonic() + TURN_SECONDS
    in_hand = _step(turn, None, None, goes_on=going_on())
    while in_hand is not None:
        sent += 1
        told = _send(in_hand, own, resolver)
        in_hand = _step(turn, in_hand, told, goes_on=going_on() and time.monotonic() < ends)
    return sent


def _send(in_hand: InHand, own: Sequence[Network], resolver: Resolver) -> Answered | NotReached:
    """No transaction is open here."""
    try:
        return request.post(in_hand.place, in_hand.sent, in_hand.headers, own, resolver)
    except NotReached as nobody:
        return nobody


def _step(turn: _Turn, done: InHand | None, told: Answered | NotReached | None, goes_on: bool) -> InHand | None:
    """Write down what came of one, and begin the next, if it goes on; else the hook is let go."""
    with transaction():
        hook = turns.locked(turn.hook_id)
        rested = hook.rests_since is not None
        delivery = turns.still_waiting(done.id) if done is not None else None
        if done is not None and told is not None and delivery is not None:
            _write_down(hook, delivery, told, keep=not done.contact)
        in_hand = _begin(hook, turn) if goes_on else None
        if in_hand is None:
            turns.let_go(hook, turn.id)
        if hook.rests_since is not None and not rested:
            tell_administrators(turn.base_url, lambda: _rests(hook, turn.base_url))
            trace.note("webhook rests", None, "hook", hook.id, hook.rests_why)
        return in_hand


def _write_down(hook: Hook, delivery: HookDelivery, told: Answered | NotReached, keep: bool) -> None:
    if isinstance(told, Answered) and 200 <= told.status < 300:
        outcomes.arrived(hook, delivery, told, keep)
    else:
        outcomes.failed(hook, delivery, told, keep)


def _begin(hook: Hook, turn: _Turn) -> InHand | None:
    """The next that is due, with what it says now. What is gone is dropped on the way."""
    for _each in range(SOME):
        delivery = turns.next_due(hook.id) if turns.goes_on(hook, turn.id) else None
        if delivery is None:
            return None
        if in_hand := _ready(hook, delivery, turn):
            return in_hand
    return None


def _ready(hook: Hook, delivery: HookDelivery, turn: _Turn) -> InHand | None:
    """None: it is settled without being sent. Counts as a try."""
    delivery.tries, delivery.tried_at = delivery.tries + 1, clock.now()
    if delivery.tries > len(outcomes.PAUSES) + 1:
        # Whoever began it died each time.
        outcomes.broken_off(delivery)
        return None
    try:
        place = place_of(hook.address or "", turn.own)
        said = body.written(delivery, hook.contacts)
    except Refusal:
        # Where it leads was allowed once: OWN_NETWORKS is another now.
        outcomes.failed(hook, delivery, NotReached("no tls"), keep=False)
        return None
    except Broken:
        outcomes.broken_off(delivery)
        return None
    if said is None:
        outcomes.nothing_to_tell(delivery)
        return None
    delivery.body, delivery.answer = said.kept, None
    if said.contact and delivery.ally_id is not None:
        copies.left_today("sync", hook.made_by_id, [delivery.ally_id], f"webhook {hook.id}")
    headers = signing.headers(delivery.id, delivery.event, said.sent, hooks.keys_of(hook), clock.now())
    return InHand(delivery.id, place, said.sent, headers, said.contact)


def _rests(hook: Hook, base_url: str) -> tuple[str, list[str]]:
    gone = hook.rests_why == "gone"
    return _("A webhook rests"), [
        _("Its receiver says that it is gone for good: “%(name)s”.", name=hook.name or "")
        if gone else _("For three days nothing has arrived: “%(name)s”.", name=hook.name or ""),
        _("What happens is kept for it for 30 days. See what was answered, mend it, and let it go on: %(address)s",
          address=f"{base_url}/desk/settings/hooks/{hook.id}"),
    ]  # fmt: skip
