"""A member of the team retires: what is theirs goes to others, then every way in ends, in one deed."""

from collections.abc import Mapping

from tracker.finding import saved_filter
from tracker.followups import passing_on
from tracker.followups.passing_on import HandedOver
from tracker.screenings import crews
from tracker.store.transactions import transaction
from tracker.team import account, calendar_link, ending, invitation, tokens, trace


def retire_member(account_id: str, to: Mapping[str, str | None], by_id: str, keep_tokens: bool = False) -> HandedOver:
    """By campaign: to whom. What is left out, or has come meanwhile, goes to the pool: nothing stays theirs.

    `keep_tokens`: whoever retires them answers from now on for the tokens that they answer for; else these are withdrawn.

    Raises LastAdministrator, NotThere and CannotTake.
    """
    with transaction():
        # Links before accounts, as who uses one locks them.
        invitation.void_of(account_id)
        whose = account.by_id(account_id, locked=True)
        account.keep_an_administrator(whose)
        done = passing_on.pass_on(account_id, {**dict.fromkeys(passing_on.campaigns_with(account_id)), **to})
        crews.leave_all(account_id)
        saved_filter.drop_unshared(account_id)
        calendar_link.withdraw(whose)
        ending.disable(whose)
        handed = [each.id for each in tokens.kept_by(account_id)]
        for token_id in handed:
            if keep_tokens:
                tokens.keep(token_id, by_id)
            else:
                tokens.withdraw(token_id, by_id)
        trace.note_each("token taken over" if keep_tokens else "token withdrawn", by_id, "token", handed)
        trace.note("retired", by_id, "account", account_id, done.counted)
    return done
