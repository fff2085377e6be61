"""What somebody wrote on a kiosk, as an entry like all others: for its screening as that stands by now."""

from sqlalchemy import select

from tracker.allies import contact_points as points
from tracker.allies.consent import Wording
from tracker.appeals import interest
from tracker.arrivals.entry import Entry
from tracker.screenings import doors, log
from tracker.screenings.screening import Screening
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.kiosk_said import Said, raised
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.words import LANGUAGES


def entry_of(came: KioskEntry, kiosk: Kiosk, said: Said, account_id: str | None = None) -> Entry:
    """Inside a transaction. `account_id`: who of the team mended it."""
    screening = place_of(kiosk)
    known = {each.key: each.id for each in interest.every()}
    return Entry(
        submission=f"k.{kiosk.id}.{came.submission}", screening_id=screening.id, campaign_id=screening.campaign_id,
        kind=screening.kind, name=points.clean_text(said.name), email=said.clean_email, phone=said.clean_phone,
        consent=said.consent, interests=tuple((known[key], key) for key in said.interests if key in known),
        language=said.language if said.language in LANGUAGES else kiosk.language, source="kiosk", at=came.received_at,
        wording_id=_wording(said.wording_id), extra_care=said.protect,
        device_at=raised(said, kiosk.made_at, came.sent_at, came.received_at),
        point_person_id=screening.point_person_id, account_id=account_id,
    )  # fmt: skip


def place_of(kiosk: Kiosk) -> Screening:
    """The screening it belongs to now; nobody takes it back until the transaction ends. A cancelled one is the campaign's."""
    screening = log.staying(kiosk.screening_id)
    db.session.refresh(screening)
    while screening.joined_into_id:
        screening = log.staying(screening.joined_into_id)
        db.session.refresh(screening)
    return doors.standing(screening.campaign_id, "unplaced") if screening.status == "cancelled" else screening


def _wording(told: str) -> str | None:
    """Words that did stand on a page of ours."""
    return db.session.scalar(select(Wording.id).where(Wording.id == told)) if is_id(told) else None
