"""What the columns of a list of gifts or signatures mean, guessed from their headings, and what its actions come to."""

import hashlib
from enum import StrEnum

from tracker.files.tables import Table
from tracker.imports import headings
from tracker.imports.cells import clean
from tracker.words import Lazy, lazy


class Told(StrEnum):
    """What a column tells."""

    IGNORE = "ignore"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    FIRST = "first name"
    LAST = "last name"
    ACTION = "action"
    DAY = "day"
    AMOUNT = "amount"
    CURRENCY = "currency"


LABELS: dict[Told, Lazy] = {
    Told.IGNORE: lazy("leave it out"), Told.EMAIL: lazy("E-mail address"), Told.PHONE: lazy("Phone number"),
    Told.NAME: lazy("Whole name"), Told.FIRST: lazy("First name"), Told.LAST: lazy("Family name"),
    Told.ACTION: lazy("What they did"), Told.DAY: lazy("When they did it"), Told.AMOUNT: lazy("Amount"),
    Told.CURRENCY: lazy("Currency"),
}  # fmt: skip

SPELLINGS = {
    Told.EMAIL: (
        "email|e mail|email address|e mail address|donor email|supporter email|buyer email|이메일|이메일 주소|correo|"
        "correo electrónico|correo electronico"
    ),
    Told.PHONE: (
        "phone|phone number|mobile|mobile number|mobile phone|cell|cell phone|can2 phone|telephone|전화|전화번호|휴대폰|휴대전화|"
        "teléfono|telefono|móvil"
    ),
    Told.FIRST: "first name|given name|firstname|buyer first name|nombre de pila",
    Told.LAST: "last name|surname|family name|lastname|buyer last name|apellido|apellidos",
    Told.NAME: "name|full name|donor name|donor|supporter|supporter name|이름|성명|nombre|nombre completo",
    Told.ACTION: (
        "action|action type|action name|action title|activity|form|form title|petition|petition title|page|type|kind|행동|활동|종류|"
        "acción|accion|tipo"
    ),
    Told.DAY: (
        "date|action date|gift date|donation date|date received|received|signed at|date signed|order date|created|created at|"
        "create date|created date|signup created time|timestamp|submitted|submitted at|time|날짜|일자|타임스탬프|fecha|marca temporal"
    ),
    Told.AMOUNT: (
        "amount|gift amount|donation amount|amount given|total|total paid|amount paid|donation|gift|금액|후원금|기부금|monto|importe|"
        "cantidad|donativo"
    ),
    Told.CURRENCY: "currency|currency code|통화|moneda|divisa",
}  # fmt: skip
"""Headings in English, Korean and Spanish; those of Action Network, Mobilize, Eventbrite and Google Forms among them."""

_RANKED = headings.ranked(SPELLINGS)

# Pieces of words by which an action tells its outcome; the first that fits decides.
PIECES = (
    ("gave", "donat donor gift contribut gave give pledge 후원 기부 donaci donativ donó"),
    ("wants to host", "host 주최 anfitri"),
    ("brought others", "brought bring refer recruit invit friend 초대 추천 amig"),
    (
        "done",
        "petition sign letter call wrote write advoca volunteer done action 서명 청원 편지 peticion petición firm carta",
    ),
)

MOST_ACTIONS = 40


def guess(table: Table) -> list[Told]:
    """One meaning a column; none twice: the likelier heading wins, then the column further left."""
    return headings.guess(table.header, _RANKED, Told.IGNORE)


def actions_in(table: Table, columns: list[Told]) -> list[str]:
    """The different words in the column of actions, as written first; at most MOST_ACTIONS."""
    if Told.ACTION not in columns:
        return []
    at, seen = columns.index(Told.ACTION), dict[str, str]()
    for row in table.rows:
        if word := clean(row.cells[at])[:100]:
            seen.setdefault(digest(word), word)
            if len(seen) == MOST_ACTIONS:
                break
    return list(seen.values())


def digest(action: str) -> str:
    """By which choices know an action: somebody may take a column of names for one of actions."""
    return hashlib.sha256(clean(action)[:100].casefold().encode("utf-8", "replace")).hexdigest()[:16]


def outcome_of(action: str) -> str:
    """The outcome that an action's words sound like; "" for none."""
    plain = action.casefold()
    return next((outcome for outcome, pieces in PIECES if any(piece in plain for piece in pieces.split())), "")
