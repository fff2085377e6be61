"""Gettext without the web: rooms, letters and the command line speak the language that is in force here.

Strings are marked with `_`, `_n` and `lazy` and extracted by `script/words`. The English text is the key.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

LANGUAGES = {"en": "English", "ko": "한국어", "es": "Español"}
CATALOGUES = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language in force: a key of LANGUAGES."""
    return _language.get()


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Speak `wanted` inside the block; an unknown language is English."""
    token = _language.set(wanted if wanted in LANGUAGES else "en")
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(wanted: str) -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, [wanted], fallback=True)


def plain(message: str) -> str:
    """`message` in the language in force, its fields left open."""
    return _catalogue(_language.get()).gettext(message) if message else ""


def plural(one: str, many: str, n: int) -> str:
    """The plural form that `n` wants, its fields left open."""
    return _catalogue(_language.get()).ngettext(one, many, n)


def _(message: str, **fields: Any) -> str:
    """`message` in the language in force, with its %(fields)s filled in."""
    return plain(message) % fields if fields else plain(message)


def _n(one: str, many: str, n: int, **fields: Any) -> str:
    """The plural form that `n` wants; %(n)s is always there, with its thousands parted."""
    return plural(one, many, n) % {"n": parted(n), **fields}


def parted(number: float) -> str:
    """ "12,400", "12.400": as the language in force parts thousands."""
    return (
        str(number) if type(number) is int and -1000 < number < 1000 else str(format_decimal(number, locale=manner()))
    )


def percent(of_hundred: float) -> str:
    """ "48%", "6.3%": whole where whole is enough, and never all or nothing where it is not quite. The sign as CLDR has it."""
    if 0 < of_hundred < 0.1:
        return _("under %(share)s", share=_signed(0.1))
    if 99.9 < of_hundred < 100:
        return _("over %(share)s", share=_signed(99.9))
    return _signed(round(of_hundred, 1) if of_hundred < 10 or 99 < of_hundred < 100 else round(of_hundred))


def _signed(of_hundred: float) -> str:
    before, after = (each[0] for each in _around(manner()))
    return f"{before}{parted(of_hundred)}{after}"


@cache
def _around(wanted: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """What stands before and after a number of percent."""
    pattern = Locale.parse(wanted).percent_formats[None]
    return pattern.prefix, pattern.suffix


def manner() -> str:
    """Whose manner of dates and numbers: our Spanish is that of the Americas, with a clock of twelve hours."""
    return "es_419" if language() == "es" else language()


class Lazy:
    """A marked string that is translated when it is printed, not when its module is read."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __mod__(self, fields: Any) -> str:
        text: str = str(self) % fields
        return text

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)


def lazy(message: str) -> Lazy:
    """Mark `message`, translate it later."""
    return Lazy(message)
