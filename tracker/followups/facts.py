"""What a playbook looks at: the facts of a signup, or of the signups behind a follow-up."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.allies.confirmed import is_confirmed
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.signups.of_ally import Raised, raised_by
from tracker.store.db import db

# Where nothing tells the zone: no signup is left behind it.
NO_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a signup earns that reaches us long after its evening: on these channels alone, as if it had come at `begins`,
    and no letter before `letters_from`.
    """

    channels: frozenset[str]
    begins: datetime
    letters_from: datetime
    # Steps whose condition names the source go on the other channels, too.
    or_named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A signup of somebody who may be contacted, or who waits for their own link to say so."""

    signup_id: str
    ally_id: str
    campaign_id: str
    kind: str
    # By which door it came.
    source: str
    # The ally's.
    language: str
    # Keys of all interests the ally ticked so far.
    interests: frozenset[str]
    by_email: bool
    by_phone: bool
    # Suppressed, or "no" stands: they get the one letter that asks, and nothing else.
    waits: bool
    # Nobody knows yet whether the address is theirs, and the campaign asks for it: letters after the first are held.
    unconfirmed: bool
    # They raise a hand anew, long after our last letter: one more may go (see letters.once_more).
    again: bool = False
    at: datetime
    # The clock of the place where they watched, and the whole days from then to the signup: see screenings.shown.
    zone: str
    days_since: int
    point_person_id: str | None
    host_contact_id: str | None
    # None: whatever the playbook says, from `at` on.
    terms: Terms | None = None

    @property
    def begins(self) -> datetime:
        """From when delays count."""
        return self.terms.begins if self.terms else self.at

    @property
    def looked_at(self) -> Hashable:
        """All by which plan.fits() decides."""
        return (
            self.kind, self.source, self.language, self.interests, self.by_email, self.by_phone, self.waits, self.unconfirmed,
            self.days_since, self.terms and (self.terms.channels, self.terms.or_named),
        )  # fmt: skip


def of_ally(ally: Ally, at: datetime) -> list[Earned]:
    """Their signups as they count from `at` on, the oldest first. What was ticked counts for the whole campaign."""
    return _of(ally, raised_by(ally.id), at)


def behind(follow_up: FollowUp, at: datetime) -> list[Earned]:
    """The signups that a follow-up answers, the oldest first. One without any counts as a signup of which nothing is known."""
    ally = db.session.get_one(Ally, follow_up.ally_id)
    linked = set(
        db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == follow_up.id))
    )
    found = [
        each for each in of_ally(ally, at) if each.signup_id in linked and each.campaign_id == follow_up.campaign_id
    ]
    if found:
        return found
    nothing = Raised(
        signup_id="", campaign_id=follow_up.campaign_id, kind="", source="", zone=NO_ZONE, days_since=0,
        confirmed_first=db.session.get_one(Campaign, follow_up.campaign_id).confirmed_first,
        point_person_id=None, host_contact_id=None, interests=frozenset(),
    )  # fmt: skip
    return _of(ally, [nothing], at)


def _of(ally: Ally, raised: Sequence[Raised], at: datetime) -> list[Earned]:
    ticked: dict[str, frozenset[str]] = defaultdict(frozenset)
    for each in raised:
        ticked[each.campaign_id] |= each.interests
    by_email, by_phone = ally.email_consent == "yes", ally.phone_consent == "yes"
    return [
        Earned(
            signup_id=each.signup_id, ally_id=ally.id, campaign_id=each.campaign_id, kind=each.kind, source=each.source,
            language=ally.language, interests=ticked[each.campaign_id], by_email=by_email, by_phone=by_phone,
            waits=not (by_email or by_phone), at=at, zone=each.zone, days_since=each.days_since,
            unconfirmed=each.confirmed_first and not is_confirmed(ally), point_person_id=each.point_person_id,
            host_contact_id=each.host_contact_id,
        )
        for each in raised
    ]  # fmt: skip
