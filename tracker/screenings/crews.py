"""Teams: making and changing them, and which of them works where. Inside a transaction where something is written."""

from collections.abc import Collection

from sqlalchemy import delete, select

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.screenings import who_works
from tracker.screenings.campaign import Campaign
from tracker.screenings.crew import Crew, CrewCampaign, CrewMember, CrewRegion
from tracker.screenings.regions import Region
from tracker.store.db import db
from tracker.team.account import Account
from tracker.words import lazy

MOST_NAME = 80


class CrewNotThere(NotThere):
    sentence = lazy("There is no such team.")


class CrewNameTaken(Refusal):
    sentence = lazy("Another team has this name. Give one by which the two can be told apart.")
    field = "name"


class CrewNameUnsaid(Refusal):
    sentence = lazy("Give the team a name, up to 80 characters.")
    field = "name"


@dataclass(frozen=True, slots=True)
class CrewFacts:
    """What a team is: its name, who is in it, where it works."""

    name: str
    account_ids: frozenset[str] = frozenset()
    campaign_ids: frozenset[str] = frozenset()
    regions: tuple[Region, ...] = ()


def every() -> list[tuple[str, CrewFacts]]:
    """Id and facts of each, by name."""
    rows = sorted(db.session.scalars(select(Crew)), key=lambda row: row.name.casefold())
    return [(row.id, _facts(row)) for row in rows]


def facts_of(crew_id: str) -> CrewFacts:
    """Raises CrewNotThere."""
    return _facts(_by_id(crew_id))


def crews_of(account_id: str) -> list[tuple[str, str]]:
    """Id and name of the teams that somebody is in, by name."""
    rows = select(Crew.id, Crew.name).join(CrewMember).where(CrewMember.account_id == account_id)
    return sorted(((id_, name) for id_, name in db.session.execute(rows)), key=lambda pair: pair[1].casefold())


def add(facts: CrewFacts) -> str:
    """A new team; its id. Raises CrewNameUnsaid and CrewNameTaken."""
    row = Crew(name=_name(facts.name, None), created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    _fill(row.id, facts)
    return row.id


def change(crew_id: str, facts: CrewFacts) -> None:
    """It is this from now on. Raises CrewNotThere, CrewNameUnsaid and CrewNameTaken."""
    row = _by_id(crew_id, locked=True)
    row.name = _name(facts.name, crew_id)
    _empty(crew_id)
    _fill(crew_id, facts)


def remove(crew_id: str) -> None:
    """Its members work on only what they work on without it. Raises CrewNotThere."""
    row = _by_id(crew_id, locked=True)
    _empty(crew_id)
    db.session.delete(row)
    db.session.flush()
    who_works.settle()


def leave_all(account_id: str) -> None:
    """Somebody who retires is in no team."""
    db.session.execute(delete(CrewMember).where(CrewMember.account_id == account_id))
    who_works.settle()


def in_region(regions: Collection[Region]) -> dict[Region, frozenset[str]]:
    """By region: who is in a team that works there, or in the whole country."""
    rows = select(CrewRegion.country, CrewRegion.region, CrewMember.account_id).join(
        CrewMember, CrewMember.crew_id == CrewRegion.crew_id
    )
    theirs: dict[Region, set[str]] = {}
    for country, region, account_id in db.session.execute(rows):
        theirs.setdefault(Region(country, region), set()).add(account_id)
    return {
        each: frozenset(theirs.get(each, set()) | theirs.get(Region(each.country, ""), set())) for each in set(regions)
    }


def _facts(row: Crew) -> CrewFacts:
    regions = select(CrewRegion.country, CrewRegion.region).where(CrewRegion.crew_id == row.id)
    return CrewFacts(
        row.name,
        frozenset(db.session.scalars(select(CrewMember.account_id).where(CrewMember.crew_id == row.id))),
        frozenset(db.session.scalars(select(CrewCampaign.campaign_id).where(CrewCampaign.crew_id == row.id))),
        tuple(sorted(Region(*each) for each in db.session.execute(regions))),
    )


def _by_id(crew_id: str, locked: bool = False) -> Crew:
    query = select(Crew).where(Crew.id == crew_id)
    # PostgreSQL takes no NUL in a text, not even to look for it.
    row = None
    if "\x00" not in crew_id:
        row = db.session.scalars(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise CrewNotThere
    return row


def _name(wanted: str, crew_id: str | None) -> str:
    if not wanted or len(wanted) > MOST_NAME:
        raise CrewNameUnsaid
    taken = select(Crew.id, Crew.name)
    if any(name.casefold() == wanted.casefold() and id_ != crew_id for id_, name in db.session.execute(taken)):
        raise CrewNameTaken
    return wanted


def _empty(crew_id: str) -> None:
    for table in (CrewMember, CrewCampaign, CrewRegion):
        db.session.execute(delete(table).where(table.crew_id == crew_id))


def _fill(crew_id: str, facts: CrewFacts) -> None:
    """Ids that are not there are left out."""
    accounts = frozenset(db.session.scalars(select(Account.id).where(Account.active))) & facts.account_ids
    campaigns = frozenset(db.session.scalars(select(Campaign.id))) & facts.campaign_ids
    db.session.add_all([CrewMember(crew_id=crew_id, account_id=each) for each in sorted(accounts)])
    db.session.add_all([CrewCampaign(crew_id=crew_id, campaign_id=each) for each in sorted(campaigns)])
    db.session.add_all(
        [CrewRegion(crew_id=crew_id, country=each.country, region=each.region) for each in sorted(set(facts.regions))]
    )
    db.session.flush()
    who_works.settle()
