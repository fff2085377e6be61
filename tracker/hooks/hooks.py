"""Making webhooks, changing and ending them. All that writes: inside a transaction."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import func, select, text, update

from tracker import clock
from tracker.errors import Refusal
from tracker.hooks import signing
from tracker.hooks.delivery import TEST, WAITING, HookDelivery
from tracker.hooks.hook import STANDING, Hook, Kind
from tracker.outward.addresses import Network, place_of
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.words import lazy

MOST_NAME = 80
# Standing at once: each is written for with everything that happens.
MOST_HOOKS = 20
LEAST_REASON, MOST_REASON = 3, 200
# For so long after a turn the former secret signs beside the new one.
BOTH = timedelta(days=1)
# Deliveries that a page shows.
SHOWN = 50


class NameUnsaid(Refusal):
    sentence = lazy("Say what it is for, in up to 80 characters.")
    field = "name"


class NothingTold(Refusal):
    sentence = lazy("Tick at least one thing that it is told of.")
    field = "kinds"


class WhyContacts(Refusal):
    sentence = lazy("Write why names and contacts have to go there, in a few words. It stays in the trace.")
    field = "reason"


class TooManyHooks(Refusal):
    sentence = lazy("There are 20 webhooks already. Withdraw one that is not needed any more.")
    status = 409


class HookWithdrawn(Refusal):
    sentence = lazy("This webhook is withdrawn. Add a new one.")
    status = 409


class SentAlready(Refusal):
    sentence = lazy("Nothing is left to send of that: it waits already, or what it was about is gone.")
    status = 409


@dataclass(frozen=True, slots=True)
class HookFacts:
    """What is to be known of a hook. `reason`: why names and contacts go there, said when that begins."""

    name: str
    address: str
    kinds: Collection[Kind]
    campaign_id: str | None = None
    contacts: bool = False
    reason: str = ""


def make(facts: HookFacts, by_id: str | None, own: Sequence[Network] = ()) -> tuple[str, Hook]:
    """Its secret, and the hook. `by_id`: None from the command line. Raises TooManyHooks, and what write() raises."""
    if (db.session.scalar(select(func.count()).select_from(Hook).where(text(STANDING))) or 0) >= MOST_HOOKS:
        raise TooManyHooks
    hook = Hook(made_at=clock.now(), made_by_id=by_id, contacts=False, failures=0)
    write(hook, facts, by_id, own)
    hook.secret = signing.new_secret()
    db.session.add(hook)
    db.session.flush()
    return hook.secret or "", hook


def write(hook: Hook, facts: HookFacts, by_id: str | None, own: Sequence[Network] = ()) -> None:
    """Set every fact. Where it leads elsewhere now, what the former receiver did counts no longer.

    Raises NameUnsaid, NothingTold, WhyContacts, and what outward.addresses.place_of() raises.
    """
    if not facts.name or len(facts.name) > MOST_NAME:
        raise NameUnsaid
    place_of(facts.address, own)
    if not facts.kinds:
        raise NothingTold
    begins = facts.contacts and (not hook.contacts or hook.address != facts.address)
    if begins and by_id is not None and not LEAST_REASON <= len(facts.reason) <= MOST_REASON:
        raise WhyContacts
    if hook.address != facts.address:
        hook.failing_since, hook.failures, hook.not_before = None, 0, None
    hook.name, hook.address, hook.campaign_id, hook.contacts = (
        facts.name,
        facts.address,
        facts.campaign_id,
        facts.contacts,
    )
    hook.kind_names = ",".join(each for each in Kind if each in facts.kinds)


def by_id(hook_id: str, lock: bool = False) -> Hook:
    """Raises NotThere."""
    return row_of(Hook, hook_id, lock)


def standing(hook_id: str) -> Hook:
    """One that is not withdrawn, to be changed; locked. Raises NotThere and HookWithdrawn."""
    hook = row_of(Hook, hook_id, lock=True)
    if hook.withdrawn_at is not None:
        raise HookWithdrawn
    return hook


def every() -> list[Hook]:
    """Those that stand first, then the newest."""
    return list(db.session.scalars(select(Hook).order_by(Hook.withdrawn_at.is_not(None), Hook.made_at.desc(), Hook.id)))


def waiting() -> dict[str, int]:
    """How many deliveries wait, by hook."""
    counted = select(HookDelivery.hook_id, func.count()).where(text(WAITING)).group_by(HookDelivery.hook_id)
    return {hook_id: number for hook_id, number in db.session.execute(counted)}


def deliveries(hook_id: str) -> list[HookDelivery]:
    """The last ones, the newest first."""
    wanted = select(HookDelivery).where(HookDelivery.hook_id == hook_id)
    return list(db.session.scalars(wanted.order_by(HookDelivery.at.desc(), HookDelivery.id).limit(SHOWN)))


def turn_secret(hook: Hook) -> str:
    """A new secret. The one before signs beside it for a day, so that the receiver misses nothing meanwhile."""
    hook.former, hook.former_until = hook.secret, clock.now() + BOTH
    hook.secret = signing.new_secret()
    return hook.secret or ""


def keys_of(hook: Hook) -> list[str]:
    """With which what goes there is signed now."""
    former = hook.former if hook.former_until is not None and hook.former_until > clock.now() else None
    return [key for key in (hook.secret, former) if key]


def withdraw(hook_id: str, by_id: str | None) -> bool:
    """Nothing goes there any more, and what waits for it is dropped. False: it was withdrawn already. Raises NotThere."""
    hook = row_of(Hook, hook_id, lock=True)
    if hook.withdrawn_at is not None:
        return False
    hook.withdrawn_at, hook.withdrawn_by_id = clock.now(), by_id
    # It is of no more use, and opens something elsewhere.
    hook.secret = hook.former = None
    drop(HookDelivery.hook_id == hook.id)
    return True


def drop(*chosen: object) -> None:
    """Those that wait are not sent any more, and tell nothing."""
    gone = {"state": "gone", "ended_at": clock.now(), "body_sealed": None, "answer_sealed": None}
    over = update(HookDelivery).where(text(WAITING), *chosen).values(gone)  # type: ignore[arg-type]
    db.session.execute(over.execution_options(synchronize_session=False))


def rest(hook: Hook) -> bool:
    """Nothing is sent for now. False: it rests already."""
    if hook.rests_since is not None:
        return False
    hook.rests_since, hook.rests_why = clock.now(), "by hand"
    return True


def take_up(hook: Hook) -> None:
    """It rests no more: what waits goes out now, the first of it at once."""
    hook.rests_since = hook.rests_why = hook.failing_since = hook.not_before = None
    hook.failures = 0


def test(hook: Hook) -> str:
    """Something to be sent that nothing happened for. The id of the delivery."""
    now = clock.now()
    row = HookDelivery(hook_id=hook.id, event=TEST, about_id=hook.id, at=now, due_at=now, state="waiting", tries=0)
    db.session.add(row)
    db.session.flush()
    hook.not_before = None
    return row.id


def again(delivery_id: str) -> HookDelivery:
    """Once more under the same id, now, with all its tries. Raises NotThere, HookWithdrawn, SentAlready."""
    row = row_of(HookDelivery, delivery_id)
    hook = standing(row.hook_id)
    row = row_of(HookDelivery, delivery_id, lock=True)
    if row.state not in ("delivered", "failed"):
        raise SentAlready
    row.state, row.ended_at, row.tries, row.due_at = "waiting", None, 0, clock.now()
    hook.not_before = None
    return row
