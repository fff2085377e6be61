"""The rows of a list of gifts or signatures, read: who, what they did, when, and how much it was."""

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import date, timedelta
from typing import Any

from tracker import clock
from tracker.allies.contact_points import clean_email, clean_phone
from tracker.allies.recognise import Person
from tracker.errors import Refusal
from tracker.files.table_rows import Row, RowKind
from tracker.files.tables import Table
from tracker.followups.money import CURRENCIES, AmountUnclear, CurrencyUnknown, smallest_units
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.recording import MOST_VALUE, GiftAbsurd, GiftUnsaid
from tracker.imports.cells import clean, is_missing
from tracker.imports.dates import Order, order_of, read_date
from tracker.imports.outcome_columns import Told, digest, outcome_of
from tracker.records import dataclass
from tracker.words import lazy

# What another system can tell of.
TELLABLE = ("gave", "done", "wants to host", "brought others")

_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "￦": "KRW", "원": "KRW", "¥": "JPY"}
_AMOUNT = re.compile(r"(?P<before>[^\d.,\s()+-]{0,4})\s*(?P<number>[\d.,]+)\s*(?P<after>[^\d.,\s()+-]{0,4})")
_CENTS = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)\.(\d{2})0+")


class ContactMissing(Refusal):
    sentence = lazy("No way to tell who it was: it needs an e-mail address, or a phone number and a name.")


class DayMissing(Refusal):
    sentence = lazy("It does not say when.")


class DayToCome(Refusal):
    sentence = lazy("That day has not come yet.")


class ActionUnknown(Refusal):
    sentence = lazy("What they did is not among the actions that mean something here.")


class SecondHeading(Refusal):
    sentence = lazy("It is the heading again.")


@dataclass(frozen=True, slots=True)
class OutcomeChoices:
    """What is decided for one file. `outcome`: that of every row without an action column; `actions`: by digest."""

    columns: tuple[Told, ...]
    outcome: str = "gave"
    actions: dict[str, str] = field(default_factory=dict)
    currency: str = "USD"
    order: Order | None = None
    sheet: str = ""

    def written(self) -> dict[str, Any]:
        """For JSON; without a word of the file's own."""
        return {
            "columns": [told.value for told in self.columns], "outcome": self.outcome, "actions": self.actions,
            "currency": self.currency, "order": self.order.value if self.order else "", "sheet": self.sheet,
        }  # fmt: skip


def choices_read(kept: dict[str, Any]) -> OutcomeChoices:
    """What written() wrote."""
    order = Order(kept["order"]) if kept["order"] else None
    columns = tuple(Told(value) for value in kept["columns"])
    return OutcomeChoices(columns, kept["outcome"], kept["actions"], kept["currency"], order, kept["sheet"])


@dataclass(frozen=True, slots=True)
class Deed:
    """One row that can be read. `value` in the currency's smallest unit."""

    number: int
    person: Person
    outcome: str
    day: date
    value: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """One row that cannot."""

    number: int
    why: Refusal


def read_deeds(table: Table, choices: OutcomeChoices) -> Iterator[Deed | Unread]:
    """Each row, in order."""
    at: dict[Told, int] = {
        told: place for place, told in enumerate(choices.columns[: len(table.header)]) if told is not Told.IGNORE
    }
    order = choices.order
    if order is None and Told.DAY in at:
        order = order_of(clean(row.cells[at[Told.DAY]]) for row in table.rows)
    for row in table.rows:
        cells: dict[Told, str] = {
            told: text for told, place in at.items() if not is_missing(text := clean(row.cells[place]))
        }
        try:
            yield _deed(row, cells, choices, order, table)
        except Refusal as refusal:
            yield Unread(row.number, refusal)


def _deed(row: Row, cells: dict[Told, str], choices: OutcomeChoices, order: Order | None, table: Table) -> Deed:
    if row.kind is RowKind.HEADING:
        raise SecondHeading
    person = _person(cells, row.number)
    outcome = _outcome(cells, choices)
    if Told.DAY not in cells:
        raise DayMissing
    day = read_date(cells[Told.DAY], order, table.epoch).day
    if day > (clock.now() + timedelta(hours=14)).date():
        raise DayToCome
    if OUTCOMES[outcome].asks != "gift":
        return Deed(row.number, person, outcome, day)
    value, currency = _gift(cells, choices.currency)
    return Deed(row.number, person, outcome, day, value, currency)


def _person(cells: dict[Told, str], number: int) -> Person:
    name = cells.get(Told.NAME) or " ".join(filter(None, (cells.get(Told.FIRST), cells.get(Told.LAST))))
    email, phone = clean_email(cells.get(Told.EMAIL, "")), clean_phone(cells.get(Told.PHONE, ""))
    if not email and not (phone and name):
        raise ContactMissing
    return Person(str(number), name[:200], email, phone if name else None)


def _outcome(cells: dict[Told, str], choices: OutcomeChoices) -> str:
    if Told.ACTION not in choices.columns:
        return choices.outcome
    action = cells.get(Told.ACTION, "")
    found = choices.actions.get(digest(action), outcome_of(action)) if action else ""
    if found not in TELLABLE:
        raise ActionUnknown
    return found


def _gift(cells: dict[Told, str], default: str) -> tuple[int, str]:
    """Raises GiftUnsaid, GiftAbsurd, AmountUnclear, NoSuchCoin, CurrencyUnknown."""
    if Told.AMOUNT not in cells:
        raise GiftUnsaid
    found = _AMOUNT.fullmatch(cells[Told.AMOUNT])
    if found is None:
        raise AmountUnclear
    currency = default
    for sign in (cells.get(Told.CURRENCY, ""), found["before"], found["after"]):
        if sign:
            currency = _SIGNS.get(sign, sign.upper())
            break
    if currency not in CURRENCIES:
        raise CurrencyUnknown
    # Some programs write "50.0000".
    value = smallest_units(_CENTS.sub(r"\1.\2", found["number"]), currency)
    if not 0 < value <= MOST_VALUE:
        raise GiftAbsurd
    return value, currency
