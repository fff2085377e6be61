"""An administrator gives another program a token: makes it, answers for it, withdraws it."""

from collections.abc import Collection

from tracker.screenings import campaigns
from tracker.store.transactions import transaction
from tracker.team import panic, tokens, trace
from tracker.team.token import Scope


def make_token(
    name: str, scopes: Collection[Scope], by_id: str | None, campaign_id: str | None = None, consent: str = "unknown",
    days: int = tokens.USUAL_DAYS, reason: str = "",
) -> str:  # fmt: skip
    """What to hand over; it is never shown again. `by_id`: None from the command line. `reason`: why it has to read people.

    Raises NobodyGetsMore, NotThere for a campaign that is not there, and what tokens.make() raises.
    """
    with transaction():
        panic.refuse_more(by_id)
        if campaign_id is not None:
            campaign_id = campaigns.by_id(campaign_id).id
        shown, token = tokens.make(name, scopes, by_id, campaign_id, consent, days, reason)
        said = f"{token.scope_names}: {reason}" if reason else token.scope_names
        trace.note("token made", by_id, "token", token.id, said)
    return shown


def withdraw_token(token_id: str, by_id: str | None) -> bool:
    """It opens nothing from now on. False: it was withdrawn already. Raises NotThere."""
    with transaction():
        if not tokens.withdraw(token_id, by_id):
            return False
        trace.note("token withdrawn", by_id, "token", token_id)
        return True


def answer_for_token(token_id: str, by_id: str) -> None:
    """An administrator answers for it from now on, so that it rests no more. Raises NobodyGetsMore and NotThere."""
    with transaction():
        panic.refuse_more(by_id)
        if tokens.keep(token_id, by_id):
            trace.note("token taken over", by_id, "token", token_id)
