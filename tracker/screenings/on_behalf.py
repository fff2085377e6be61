"""A token is no person: who of the team answers for what another program writes down. docs/decisions/0038-api-of-our-own.md."""

from collections.abc import Collection

from tracker.errors import Refusal
from tracker.screenings import who_works
from tracker.team import account
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.team.token import Token
from tracker.words import lazy

MOST_ADDRESS = 254


class WhoseDeed(Refusal):
    sentence = lazy("Say whose deed it is: the e-mail address of a colleague, under “by”.")
    status = 400


class NotTheirDeed(Refusal):
    """Whether somebody has an account at all is not told."""

    sentence = lazy("Nobody of this address may do that in this campaign.")
    status = 403


def colleague(token: Token, written: str, campaign_id: str, roles: Collection[Role]) -> Account:
    """Who was named by their address; else the administrator who answers for the token. One who may do it at the desk, too.

    Raises WhoseDeed and NotTheirDeed.
    """
    if written:
        found = account.by_email(written) if len(written) <= MOST_ADDRESS else None
    elif token.kept_by_id:
        found = account.by_id(token.kept_by_id)
    else:
        raise WhoseDeed
    if found is None or found.id not in who_works.active_on(campaign_id, roles):
        raise NotTheirDeed
    return found
