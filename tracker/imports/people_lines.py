"""What a person reads about each row of a list of people: an alias at most, never a name or a contact."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.files.writing import csv_bytes
from tracker.imports import listing, people_rows
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ASIDE, KNOWN, ImportRow
from tracker.imports.lines import again
from tracker.records import dataclass
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.words import _, lazy

FATE_WORDS = {
    Fate.NEW.value: lazy("new ally"),
    KNOWN: lazy("known ally, new signup"),
    Fate.REPEAT.value: lazy("repeat"),
    Fate.SAME.value: lazy("already there"),
    Fate.DOUBTFUL.value: lazy("doubtful"),
    ASIDE: lazy("put aside"),
    Fate.REFUSED.value: lazy("refused"),
}
CONSENT_WORDS = {"yes": lazy("yes"), "no": lazy("no"), "unknown": lazy("not known")}
FLAG_WORDS = {
    people_rows.DROPPED: lazy("The e-mail address cannot be one; they are taken by their number."),
    people_rows.SUSPECT: lazy("The address may be misspelt."),
    people_rows.LETTERS: lazy("Some letters of it were read wrongly."),
    people_rows.FORMULA: lazy("A cell begins like a formula. It is kept as text."),
}
STAYED_WORDS = {
    "used": lazy("It stayed: something was done about it since."),
    "changed": lazy("The signup went; the ally stayed, for something else is known of them."),
}
# For programs: what became of a row in one word.
ACCEPTED = {
    Fate.NEW.value: "new",
    KNOWN: "new",
    Fate.REPEAT.value: "repeat",
    Fate.SAME.value: "repeat",
    Fate.DOUBTFUL.value: "waits",
}


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """One row. `ally_id` and `alias` are "" while nobody known is meant; `consent` is a key of CONSENT_WORDS or ""."""

    number: int
    fate: str
    fate_words: str
    ally_id: str
    alias: str
    screening_id: str
    film: str
    venue: str
    day: date | None
    consent: str
    reason: str
    flags: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def consent_words(self) -> str:
        return str(CONSENT_WORDS[self.consent]) if self.consent else ""


def lines_of(rows: Sequence[ImportRow]) -> list[PeopleLine]:
    """Each row as a line. Two queries."""
    aliases = dict(
        db.session.execute(select(Ally.id, Ally.alias).where(Ally.id.in_({row.ally_id for row in rows}))).all()
    )
    places = _places({row.screening_id for row in rows if row.screening_id})
    return [_line(row, row.content or {}, aliases, places) for row in rows]


def _line(
    row: ImportRow, content: dict[str, Any], aliases: dict[str, str], places: dict[str, tuple[str, str, date | None]]
) -> PeopleLine:
    film, venue, day = places.get(row.screening_id or "", ("", "", None))
    known = row.ally_id if row.ally_id in aliases else None
    flags = tuple(content.get("f", ()))
    return PeopleLine(
        row.number or 0, row.fate, str(FATE_WORDS[row.fate]), known or "", aliases.get(known or "", ""),
        row.screening_id or "", film, venue, day, _consent(content), content.get("r", ""), flags,
        tuple(_why(row, content, flags)),
    )  # fmt: skip


def _consent(content: dict[str, Any]) -> str:
    return str(content.get("c", ""))


def _why(row: ImportRow, content: dict[str, Any], flags: Sequence[str]) -> Iterator[str]:
    if "why" in content:
        yield again(content["why"])
    if row.fate == Fate.REPEAT and "same as" in content:
        yield _("Repeats row %(row)s", row=content["same as"])
    if row.fate == Fate.SAME:
        yield _("This signup is there already.")
    for channel, said in content.get("cc", ()):
        words = CONSENT_WORDS[said]
        yield _("Letters: %(said)s.", said=words) if channel == "email" else _("Calls: %(said)s.", said=words)
    yield from (str(FLAG_WORDS[flag]) for flag in flags if flag in FLAG_WORDS)
    if row.stayed:
        yield str(STAYED_WORDS[row.stayed])


def _places(screening_ids: set[str]) -> dict[str, tuple[str, str, date | None]]:
    wanted = (
        select(Screening.id, Film.title, Venue.name, Screening.day)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.id.in_(screening_ids))
    )
    return {id_: (film, venue or "", day) for id_, film, venue, day in db.session.execute(wanted)}


HEADING = (
    "row", "fate", "decision", "reason", "outcome", "ally_id", "alias", "screening_id", "film", "venue", "day", "consent",
    "flags", "why",
)  # fmt: skip


def report_of(found: Import, first: int = 1) -> bytes:
    """CSV: each row's fate, by its number among the data rows; no contact, no name, no formula. `first`: the heading's number."""
    return csv_bytes(HEADING, _told(found, first))


def _told(found: Import, first: int) -> Iterator[Sequence[str | int | date | None]]:
    for line in _every_line(found):
        outcome = ACCEPTED.get(line.fate, "rejected")
        yield (
            line.number - first, line.fate, "reject" if outcome == "rejected" else "accept", line.reason, outcome, line.ally_id,
            line.alias, line.screening_id, line.film, line.venue, line.day, line.consent, ";".join(line.flags),
            " ".join(line.why),
        )  # fmt: skip


def _every_line(found: Import) -> Iterable[PeopleLine]:
    for rows in listing.every_row(found.id):
        yield from lines_of(rows)
