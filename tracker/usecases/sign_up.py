"""Somebody raises a hand by a code; when the lights come up, a whole room at once."""

from collections.abc import Sequence
from datetime import datetime

from tracker import clock
from tracker.allies import wordings
from tracker.appeals import interest
from tracker.arrivals.entry import Entry, Welcomed
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings import doors
from tracker.screenings.code import Code, CodeUnknown
from tracker.screenings.screening import Screening
from tracker.store.transactions import transaction


@dataclass(frozen=True, slots=True)
class Raised:
    """A form that somebody filled in, cleaned by its page. `consent_words` are those that stood there."""

    code: str
    submission: str
    name: str
    email: str | None
    phone: str | None
    consent: str
    interests: tuple[str, ...]
    extra_care: bool
    language: str
    consent_words: str
    at: datetime


def sign_up(
    *, code: str, submission: str, name: str, email: str | None, phone: str | None, consent: str, interests: Sequence[str],
    extra_care: bool, language: str, consent_words: str,
) -> Welcomed:  # fmt: skip
    """Write it all down, or nothing. Raises CodeUnknown."""
    raised = Raised(
        code,
        submission,
        name,
        email,
        phone,
        consent,
        tuple(interests),
        extra_care,
        language,
        consent_words,
        clock.now(),
    )
    [told] = sign_up_together([raised])
    if isinstance(told, Refusal):
        raise told
    return told


def sign_up_together(raised: Sequence[Raised]) -> list[Welcomed | CodeUnknown]:
    """All of them in one transaction, in the order in which they came. Of whom the code is gone meanwhile nothing is written."""
    with transaction():
        held = doors.held({each.code for each in raised})
        ids = {each.key: each.id for each in interest.offered()}
        asked = sorted({(each.consent_words, each.language) for each in raised})
        wording = {each: wordings.kept(*each) for each in asked}
        entries: dict[str, Entry] = {}
        for each in raised:
            # A form that was sent twice at once is one.
            if each.code in held and each.submission not in entries:
                said = wording[each.consent_words, each.language]
                entries[each.submission] = _entry(each, *held[each.code], ids, said)
        told = dict(zip(entries, welcome(list(entries.values())), strict=True))
    return [told.get(each.submission) or CodeUnknown() for each in raised]


def _entry(raised: Raised, code: Code, screening: Screening, ids: dict[str, str], wording_id: str) -> Entry:
    return Entry(
        submission=raised.submission, screening_id=screening.id, campaign_id=screening.campaign_id, kind=screening.kind,
        name=raised.name, email=raised.email, phone=raised.phone, consent=raised.consent,
        interests=tuple((id_, key) for key, id_ in ids.items() if key in raised.interests), language=raised.language,
        source=code.source, at=raised.at, wording_id=wording_id, extra_care=raised.extra_care,
        point_person_id=screening.point_person_id, own_hand=True,
    )  # fmt: skip
