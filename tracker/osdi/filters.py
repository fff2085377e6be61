"""`filter=field op value and field op value`: OData as far as Action Network's clients write it."""

import re
from datetime import UTC, date, datetime, time

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

OPS = ("eq", "ne", "gt", "ge", "lt", "le")
# Characters, and conditions joined by "and".
MOST, MOST_CONDITIONS = 1_000, 8

_CONDITION = re.compile(
    r"\s*(?P<field>[A-Za-z_][A-Za-z0-9_:.]*)\s+(?P<op>[A-Za-z]{2})\s+"
    r"(?:'(?P<quoted>(?:[^']|'')*)'|(?P<bare>[^\s']+))\s*(?P<and>[Aa][Nn][Dd]\s|$)"
)


class Unreadable(Refusal):
    sentence = lazy("The filter cannot be read. It looks like: modified_date gt '2026-11-01' and status eq 'x'")
    status = 400


class FieldUnknown(Refusal):
    sentence = lazy("Nothing here is filtered by “%(field)s”. What can be: %(known)s.")
    status = 400


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison, as it was written."""

    field: str
    op: str
    value: str

    @property
    def moment(self) -> datetime:
        """The value as a moment; a day alone is its midnight in UTC. Raises Unreadable."""
        return moment(self.value)


def read(text: str, known: tuple[str, ...]) -> list[Condition]:
    """The conditions of a filter; none for an empty one. Raises Unreadable and FieldUnknown."""
    text = text.strip()
    if not text:
        return []
    if len(text) > MOST or "\x00" in text:
        raise Unreadable
    found: list[Condition] = []
    at = 0
    while at < len(text):
        match = _CONDITION.match(text, at)
        if match is None or match["op"].lower() not in OPS or len(found) >= MOST_CONDITIONS:
            raise Unreadable
        if match["field"] not in known:
            raise FieldUnknown(field=match["field"][:60], known=", ".join(known))
        value = match["bare"] if match["quoted"] is None else match["quoted"].replace("''", "'")
        found.append(Condition(match["field"], match["op"].lower(), value))
        at = match.end()
        if match["and"] and at >= len(text):
            raise Unreadable
    return found


def moment(text: str) -> datetime:
    """ISO 8601 with or without time and zone (UTC then). Raises Unreadable."""
    text = text.strip()
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Unreadable from None
