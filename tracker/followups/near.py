"""Who is near: in a team that works in the region where an ally watched."""

from functools import cached_property

from sqlalchemy import select

from tracker.followups.followup import FollowUpSignup
from tracker.screenings import crews, regions
from tracker.screenings.crew import CrewRegion
from tracker.screenings.regions import Region
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db


class Near:
    """Asked follow-up by follow-up, within one handing out: what was found of a region is kept."""

    def __init__(self) -> None:
        self.found: dict[Region, frozenset[str]] = {}

    def to(self, follow_up_id: str) -> frozenset[str]:
        """Ids of accounts; nobody where no team has a region, or the room is not known."""
        if not self.any_team:
            return frozenset()
        rooms = _rooms(follow_up_id)
        self.found.update(crews.in_region([each for each in rooms if each not in self.found]))
        return frozenset().union(*(self.found[each] for each in rooms))

    @cached_property
    def any_team(self) -> bool:
        return db.session.scalar(select(CrewRegion.id).limit(1)) is not None


def _rooms(follow_up_id: str) -> list[Region]:
    rows = (
        select(Venue.country, Venue.region)
        .join(Screening, Screening.venue_id == Venue.id)
        .join(Signup, Signup.screening_id == Screening.id)
        .join(FollowUpSignup, FollowUpSignup.signup_id == Signup.id)
        .where(FollowUpSignup.follow_up_id == follow_up_id)
    )
    return [regions.part_of(country, region) for country, region in db.session.execute(rows)]
