"""Into whose hands follow-ups can be given, and what is in nobody's."""

from collections.abc import Collection

from sqlalchemy import func, select

from tracker.errors import Refusal
from tracker.followups.followup import FollowUp
from tracker.records import dataclass
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.once import once, tell
from tracker.store.rows import is_id
from tracker.team.account import EVERYBODY, Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS
from tracker.words import lazy


class NobodyChosen(Refusal):
    sentence = lazy("Choose who gets it.")
    status = 409


class NotTheirs(Refusal):
    sentence = lazy("They cannot take it: they have left, or do not work on this campaign.")
    status = 409


class CarefulOnly(Refusal):
    sentence = lazy("This ally has asked for extra care. Give it to a coordinator.")
    status = 409


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is there, as far as a follow-up cares."""

    # Accounts that no longer do anything for allies: they left, or only look at figures now.
    gone: frozenset[str]
    # Campaigns on which somebody works who may call.
    staffed: frozenset[str]
    # Whether anybody may do what needs extra care.
    careful: bool


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who can be given follow-ups of a campaign."""

    id: str
    name: str
    careful: bool


def staff() -> Staff:
    """One query."""
    return once("staff", _staff)


def _staff() -> Staff:
    # By commas: of an account one row, however many campaigns it works on.
    works_on = select(func.aggregate_strings(WorksOn.campaign_id, ",")).where(WorksOn.account_id == Account.id)
    rows = db.session.execute(select(Account, works_on.scalar_subquery())).all()
    everybody = {one.id: one for one, _campaigns in rows}
    tell(EVERYBODY, everybody)
    able = {one.id: one.role for one in everybody.values() if one.active and one.role in SEES_CONTACTS}
    return Staff(
        frozenset(everybody) - frozenset(able),
        frozenset(each for one, campaigns in rows if one.id in able and campaigns for each in campaigns.split(",")),
        any(role in SEES_ALL_CAMPAIGNS for role in able.values()),
    )


def hands_of(campaign_ids: Collection[str]) -> dict[str, list[Hand]]:
    """By campaign: who works on it, and who sees all of them; by name. Two queries at most."""
    if not campaign_ids:
        return {}
    works: dict[str, set[str]] = {}
    wanted = select(WorksOn.account_id, WorksOn.campaign_id).where(WorksOn.campaign_id.in_(sorted(campaign_ids)))
    for account_id, campaign_id in db.session.execute(wanted):
        works.setdefault(campaign_id, set()).add(account_id)
    able = db.session.scalars(select(Account).where(Account.active, Account.role_name.in_(sorted(SEES_CONTACTS)))).all()
    people = sorted((_hand(each) for each in able), key=lambda hand: (hand.name.casefold(), hand.id))
    return {
        campaign_id: [hand for hand in people if hand.careful or hand.id in works.get(campaign_id, ())]
        for campaign_id in campaign_ids
    }


def give(follow_up: FollowUp, account_id: str, extra_care: bool) -> None:
    """Make somebody its point person; inside a transaction. Raises NobodyChosen, NotTheirs, CarefulOnly."""
    if not is_id(account_id):
        raise NobodyChosen
    found = {hand.id: hand for hand in hands_of({follow_up.campaign_id})[follow_up.campaign_id]}
    if account_id not in found:
        raise NotTheirs
    if extra_care and not found[account_id].careful:
        raise CarefulOnly
    follow_up.point_person_id = account_id
    follow_up.claimed_by_id = follow_up.claimed_until = None
    db.session.flush()


def _hand(account: Account) -> Hand:
    return Hand(account.id, account.name or "", account.role in SEES_ALL_CAMPAIGNS)
