"""The clock that a state keeps, as a first answer for a venue whose zone nobody wrote down."""

from functools import cache
from zoneinfo import available_timezones

_STATES = {
    "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV FL IN KY MI",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI KS ND NE SD TN TX",
    "America/Denver": "CO MT NM UT WY ID",
    "America/Phoenix": "AZ", "America/Los_Angeles": "CA WA NV OR", "America/Anchorage": "AK", "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
}  # fmt: skip
ZONE_OF_STATE = {state: zone for zone, states in _STATES.items() for state in states.split()}
"""Where a state keeps two clocks, that of most of its people."""

SPLIT_STATES = frozenset("FL IN KY MI KS ND NE SD TN TX MT ID NV OR AK".split())
"""States of which a part keeps another clock: the answer is worth a second look (US DOT, 49 CFR 71)."""

STATE_NAMES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL",
    "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN",
    "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME",
    "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS",
    "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND",
    "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR",
    "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX",
    "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV",
    "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip


def state_code(region: str) -> str | None:
    """`IL` for "IL", "il" and "Illinois"; None for what is no state of the US."""
    plain = region.strip().strip(".")
    code = STATE_NAMES.get(plain.lower(), plain.upper())
    return code if code in ZONE_OF_STATE else None


def zone_of_state(region: str) -> str | None:
    """The IANA zone that most of the state keeps; None for what is no state of the US."""
    code = state_code(region)
    return ZONE_OF_STATE[code] if code else None


@cache
def known_zones() -> frozenset[str]:
    """Every IANA zone this machine knows that is named after a place, and UTC."""
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    ) | {"UTC"}
