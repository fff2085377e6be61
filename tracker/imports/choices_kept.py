"""Choices as the database keeps them, and back."""

from datetime import date, time
from typing import Any

from tracker.imports.choices import Choices, Clock, Given, Holds, Midnight, When
from tracker.imports.dates import Order
from tracker.imports.meanings import Meaning


def written(choices: Choices, film_id: str = "", sheet: str = "", given_text: str = "") -> dict[str, Any]:
    """Plain values for JSON. `film_id`: the one film of the whole file; `sheet`: of a workbook; `given_text`: the
    dates given as somebody wrote them."""
    return {
        "columns": [meaning.value for meaning in choices.columns],
        "film": choices.film, "film_id": film_id, "sheet": sheet, "given_text": given_text,
        "zone": choices.zone, "zone_first": choices.zone_first,
        "holds": choices.when.holds.value, "clock": choices.when.clock.value, "midnight": choices.when.midnight.value,
        "order": choices.when.order.value if choices.when.order else "", "minutes": choices.when.minutes,
        "given": [[one.day.isoformat(), one.clock.isoformat() if one.clock else None] for one in choices.given],
        "kind": choices.kind, "country": choices.country, "missing_words": choices.missing_words,
    }  # fmt: skip


def read(kept: dict[str, Any]) -> Choices:
    """The choices that written() wrote."""
    when = When(
        Holds(kept["holds"]), Clock(kept["clock"]), Midnight(kept["midnight"]),
        Order(kept["order"]) if kept["order"] else None, kept["minutes"],
    )  # fmt: skip
    given = tuple(Given(date.fromisoformat(day), time.fromisoformat(at) if at else None) for day, at in kept["given"])
    return Choices(
        tuple(Meaning(value) for value in kept["columns"]), kept["film"], kept["zone"], kept["zone_first"], when, given,
        kept["kind"], kept["country"], kept["missing_words"],
    )  # fmt: skip
