"""What a list of allies may be narrowed to, as an address or a saved list says it. Whom that means: matching.py."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date

from tracker.followups.outcomes import OUTCOMES
from tracker.records import dataclass
from tracker.screenings.code import SOURCES
from tracker.screenings.screening import KINDS, STANDING
from tracker.store.rows import is_id
from tracker.words import LANGUAGES

# At a film screening with a day; or one of the two that are apart in every number.
WHERES = ("screening", *STANDING)
CONSENTED = ("any", "email", "phone", "both", "no", "no email", "no phone", "unknown")
FOLLOWED = ("open", "late", "closed", "none", *OUTCOMES)
NOBODY = "nobody"
CARES = ("yes", "no")
MOST_DAYS, MOST_PLACE = 3650, 100


@dataclass(frozen=True, slots=True)
class Filters:
    """ "" leaves it open. Ids, days, and words of no person: it may stand in an address."""

    campaign: str = ""
    screening: str = ""
    where: str = ""
    kind: str = ""
    source: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    # Signed up from this day on, until the end of that (ISO, UTC).
    since: str = ""
    until: str = ""
    interest: str = ""
    # The import that brought them, or told of them.
    brought: str = ""
    consent: str = ""
    language: str = ""
    rung: str = ""
    tag: str = ""
    # Account id, or NOBODY.
    person: str = ""
    followed: str = ""
    # Days.
    reached: str = ""
    unreached: str = ""
    # For who may see them.
    care: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def said(self) -> dict[str, str]:
        """What is set, as an address carries it and `read()` reads it."""
        return {name: value for name, value in asdict(self).items() if value}

    def tells(self) -> bool:
        """Whether to be on such a list says more of somebody than where they raised a hand."""
        return bool(replace(self, campaign="", screening="", where="", kind="", country="", region="", city=""))


_IDS = ("campaign", "screening", "interest", "rung", "tag", "brought")
_AMONG = {
    "where": WHERES, "kind": KINDS, "source": SOURCES, "consent": CONSENTED, "language": LANGUAGES, "followed": FOLLOWED,
    "care": CARES,
}  # fmt: skip
# Narrows to nobody: what was asked for is not there.
NONE = "-"


def read(asked: Mapping[str, str]) -> Filters:
    """What an address or a saved list asks for. An id that cannot be one narrows to nobody; other nonsense is left open."""
    told: dict[str, str] = {}
    for each in fields(Filters):
        value = asked.get(each.name, "").strip()
        if value:
            told[each.name] = _read(each.name, value)
    return Filters(**told)


def _read(name: str, value: str) -> str:
    if name in _IDS or name == "person":
        return value if is_id(value) or (name == "person" and value == NOBODY) else NONE
    if name in _AMONG:
        return value if value in _AMONG[name] else ""
    if name in ("reached", "unreached"):
        return str(int(value)) if value.isascii() and value.isdigit() and 0 < int(value[:5]) <= MOST_DAYS else ""
    if name in ("since", "until"):
        return value if day_of(value) else ""
    return value[:MOST_PLACE] if value.isprintable() else ""


def day_of(text: str) -> date | None:
    """A day as a browser writes it; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
