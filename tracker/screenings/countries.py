"""Countries by their two letters (ISO 3166-1), in the language in force: for lists to choose from."""

from functools import cache

from babel import Locale
from babel.core import get_global

from tracker.words import language


def names() -> list[tuple[str, str]]:
    """Code and name, by name."""
    return _names(language())


@cache
def codes() -> frozenset[str]:
    """All codes that can be chosen."""
    return frozenset(code for code, _name in _names("en"))


@cache
def _names(spoken: str) -> list[tuple[str, str]]:
    """Those with a clock of their own: what else has two letters is no place ("EU", "ZZ")."""
    territories, clocks = Locale.parse(spoken).territories, set(get_global("territory_zones"))
    found = [
        (code, name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code in clocks - {"ZZ"}
    ]
    return sorted(found, key=lambda each: (each[1].casefold(), each[0]))
