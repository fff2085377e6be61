"""How the house looks and speaks: its colours, its logo, the languages it offers. On every page, and so kept for half a minute.

Read beside the page's own work: a page that tells that the database does not answer still has colours.
"""

import time
from collections.abc import Iterator, Mapping

from flask import current_app, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tracker import words
from tracker.records import dataclass
from tracker.store.db import db
from tracker.team.settings import DEFAULTS, Setting

KEPT_SECONDS = 30.0
NAMES = ("colours", "languages", "logo")
# Where the team is at home, and reads in any language that we have.
OF_THE_TEAM = ("desk.", "account.")
_PLACE = "houselights_dress"


@dataclass(frozen=True, slots=True)
class Dress:
    """As settings hold them; `until`: seconds of the machine's own clock."""

    colours: str
    languages: tuple[str, ...]
    logo: str
    until: float


def dress() -> Dress:
    """As it was half a minute ago at most."""
    kept: Dress | None = current_app.extensions.get(_PLACE)
    if kept is None or kept.until < time.monotonic():
        kept = current_app.extensions[_PLACE] = _read(kept)
    return kept


def change() -> None:
    """In this process it is read anew at once."""
    current_app.extensions.pop(_PLACE, None)


class Offered(Mapping[str, str]):
    """Languages by their code, as templates list them: those offered to supporters, or all for the team."""

    def __getitem__(self, code: str) -> str:
        return words.LANGUAGES[code]

    def __iter__(self) -> Iterator[str]:
        if (request.endpoint or "").startswith(OF_THE_TEAM):
            return iter(words.LANGUAGES)
        return iter(dress().languages)

    def __len__(self) -> int:
        return sum(1 for _code in self)

    def __contains__(self, code: object) -> bool:
        return code in tuple(self)


def _read(before: Dress | None) -> Dress:
    told = dict(DEFAULTS)
    try:
        with db.engine.connect() as line:
            rows = line.execute(select(Setting.name, Setting.value).where(Setting.name.in_(NAMES)))
            told |= dict(rows.all())
    except SQLAlchemyError:
        if before is not None:
            return before
    known = tuple(code for code in words.LANGUAGES if code in told["languages"].split(",")) or ("en",)
    return Dress(told["colours"], known, told["logo"], time.monotonic() + KEPT_SECONDS)
