"""The synthetic list of signups, its film screenings, and what its truth files say must come of each row."""

import csv
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from flask import Flask

from tests import world
from tracker.allies.ally import Ally
from tracker.store.db import db

DATA = Path(__file__).parent.parent / "data"
SAMPLE, SCREENINGS = DATA / "signups_sample.csv", DATA / "screenings_sample.csv"
CAMPAIGN = "The two-day event"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def truth() -> list[dict[str, str]]:
    """What each row of the sample must come to, in file order."""
    return read("signups_truth.csv")


def move_in(app: Flask) -> None:
    """A house with the film screenings of the sample, beside noise."""
    with app.app_context():
        world.one_screening()
    add_screenings(app)


def add_screenings(app: Flask) -> None:
    """The film screenings of the sample alone."""
    answer = app.test_cli_runner().invoke(
        args=[
            "screenings",
            "import",
            str(SCREENINGS),
            "--yes",
            "--campaign",
            CAMPAIGN,
            "--zone",
            "America/Chicago",
            "--holds",
            "days",
        ]
    )
    assert answer.exit_code == 0, answer.output


def bring(app: Flask, file: Path, report: Path, *more: str) -> list[dict[str, str]]:
    """`flask people import FILE --report OUT.csv`, and the report."""
    answer = app.test_cli_runner().invoke(
        args=["people", "import", str(file), "--report", str(report), *more], catch_exceptions=False
    )
    assert answer.exit_code == 0, answer.output
    with report.open(encoding="utf-8-sig", newline="") as read_again:
        return list(csv.DictReader(read_again))


def shuffled(seed: int, folder: Path) -> tuple[Path, list[int]]:
    """The sample's rows in another order, and which row of it each was (from 1)."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    order = list(range(1, len(rows) + 1))
    random.Random(seed).shuffle(order)  # noqa: S311
    path = folder / f"shuffled_{seed}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(rows[n - 1] for n in order)])
    return path, order


def keys_of_screenings(told: list[dict[str, str]], rows: list[dict[str, str]]) -> dict[str, set[str]]:
    """By the truth's key: the ids that the report gave."""
    found: dict[str, set[str]] = defaultdict(set)
    for line, row in zip(told, rows, strict=True):
        if row["decision"] == "accept":
            found[row["screening_key"]].add(line["screening_id"])
    return found


def consents(app: Flask) -> dict[str, dict[str, Any]]:
    """Of each ally: what is held of them, and where consent stands over both channels."""
    with app.app_context():
        return {
            ally.id: {**(ally.contact or {}), "consent": _over(ally.email_consent, ally.phone_consent)}
            for ally in db.session.query(Ally)
        }


def _over(*answers: str) -> str:
    return "no" if "no" in answers else "yes" if "yes" in answers else "unknown"
