"""A raised hand, by whatever door it came."""

from datetime import datetime

from tracker.followups.facts import Terms
from tracker.records import dataclass
from tracker.signups.signup import IN_PERSON


@dataclass(frozen=True, slots=True)
class Entry:
    """What came in: cleaned by its face, judged by nobody yet."""

    # The same twice is one signup.
    submission: str
    screening_id: str
    campaign_id: str
    # The kind of screening, for the playbook's conditions.
    kind: str
    name: str
    email: str | None
    phone: str | None
    # yes, no, unknown
    consent: str
    # Ids of interests, and their keys.
    interests: tuple[tuple[str, str], ...]
    language: str
    source: str
    at: datetime
    wording_id: str | None = None
    extra_care: bool = False
    device_at: datetime | None = None
    note: str = ""
    point_person_id: str | None = None
    # Who of the team typed it.
    account_id: str | None = None
    # They filled in our page themselves, by whatever code: also by that of a paper sheet.
    own_hand: bool = False

    # Where each channel was asked about by itself; then `consent` is "no" only if all of them say so, and "yes" if any does.
    by_channel: tuple[tuple[str, str], ...] = ()
    # The list by which it came.
    import_id: str | None = None
    # What it earns, if not all that the playbook says.
    terms: Terms | None = None

    @property
    def in_person(self) -> bool:
        """Whether somebody stood before us themselves."""
        return self.own_hand or self.source in IN_PERSON


@dataclass(frozen=True, slots=True)
class Welcomed:
    """What became of an entry. Never shown to the person: it would tell whether they were known.

    `fate`: "new", "repeat" (same ally, same screening), "replay" (same submission), or "suppressed" (nothing kept).
    """

    fate: str
    ally_id: str | None
    signup_id: str | None
    # Nobody knew them before these entries.
    ally_new: bool = False
