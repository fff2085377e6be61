"""An administrator has another program told what happens here: adds a webhook, changes it, tries it, withdraws it."""

from collections.abc import Sequence

from tracker.hooks import hooks
from tracker.hooks.hooks import HookFacts
from tracker.outward.addresses import Network
from tracker.screenings import campaigns
from tracker.store.transactions import transaction
from tracker.team import panic, trace


def make_hook(facts: HookFacts, by_id: str | None, own: Sequence[Network] = ()) -> tuple[str, str]:
    """Its id, and the secret to hand over; it is never shown again. `by_id`: None from the command line.

    Raises NobodyGetsMore, NotThere for a campaign that is not there, and what hooks.make() raises.
    """
    with transaction():
        panic.refuse_more(by_id)
        _known(facts)
        secret, hook = hooks.make(facts, by_id, own)
        trace.note("webhook made", by_id, "hook", hook.id, _told(facts))
        return hook.id, secret


def change_hook(hook_id: str, facts: HookFacts, by_id: str, own: Sequence[Network] = ()) -> None:
    """Raises NobodyGetsMore, NotThere, HookWithdrawn, and what hooks.write() raises."""
    with transaction():
        panic.refuse_more(by_id)
        _known(facts)
        hooks.write(hooks.standing(hook_id), facts, by_id, own)
        trace.note("webhook changed", by_id, "hook", hook_id, _told(facts))


def turn_hook_secret(hook_id: str, by_id: str) -> str:
    """The new secret; the one before signs beside it for a day. Raises NobodyGetsMore, NotThere, HookWithdrawn."""
    with transaction():
        panic.refuse_more(by_id)
        secret = hooks.turn_secret(hooks.standing(hook_id))
        trace.note("webhook secret turned", by_id, "hook", hook_id)
        return secret


def take_up_hook(hook_id: str, by_id: str | None) -> None:
    """It rests no more, and is not left in peace after a failure either. Raises NotThere and HookWithdrawn."""
    with transaction():
        hooks.take_up(hooks.standing(hook_id))
        trace.note("webhook goes on", by_id, "hook", hook_id)


def rest_hook(hook_id: str, by_id: str | None) -> None:
    """Nothing goes there until somebody takes it up; what happens is kept for it. Raises NotThere and HookWithdrawn."""
    with transaction():
        if hooks.rest(hooks.standing(hook_id)):
            trace.note("webhook rests", by_id, "hook", hook_id, "by hand")


def try_hook(hook_id: str, by_id: str | None) -> None:
    """A delivery for which nothing happened. Raises NotThere and HookWithdrawn."""
    with transaction():
        hooks.test(hooks.standing(hook_id))
        trace.note("webhook tried", by_id, "hook", hook_id)


def send_again(delivery_id: str, by_id: str) -> str:
    """Once more, under the same id. The id of its hook. Raises NotThere, HookWithdrawn, SentAlready."""
    with transaction():
        delivery = hooks.again(delivery_id)
        trace.note("webhook sent again", by_id, "hook", delivery.hook_id, delivery.event)
        return delivery.hook_id


def withdraw_hook(hook_id: str, by_id: str | None) -> bool:
    """Nothing is told there from now on. False: it was withdrawn already. Raises NotThere."""
    with transaction():
        if not hooks.withdraw(hook_id, by_id):
            return False
        trace.note("webhook withdrawn", by_id, "hook", hook_id)
        return True


def _known(facts: HookFacts) -> None:
    if facts.campaign_id is not None:
        campaigns.by_id(facts.campaign_id)


def _told(facts: HookFacts) -> str:
    """Without its address: that can hold a secret."""
    kinds = ",".join(sorted(facts.kinds))
    if not facts.contacts:
        return kinds
    return f"{kinds}, with names and contacts: {facts.reason}" if facts.reason else f"{kinds}, with names and contacts"
