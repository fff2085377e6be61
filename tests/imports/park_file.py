"""The park district's file, the choices a person makes for it, and copies of it that somebody changed."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracker.files.tables import read_table
from tracker.imports import choices_kept
from tracker.imports.choices import Choices, Clock, Holds, Midnight, When
from tracker.imports.columns import guess_columns

FILE = Path(__file__).parents[1] / "data" / "chicago_movies_in_the_parks_2014_2019.csv"
DOUBTFUL_VENUES = {"Austin Town Hall", "Hadiya Pendleton Park", "Heritage Green", "Northerly Island"}


def choices(**more: Any) -> dict[str, Any]:
    """Ends, the venue's midnight for days, a zone for rows without a state."""
    table = read_table(FILE.read_bytes(), FILE.name)
    columns = tuple(guess.meaning for guess in guess_columns(table))
    made = Choices(columns, zone="America/Chicago", when=When(Holds.ENDS, Clock.STATED, Midnight.VENUE))
    return {**choices_kept.written(made), **more}


def copy(change: Callable[[int, dict[str, str]], dict[str, str] | None]) -> bytes:
    """The file with each row as `change(number, row)` gives it; None leaves it out."""
    rows = list(csv.DictReader(io.StringIO(FILE.read_text("utf-8"))))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(changed for number, row in enumerate(rows, 2) if (changed := change(number, row)) is not None)
    return out.getvalue().encode("utf-8")
