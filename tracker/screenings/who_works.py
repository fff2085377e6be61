"""Who of the team works on which campaign: by themselves, or because a team of theirs does. And who works with whom.

`works_on` holds both, so that whoever asks for one campaign reads one table; `own` says which of it was ticked for the
person alone. settle() makes it so again after teams have changed.
"""

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, bindparam, delete, or_, select, update

from tracker.screenings.campaign import Campaign, WorksOn
from tracker.screenings.crew import CrewCampaign, CrewMember
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, Role
from tracker.team.session import Session


def campaigns_of(account_id: str) -> frozenset[str]:
    """Ids of the campaigns an account works on."""
    return frozenset(db.session.scalars(select(WorksOn.campaign_id).where(WorksOn.account_id == account_id)))


@cache
def by_session() -> Select[str]:
    """The same of whoever's session it is, by its `token_hash`: to be asked together with other things before anybody knows
    whose.
    """
    theirs = select(WorksOn.campaign_id).join(Session, Session.account_id == WorksOn.account_id)
    return theirs.where(Session.token_hash == bindparam("token_hash"))


def own_campaigns_of(account_id: str) -> frozenset[str]:
    """Those that are theirs whatever their teams do."""
    theirs = select(WorksOn.campaign_id).where(WorksOn.account_id == account_id, WorksOn.own)
    return frozenset(db.session.scalars(theirs))


def by_account() -> dict[str, frozenset[str]]:
    """The campaigns of everybody at once."""
    found: dict[str, set[str]] = {}
    for account_id, campaign_id in db.session.execute(select(WorksOn.account_id, WorksOn.campaign_id)):
        found.setdefault(account_id, set()).add(campaign_id)
    return {account_id: frozenset(ids) for account_id, ids in found.items()}


def campaign_names() -> dict[str, str]:
    """Every campaign's name by its id, the newest first."""
    rows = db.session.execute(select(Campaign.id, Campaign.name).order_by(Campaign.created_at.desc(), Campaign.id))
    return dict(rows.all())


def colleagues_of(account_id: str) -> frozenset[str]:
    """Ids of who is in a team with somebody, and their own: "their own and their team's allies" are those of these people.

    Somebody in no team has only themselves. It says whose allies, not which: what they may see stays bounded by campaigns.
    """
    mine = select(CrewMember.crew_id).where(CrewMember.account_id == account_id)
    beside = select(CrewMember.account_id).where(CrewMember.crew_id.in_(mine))
    return frozenset(db.session.scalars(beside)) | {account_id}


def active_on(campaign_id: str, roles: Collection[Role]) -> frozenset[str]:
    """Ids of the active accounts in one of these roles that work on a campaign: coordinators and administrators do on each."""
    there = select(WorksOn.account_id).where(WorksOn.campaign_id == campaign_id)
    everywhere = Account.role_name.in_([role.value for role in roles if role in SEES_ALL_CAMPAIGNS])
    of_role = Account.role_name.in_([role.value for role in roles])
    wanted = select(Account.id).where(Account.active, of_role, or_(everywhere, Account.id.in_(there)))
    return frozenset(db.session.scalars(wanted))


def active_as(role: Role) -> list[str]:
    """Ids of the active accounts in a role."""
    return list(
        db.session.scalars(
            select(Account.id).where(Account.active, Account.role_name == role.value).order_by(Account.id)
        )
    )


def set_campaigns(account_id: str, wanted: frozenset[str]) -> tuple[int, int]:
    """Make these their own; unknown ids are left out. How many were added, how many dropped."""
    before = own_campaigns_of(account_id)
    known = wanted & frozenset(campaign_names())
    added, dropped = known - before, before - known
    _own(account_id, dropped, own=False)
    add_once(WorksOn, [_row(account_id, each) for each in sorted(added)])
    _own(account_id, added, own=True)
    settle()
    return len(added), len(dropped)


def settle() -> None:
    """Whoever is in a team works on its campaigns; what is neither their own nor a team's is over. In a transaction."""
    rows = select(CrewMember.account_id, CrewCampaign.campaign_id).join(
        CrewCampaign, CrewCampaign.crew_id == CrewMember.crew_id
    )
    by_team = {(account_id, campaign_id) for account_id, campaign_id in db.session.execute(rows)}
    lent = select(WorksOn.id, WorksOn.account_id, WorksOn.campaign_id).where(~WorksOn.own)
    over = [
        id_ for id_, account_id, campaign_id in db.session.execute(lent) if (account_id, campaign_id) not in by_team
    ]
    db.session.execute(delete(WorksOn).where(WorksOn.id.in_(over)))
    add_once(WorksOn, [{**_row(*pair), "own": False} for pair in sorted(by_team)])


def _own(account_id: str, campaign_ids: frozenset[str], own: bool) -> None:
    theirs = (WorksOn.account_id == account_id, WorksOn.campaign_id.in_(campaign_ids))
    db.session.execute(update(WorksOn).where(*theirs).values(own=own))


def _row(account_id: str, campaign_id: str) -> dict[str, object]:
    return {"id": new_id(), "account_id": account_id, "campaign_id": campaign_id, "own": True}
