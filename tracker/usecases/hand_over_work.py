"""Somebody leaves, or needs relief: their open follow-ups and screenings go to colleagues, or to whoever takes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.followups import handing_over
from tracker.screenings import answered_for, who_works
from tracker.store.transactions import transaction
from tracker.team import account, trace
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS
from tracker.words import lazy


class CannotTake(Refusal):
    sentence = lazy("Choose somebody who can sign in, may see contacts and works on that campaign, or the pool.")
    field = "to"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much changed hands. `kept_back`: follow-ups with extra care that wait for a coordinator instead."""

    follow_ups: int
    kept_back: int
    screenings: int


def hand_over_work(account_id: str, to: Mapping[str, str | None], by_id: str) -> HandedOver:
    """By campaign: to whom (None: the pool). Campaigns left out stay as they are. Raises NotThere and CannotTake."""
    follow_ups = kept_back = screenings = 0
    with transaction():
        account.by_id(account_id, locked=True)
        for campaign_id, taker_id in sorted(to.items()):
            taker = _taker(taker_id, account_id, campaign_id) if taker_id else None
            careful = taker is not None and taker.role in SEES_ALL_CAMPAIGNS
            given, back = handing_over.give(account_id, campaign_id, taker_id or None, careful)
            follow_ups, kept_back = follow_ups + given, kept_back + back
            screenings += answered_for.give(account_id, campaign_id, taker_id or None)
        detail = f"{follow_ups + kept_back} follow-ups, {screenings} screenings"
        trace.note("work handed over", by_id, "account", account_id, detail)
    return HandedOver(follow_ups, kept_back, screenings)


def takers(account_id: str, campaign_id: str) -> list[Account]:
    """Those who could take what somebody has in a campaign."""
    works = who_works.by_account()
    return [one for one in account.members() if one.id != account_id and _may(one, campaign_id, works)]


def _taker(taker_id: str, account_id: str, campaign_id: str) -> Account:
    taker = account.by_id(taker_id)
    if taker.id == account_id or not _may(taker, campaign_id, {taker.id: who_works.campaigns_of(taker.id)}):
        raise CannotTake
    return taker


def _may(one: Account, campaign_id: str, works: Mapping[str, frozenset[str]]) -> bool:
    if not one.active or one.role not in SEES_CONTACTS:
        return False
    return one.role in SEES_ALL_CAMPAIGNS or campaign_id in works.get(one.id, frozenset())
