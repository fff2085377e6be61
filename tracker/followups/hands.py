"""Whose a follow-up becomes: the ally's own person, the host's contact, the next in turn, or whoever claims it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.records import dataclass
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.rows import among
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS, Role

SOME = 5_000
IN_TURN = "in turn"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works on a campaign and may make contact."""

    account_id: str
    speaks: frozenset[str]
    # True: allies who asked for extra care are theirs too.
    careful: bool


@dataclass(slots=True)
class Handed:
    """How many of a step somebody has been given in a campaign."""

    number: int = 0
    # When the last was planned, in seconds, and which of a round it was: the larger, the later.
    last: tuple[float, int] = (0.0, 0)


def chosen(step: Step, own: str | None, point_person_id: str | None, host_contact_id: str | None) -> str | None:
    """Whose it is at once. `own`: the ally's own person, of an earlier follow-up in the campaign."""
    if step.hand == "host contact":
        return host_contact_id or point_person_id
    if step.hand == "point person":
        return own or point_person_id
    return None


def own_people(pairs: Collection[tuple[str, str]], besides: Collection[str] = ()) -> dict[tuple[str, str], str]:
    """By (ally, campaign): who answers for them already, as the latest planned follow-up says; nobody who has left.

    `besides`: follow-ups that do not count.
    """
    found: dict[tuple[str, str], str] = {}
    keys = sorted(set(pairs))
    for start in range(0, len(keys), SOME):
        rows = (
            select(FollowUp.ally_id, FollowUp.campaign_id, FollowUp.point_person_id)
            .join(Account, Account.id == FollowUp.point_person_id)
            .where(among((FollowUp.ally_id, FollowUp.campaign_id), keys[start : start + SOME]), Account.active)
            .where(FollowUp.id.not_in(sorted(besides)))
            .order_by(FollowUp.planned_at, FollowUp.id)
        )
        found.update({(ally, campaign): str(person) for ally, campaign, person in db.session.execute(rows)})
    return found


def team_of(campaign_id: str) -> list[Member]:
    """Who works on a campaign and may make contact, in an order that stays. Nobody who only sees it from above."""
    rows = (
        select(Account.id, Account.speaks, Account.role_name)
        .join(WorksOn, WorksOn.account_id == Account.id)
        .where(WorksOn.campaign_id == campaign_id, Account.active, Account.role_name.in_(sorted(SEES_CONTACTS)))
        .order_by(Account.created_at, Account.id)
    )
    return [
        Member(account_id, languages(speaks), Role(role) in SEES_ALL_CAMPAIGNS)
        for account_id, speaks, role in db.session.execute(rows)
    ]


def languages(speaks: str) -> frozenset[str]:
    """The codes in an account's comma-separated list."""
    return frozenset(code.strip() for code in speaks.split(",") if code.strip())


def next_in_turn(
    team: Sequence[Member],
    handed: dict[str, Handed],
    language: str,
    careful: bool,
    near: Collection[str] = (),
) -> str | None:
    """Who has had the fewest; among equals, whose last one is longest ago. Who speaks the language goes before the others;

    of those, who is `near`: in a team that works in the region of the evening. None where nobody may.
    """
    may = [member for member in team if member.careful or not careful]
    fit = [member for member in may if language in member.speaks] or may
    fit = [member for member in fit if member.account_id in near] or fit
    if not fit:
        return None
    return min(fit, key=lambda member: _turn(handed.get(member.account_id, Handed()))).account_id


def _turn(each: Handed) -> tuple[int, tuple[float, int]]:
    return each.number, each.last
