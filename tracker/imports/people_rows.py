"""The rows of a list of people, read: who, what they said about contact, where they were, what they would do."""

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.allies.contact_points import MOST_NAME, clean_email, clean_phone, clean_text
from tracker.errors import Refusal
from tracker.files.table_rows import Row, RowKind
from tracker.files.tables import Table
from tracker.imports import people_doubts, people_words
from tracker.imports.dates import Order, Written, order_of, read_date
from tracker.imports.people_choices import PeopleChoices
from tracker.imports.people_columns import Says
from tracker.imports.people_screenings import RowRefused, Spot, Spots
from tracker.records import dataclass
from tracker.words import lazy

MOST_NOTE = 2_000
# Blank rows of which each is listed; a sheet may have a million.
MOST_BLANK = 10_000
# Different cells of a column that are remembered.
FEW = 5_000
# What is said of a row, for programs.
DROPPED, SUSPECT, LETTERS, FORMULA = "email_invalid_dropped", "email_domain_suspect", "mojibake", "formula_text"


class NoContact(RowRefused):
    sentence = lazy("It has neither an e-mail address nor a phone number that can be used.")
    reason = "no_contact"


class EmailInvalid(RowRefused):
    sentence = lazy("What stands as the e-mail address cannot be one, and there is no phone number that can be used.")
    reason = "email_invalid"


class StrayHeader(RowRefused):
    sentence = lazy("It is the heading again.")
    reason = "stray_header"


class BlankRow(RowRefused):
    sentence = lazy("There is nothing in it.")
    reason = "blank_row"


class TooManyCells(RowRefused):
    sentence = lazy(
        "It has more filled cells than the heading: a comma in it was not quoted, and every cell after it would mean something else."
    )
    reason = "too_many_cells"


class CellLonger(RowRefused):
    sentence = lazy("%(what)s: longer than %(most)s characters.")
    reason = "too_long"


NAME, NOTE = lazy("Name"), lazy("Note")


class Hand(NamedTuple):
    """One row that can be read. `consent` is about all channels, `by_channel` where each was asked about by itself."""

    number: int
    name: str
    email: str | None
    phone: str | None
    consent: str
    by_channel: tuple[tuple[str, str], ...]
    spot: Spot
    # When it was signed, if the row tells.
    signed_at: datetime | None
    interests: tuple[str, ...]
    note: str
    language: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """One row that cannot."""

    number: int
    why: RowRefused
    flags: tuple[str, ...] = ()


class _Places(NamedTuple):
    """Where a row says what."""

    name: int
    first: int
    last: int
    email: int
    phone: int
    film: int
    venue: int
    day: int
    consent: int
    by_email: int
    by_phone: int
    signed: int
    interests: int
    note: int
    language: int


# In the order of _Places.
_PLACED = (
    Says.NAME, Says.FIRST, Says.LAST, Says.EMAIL, Says.PHONE, Says.FILM, Says.VENUE, Says.DAY, Says.CONSENT, Says.BY_EMAIL,
    Says.BY_PHONE, Says.SIGNED, Says.INTERESTS, Says.NOTE, Says.LANGUAGE,
)  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Reads one table by one set of choices. `interests`: ids of ours, by key."""

    table: Table
    choices: PeopleChoices
    spots: Spots | None
    spot: Spot | None
    interests: dict[str, str]
    at: dict[Says, int] = field(init=False)
    # Columns that say something; and where each of these is among them. -1, behind the last: nobody says it, so it is empty.
    used: list[int] = field(init=False)
    of: "_Places" = field(init=False)
    order: Order | None = field(init=False)
    # What few different cells say, a thousand times each.
    # Columns in which letters may be garbled.
    watched: list[int] = field(init=False)
    answers: dict[tuple[str, str, str], tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    offers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # By cell and clock; not of those that may be read in two ways.
    moments: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = self.choices.columns[: len(self.table.header)]
        self.at = {says: place for place, says in enumerate(columns) if says is not Says.IGNORE}
        self.used = sorted(self.at.values())
        self.of = _Places(*(self.used.index(self.at[says]) if says in self.at else -1 for says in _PLACED))
        self.order = self.choices.order
        if self.order is None and Says.SIGNED in self.at:
            signed = self.at[Says.SIGNED]
            self.order = order_of(clean_text(row.cells[signed]) for row in self.table.rows)
        self.watched = [self.at[says] for says in (Says.NAME, Says.FIRST, Says.LAST, Says.NOTE) if says in self.at]

    def rows(self) -> Iterator[Hand | Unread]:
        """Every row under the heading, blank ones too, in order; the table lets go of each that was read."""
        last, blank = self.table.start, 0
        for row in self.table.rows.drained():
            for number in range(last + 1, row.number):
                blank += 1
                if blank <= MOST_BLANK:
                    yield Unread(number, BlankRow())
            last = row.number
            yield self._row(row)
        for number in range(last + 1, min(self.table.end, last + MOST_BLANK - blank) + 1):
            yield Unread(number, BlankRow())

    def _row(self, row: Row) -> Hand | Unread:
        cells = [clean_text(row.cells[place]) for place in self.used]
        cells.append("")
        flags = [FORMULA] if self._formula(row) else []
        try:
            return self._hand(row, cells, flags)
        except RowRefused as refusal:
            return Unread(row.number, refusal, tuple(flags))

    def _hand(self, row: Row, cells: list[str], flags: list[str]) -> Hand:
        if row.kind is RowKind.HEADING:
            raise StrayHeader
        if not any(cells) and not any(map(clean_text, row.cells)):
            raise BlankRow
        if row.beyond:
            raise TooManyCells
        of = self.of
        wrote, number = cells[of.email], cells[of.phone]
        email, phone = clean_email(wrote) if wrote else None, clean_phone(number) if number else None
        if email is None and wrote:
            if phone is None:
                raise EmailInvalid
            flags.append(DROPPED)
        elif email is None and phone is None:
            raise NoContact
        name = cells[of.name] or " ".join(filter(None, (cells[of.first], cells[of.last])))
        note = cells[of.note]
        if len(name) > MOST_NAME:
            raise CellLonger(what=NAME, most=MOST_NAME)
        if len(note) > MOST_NOTE:
            raise CellLonger(what=NOTE, most=MOST_NOTE)
        if self._garbled(row):
            flags.append(LETTERS)
        spot = self._spot(cells)
        consent, by_channel = self._consent(cells)
        spoken = cells[of.language]
        language = (people_words.read_language(spoken) if spoken else "") or self.choices.language
        return Hand(
            row.number, name, email, phone, consent, by_channel, spot, self._signed(cells[of.signed], spot),
            self._interests(row), note, language, tuple(flags),
        )  # fmt: skip

    def _spot(self, cells: list[str]) -> Spot:
        if self.spot is not None:
            return self.spot
        assert self.spots is not None
        of = self.of
        return self.spots.find(cells[of.film], cells[of.venue], cells[of.day], self.table.epoch)

    def _consent(self, cells: list[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Without words that they read no "yes" counts; a "no" always does."""
        key = cells[self.of.consent], cells[self.of.by_email], cells[self.of.by_phone]
        if (known := self.answers.get(key)) is None:
            known = self._read_consent(*map(self._answer, key))
            if len(self.answers) < FEW:
                self.answers[key] = known
        return known

    def _read_consent(self, all_: str, by_email: str, by_phone: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        if Says.BY_EMAIL not in self.at and Says.BY_PHONE not in self.at:
            return all_, ()
        email, phone = people_words.strongest((all_, by_email)), people_words.strongest((all_, by_phone))
        if email == phone:
            return email, ()
        return ("yes" if "yes" in (email, phone) else "unknown"), (("email", email), ("phone", phone))

    def _answer(self, cell: str) -> str:
        said = people_words.read_consent(cell)
        return "unknown" if said == "yes" and not self.choices.wording else said

    def _interests(self, row: Row) -> tuple[str, ...]:
        if (place := self.of.interests) < 0:
            return ()
        cell = row.cells[self.used[place]]
        if (known := self.offers.get(cell)) is None:
            known = self._read_interests(cell)
            if len(self.offers) < FEW:
                self.offers[cell] = known
        return known

    def _read_interests(self, cell: str) -> tuple[str, ...]:
        keys = (
            self.choices.interests.get(people_words.digest(offer), people_words.interest_of(offer, self.interests))
            for offer in people_words.offers_in(cell)
        )
        return tuple(dict.fromkeys(self.interests[key] for key in keys if key in self.interests))

    def _signed(self, cell: str, spot: Spot) -> datetime | None:
        """On the venue's own clock, unless it says another. Of two ways to read it the one nearer to the film screening."""
        if not cell:
            return None
        if (known := self.moments.get((cell, spot.zone))) is not None:
            return known
        read: list[Written] = []
        orders = (self.order,) if self.order in (Order.DAY, Order.MONTH) else (Order.MONTH, Order.DAY)
        for order in orders:
            try:
                written = read_date(cell, order, self.table.epoch)
            except Refusal:
                continue
            if written not in read:
                read.append(written)
        found = [_moment(written, spot.zone) for written in read]
        if len(found) == 1 and len(self.moments) < FEW:
            self.moments[cell, spot.zone] = found[0]
        if len(found) < 2:
            return found[0] if found else None
        return min(found, key=lambda each: abs(each - _noon(spot)) if spot.day else each - each)

    def _formula(self, row: Row) -> bool:
        begun = [at for at, cell in enumerate(row.cells) if cell and cell[0] in "=+-@"]
        phone = self.at.get(Says.PHONE, -1) if begun else -1
        return any(at != phone and people_doubts.starts_formula(row.cells[at]) for at in begun)

    def _garbled(self, row: Row) -> bool:
        return any(people_doubts.unreadable(row.cells[place]) for place in self.watched)


def _moment(written: Written, zone: str) -> datetime:
    local = datetime.combine(written.day, written.clock or time(12))
    if written.offset is not None:
        return (local - written.offset).replace(tzinfo=UTC)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _noon(spot: Spot) -> datetime:
    return datetime.combine(spot.day or date.min, time(12), ZoneInfo(spot.zone)).astimezone(UTC)


def raised_at(hand: Hand, now: datetime) -> datetime:
    """When a hand was raised: as the row tells, else on the day of the film screening; never in the future."""
    if hand.signed_at is not None:
        return min(hand.signed_at, now)
    if hand.spot.starts_at is not None:
        return min(hand.spot.starts_at, now)
    return min(_noon(hand.spot), now) if hand.spot.day else now
