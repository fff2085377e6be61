"""The latest signups of the campaigns that follow a playbook: what a preview and an estimate stand on."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.appeals.interest import Interest
from tracker.followups.facts import Earned
from tracker.followups.playbook import Playbook
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.shown import days_since
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.times import when_words


@dataclass(frozen=True, slots=True)
class Recent:
    """A signup of somebody who may be contacted, as the ally stands now; without anything that tells who it is."""

    signup_id: str
    ally_id: str
    alias: str
    language: str
    source: str
    at: datetime
    campaign_id: str
    screening_id: str
    kind: str
    zone: str
    point_person_id: str | None
    host_contact_id: str | None
    by_email: bool
    by_phone: bool
    day: date | None
    starts_at: datetime | None
    # Their letters after the first wait until the address is confirmed.
    unconfirmed: bool
    # Keys of what was ticked on it, and on the ally's signups of this campaign before it.
    interests: frozenset[str] = frozenset()

    def earned(self) -> Earned:
        """As planning looks at it."""
        return Earned(
            signup_id=self.signup_id, ally_id=self.ally_id, campaign_id=self.campaign_id, kind=self.kind, source=self.source,
            language=self.language, interests=self.interests, by_email=self.by_email, by_phone=self.by_phone, waits=False,
            unconfirmed=self.unconfirmed, at=self.at, zone=self.zone, days_since=days_since(self.at, self.zone, self.day, self.starts_at),
            point_person_id=self.point_person_id, host_contact_id=self.host_contact_id,
        )  # fmt: skip


def followed_by(book: Playbook, column: InstrumentedAttribute[str], only: str | None = None) -> ColumnElement[bool]:
    """Whether the campaign in `column` follows this playbook; `only`: and is this one."""
    if book.campaign_id is not None:
        return column == book.campaign_id
    if only is not None:
        return column == only
    return column.not_in(select(Playbook.campaign_id).where(Playbook.campaign_id.is_not(None)))


def how_many(book: Playbook, since: datetime) -> int:
    """All signups since, those of whom nobody may contact too."""
    counted = select(func.count()).select_from(Signup).join(Screening, Screening.id == Signup.screening_id)
    return db.session.execute(counted.where(Signup.at >= since, followed_by(book, Screening.campaign_id))).scalar_one()


def latest(
    book: Playbook, most: int, since: datetime | None = None, only: str | None = None
) -> tuple[int, list[Recent]]:
    """How many were looked at (the latest, at most `most`), and those who may be contacted; the newest first. Two queries."""
    looked_at = (
        select(Signup.id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(followed_by(book, Screening.campaign_id, only))
        .order_by(Signup.at.desc(), Signup.id.desc())
        .limit(most)
    )
    if since is not None:
        looked_at = looked_at.where(Signup.at >= since)
    rows = db.session.execute(
        select(
            Signup.id, Signup.ally_id, Ally.alias, Ally.language, Signup.source, Signup.at, Screening.campaign_id,
            Screening.id, Screening.kind, Screening.zone, Screening.point_person_id, Screening.host_contact_id,
            Ally.email_consent == "yes", Ally.phone_consent == "yes", Screening.day, Screening.starts_at,
            Campaign.confirmed_first & ~confirmed(),
        )
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Campaign, Campaign.id == Screening.campaign_id)
        .join(Ally, Ally.id == Signup.ally_id)
        .where(Signup.id.in_(looked_at))
        .order_by(Signup.at.desc(), Signup.id.desc())
    ).all()  # fmt: skip
    found = [Recent(*tuple(row)) for row in rows]
    return len(found), _with_ticks([each for each in found if each.by_email or each.by_phone], looked_at)


def places_of(screening_ids: Collection[str]) -> dict[str, str]:
    """ "Barton Street Cinema, Austin; Mon 23 Oct, 7:00 pm", by screening."""
    wanted = select(Screening, Venue).outerjoin(Venue, Venue.id == Screening.venue_id)
    rows = db.session.execute(wanted.where(Screening.id.in_(screening_ids)))
    told = {
        each.id: (terms.title(each, venue), when_words(each.starts_at, each.day, each.zone)) for each, venue in rows
    }
    return {screening_id: "; ".join(part for part in both if part) for screening_id, both in told.items()}


def _with_ticks(found: list[Recent], looked_at: Select[str]) -> list[Recent]:
    """Each with what was ticked; ticks add up over the signups of an ally in a campaign."""
    ticked: dict[str, set[str]] = defaultdict(set)
    wanted = select(SignupInterest.signup_id, Interest.key).join(Interest, Interest.id == SignupInterest.interest_id)
    for signup_id, key in db.session.execute(wanted.where(SignupInterest.signup_id.in_(looked_at))):
        ticked[signup_id].add(key)
    so_far: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    told = []
    for each in reversed(found):
        so_far[each.ally_id, each.campaign_id] |= ticked[each.signup_id]
        told.append(replace(each, interests=so_far[each.ally_id, each.campaign_id]))
    return told[::-1]
