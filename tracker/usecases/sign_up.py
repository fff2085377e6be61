"""Somebody raises a hand by a code."""

from tracker import clock
from tracker.allies import wordings
from tracker.appeals import interest
from tracker.arrivals.entry import Entry, Welcomed
from tracker.arrivals.welcome import welcome
from tracker.screenings.doors import opened_by
from tracker.store.transactions import transaction


def sign_up(
    *, code: str, submission: str, name: str, email: str | None, phone: str | None, consent: str, interests: list[str],
    extra_care: bool, language: str, consent_words: str,
) -> Welcomed:  # fmt: skip
    """Write it all down, or nothing. `consent_words` are those that stood on the page. Raises CodeMistyped, CodeUnknown."""
    with transaction():
        opening = opened_by(code, hold=True)
        screening = opening.screening
        known = [(each.id, each.key) for each in interest.offered() if each.key in interests]
        entry = Entry(
            submission=submission, screening_id=screening.id, campaign_id=screening.campaign_id, kind=screening.kind,
            name=name, email=email, phone=phone, consent=consent, interests=tuple(known), language=language,
            source=opening.code.source, at=clock.now(), wording_id=wordings.kept(consent_words, language),
            extra_care=extra_care, point_person_id=screening.point_person_id, own_hand=True,
        )  # fmt: skip
        return welcome([entry])[0]
