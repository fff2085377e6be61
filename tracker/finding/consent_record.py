"""One person's consent record: who said what, when, where, to which words; and who wrote it down."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from tracker.allies.consent import Consent, Wording
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer for one channel. `source`: a signup's, or "own link", "call", "undo", "reply"."""

    at: datetime
    channel: str
    answer: str
    source: str
    # Where it was said, and the code that led there; "" where no page of ours asked, or it was no place.
    place: str
    code: str
    # The words that stood there; "" where nobody of ours asked in writing.
    wording: str
    version: int | None
    language: str
    # Who of the team wrote it down.
    account_id: str | None


def consent_record(ally_id: str) -> list[Fact]:
    """Every answer ever given, the latest first."""
    rows = db.session.execute(
        select(Consent, Wording, Screening, Venue)
        .outerjoin(Wording, Wording.id == Consent.wording_id)
        .outerjoin(Screening, Screening.id == Consent.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Consent.ally_id == ally_id)
        .order_by(Consent.at.desc(), Consent.id)
    ).all()
    codes = _codes([fact.screening_id for fact, _, _, _ in rows if fact.screening_id])
    return [_fact(fact, wording, screening, venue, codes) for fact, wording, screening, venue in rows]


def _fact(
    fact: Consent, wording: Wording | None, screening: Screening | None, venue: Venue | None, codes: dict[tuple[str, str], str]
) -> Fact:  # fmt: skip
    place, code = "", ""
    if screening is not None:
        place = terms.title(screening, venue)
        code = codes.get((fact.source, screening.id)) or codes.get((fact.source, screening.campaign_id)) or ""
    return Fact(
        fact.at, fact.channel, fact.answer, fact.source, place, code, wording.text if wording else "",
        wording.version if wording else None, fact.language, fact.account_id,
    )  # fmt: skip


def _codes(screening_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """By source, and the screening or campaign that a code leads to."""
    campaigns = select(Screening.campaign_id).where(Screening.id.in_(screening_ids))
    wanted = select(Code).where(or_(Code.screening_id.in_(screening_ids), Code.campaign_id.in_(campaigns)))
    wanted = wanted.order_by(Code.made_at.desc())
    return {
        (each.source, each.screening_id or each.campaign_id or ""): each.code for each in db.session.scalars(wanted)
    }
