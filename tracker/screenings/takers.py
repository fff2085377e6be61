"""Who could take over what a colleague has in a campaign."""

from tracker.errors import Refusal
from tracker.screenings import who_works
from tracker.team import account
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS
from tracker.words import lazy


class CannotTake(Refusal):
    sentence = lazy("Choose somebody who can sign in, may see contacts and works on that campaign, or the pool.")
    field = "to"


def takers(account_id: str, campaign_id: str) -> list[Account]:
    """Those who could take what somebody has in a campaign."""
    works = who_works.by_account()
    return [
        one
        for one in account.members()
        if one.id != account_id and _may(one, campaign_id, works.get(one.id, frozenset()))
    ]


def taker(taker_id: str, account_id: str, campaign_id: str) -> Account:
    """Raises NoSuchAccount and CannotTake."""
    one = account.by_id(taker_id)
    if one.id == account_id or not _may(one, campaign_id, who_works.campaigns_of(one.id)):
        raise CannotTake
    return one


def _may(one: Account, campaign_id: str, works: frozenset[str]) -> bool:
    if not one.active or one.role not in SEES_CONTACTS:
        return False
    return one.role in SEES_ALL_CAMPAIGNS or campaign_id in works
