"""Allies, signups, requests to host as files: by alias. Of those with extra care others than coordinators get the alias alone."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
from tracker.finding import allies
from tracker.finding.filters import Filters
from tracker.finding.list_kind import Asked, Line, ListKind, utc
from tracker.finding.reach import mine_or
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import requests
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.counts import so_far
from tracker.store.db import db
from tracker.store.rows import in_batches
from tracker.words import lazy

# Allies read at a time.
SOME = 1_000


@dataclass(frozen=True, slots=True)
class Whom:
    """A condition over Ally, and the filters that it comes of: what to be on such a list tells of somebody."""

    fits: ColumnElement[bool]
    filters: Filters


def allies_where(whom: Whom, who: Worker) -> Iterator[Line]:
    """Those for whom a condition over Ally holds, by the columns of ALLY, in the order of their ids.

    Not of their last acts: an import makes a hundred thousand of one moment, which every page would sort again.
    """
    after = ""
    while True:
        wanted = select(Ally).where(whom.fits, Ally.id > after).order_by(Ally.id).limit(SOME)
        found = db.session.scalars(wanted).all()
        for line in allies.lines_of(found, whom.filters, who):
            yield _ally(line)
        if len(found) < SOME:
            return
        after = found[-1].id
        db.session.expunge_all()


def _ally(line: allies.Line) -> Line:
    if line.closed_to_me:
        return dict.fromkeys(ALLY) | {"id": line.id, "alias": line.alias, "extra_care": True}
    return {
        "id": line.id, "alias": line.alias, "extra_care": line.extra_care, "language": line.language, "letters": line.email_consent,
        "calls": line.phone_consent, "last_act": utc(line.acted_at), "rung": line.rung, "last_film_screening": line.place,
        "when": line.when, "film_screenings": line.signups, "ticked": "; ".join(line.interests), "tags": "; ".join(line.tags),
        "open_follow_ups": line.open,
    }  # fmt: skip


def _signups(asked: Asked) -> Iterator[Line]:
    for some in in_batches(_signed_up(asked)):
        ticked = _ticked([row[0].id for row in some])
        for signup, ally, screening, venue, campaign in some:
            closed = bool(ally.extra_care) and not asked.who.careful
            if closed and asked.filters.filters.tells():
                continue
            line = dict.fromkeys(SIGNUP) | {"alias": ally.alias, "ally_id": ally.id}
            yield line if closed else {
                **line, "id": signup.id, "at": utc(signup.at), "source": signup.source, "screening_id": screening.id,
                "film_screening": terms.title(screening, venue), "day": screening.day, "campaign": campaign,
                "ticked": "; ".join(ticked.get(signup.id, ())), "language": ally.language, "letters": ally.email_consent,
                "calls": ally.phone_consent,
            }  # fmt: skip


def _signed_up(asked: Asked) -> Select[Signup, Ally, Screening, Venue, str]:
    """Narrowed as the list of allies is: by campaign, film screening, interest, and whatever else is known of the ally."""
    whom: Whom = asked.filters
    # Under names of their own: the condition over Ally looks into the same tables.
    signup, screening = aliased(Signup), aliased(Screening)
    wanted = (
        select(signup, Ally, screening, Venue, Campaign.name)
        .join(Ally, Ally.id == signup.ally_id)
        .join(screening, screening.id == signup.screening_id)
        .join(Campaign, Campaign.id == screening.campaign_id)
        .outerjoin(Venue, Venue.id == screening.venue_id)
        .where(mine_or(screening, asked.who), whom.fits)
        .order_by(signup.at, signup.id)
    )
    if whom.filters.campaign:
        wanted = wanted.where(screening.campaign_id == whom.filters.campaign)
    return wanted.where(signup.screening_id == whom.filters.screening) if whom.filters.screening else wanted


def _ticked(signup_ids: list[str]) -> dict[str, list[str]]:
    wanted = (
        select(SignupInterest.signup_id, Interest.key)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .where(SignupInterest.signup_id.in_(signup_ids))
        .order_by(Interest.position, Interest.key)
    )
    found: dict[str, list[str]] = {}
    for signup_id, key in db.session.execute(wanted):
        found.setdefault(signup_id, []).append(key)
    return found


def _requests(asked: Asked) -> Iterator[Line]:
    """The town is in their own words, and stays."""
    for some in requests.every(asked.filters, asked.who.campaigns, asked.who.careful):
        for each in some:
            yield {
                "id": each.id, "at": utc(each.at), "kind": each.kind, "people": each.heads, "language": each.language,
                "state": each.state, "alias": each.alias or None,
                "film_screening": terms.title(each.screening, each.venue) if each.screening else None,
            }  # fmt: skip


def _number_of_allies(asked: Asked) -> int:
    return db.session.scalar(select(func.count(Ally.id)).where(asked.filters.fits)) or 0


def _allies_so_far(asked: Asked, most: int) -> int:
    return db.session.scalar(so_far(select(Ally.id).where(asked.filters.fits), most)) or 0


def _number(asked: Asked) -> int:
    return db.session.scalar(select(func.count()).select_from(_signed_up(asked).order_by(None).subquery())) or 0


ALLY = (
    "id", "alias", "extra_care", "language", "letters", "calls", "last_act", "rung", "last_film_screening", "when",
    "film_screenings", "ticked", "tags", "open_follow_ups",
)  # fmt: skip
SIGNUP = (
    "id", "at", "alias", "ally_id", "campaign", "screening_id", "film_screening", "day", "source", "ticked", "language",
    "letters", "calls",
)  # fmt: skip

LISTS = (
    ListKind(
        "allies", lazy("Allies"), "desk.allies.index", ALLY,
        lambda asked: allies_where(asked.filters, asked.who),
        _number_of_allies,
        so_far=_allies_so_far,
    ),
    ListKind("signups", lazy("Signups"), "desk.allies.index", SIGNUP, _signups, _number),
    ListKind(
        "requests", lazy("Requests to host"), "desk.requests.index",
        ("id", "at", "kind", "people", "language", "state", "alias", "film_screening"), _requests,
        lambda asked: requests.counts(asked.who.campaigns)[asked.filters],
    ),
)  # fmt: skip
