"""Rows of the table about the worker: a list of people, letters, a report over everybody. Each in a process of its own.

What a process takes of memory and time is its own then, and nothing of it stays in the one that measures the next.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks import floors, import_people, letters, measuring, report
from benchmarks.openings import fresh
from benchmarks.rows_desk import REPORT
from benchmarks.scene import Scene
from benchmarks.table import Goal, Row
from tests.engines import build, close
from tracker.cli import arenas
from tracker.screenings.campaign import Campaign
from tracker.store.db import db

ROWS, LETTERS = Goal(5_000, 20_000), Goal(200, 500)
MEMORY = Goal(250, 150)


def alone(deed: Callable[..., Any], *given: Any) -> Any:
    """Done by a process that does nothing else."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(deed, *given).result()


def imported(folder: Path, rows: int) -> list[Row]:
    """A list of people, from the file to the database: the look with its preview, and writing."""
    file, floor = alone(_file, folder, rows)
    look, write, most = alone(import_people.alone, file)
    return [
        Row(f"import of {rows:,} rows, look and writing", rows / (look + write), "rows/CPU-s", floor, "rows into SQLite", ROWS, more=True,
            beside=f"look {rows / look:,.0f}, writing {rows / write:,.0f}"),
        Row("memory of the process that imported", most, "MB", goal=MEMORY, beside="the application and the file in it"),
    ]  # fmt: skip


def _file(folder: Path, rows: int) -> tuple[Path, float]:
    """Made by a process of its own, which measures the floor, too: nothing of it is in the memory of the one that imports."""
    data = import_people.invented(rows, import_people.HALLS)
    plain = [tuple(row) for row in csv.reader(io.StringIO(data.decode()))]
    file = folder / "people.csv"
    file.write_bytes(data)
    return file, len(plain) / floors.many_rows(folder, plain)


def carried(some: int) -> list[Row]:
    """Letters, from the outbox to a mail server on this machine."""
    with fresh() as app, letters.mail_server() as smtp:
        told = letters.measured(app, some, smtp)
    return [
        Row(f"letters carried, {some:,}, one worker", told.carried.by_cpu, "/CPU-s", told.smtplib.by_cpu, "smtplib alone", LETTERS,
            more=True, beside=f"by the clock {told.carried.by_clock:,.0f}/s, smtplib {told.smtplib.by_clock:,.0f}/s; "
            f"written into the outbox {told.written.by_cpu:,.0f}/CPU-s"),
    ]  # fmt: skip


def reported(scene: Scene) -> tuple[str, list[Row]]:
    """Every film screening is put into one campaign, which is counted, drafted and published; the report's id."""
    url = str(scene.app.config["DATABASE_URL"])
    return alone(_reported, url, scene.folder, alone(_moved, url, scene.folder))


def _moved(url: str, folder: Path) -> str:
    """The campaign. A process of its own: a statement over all follow-ups is nothing that the house ever asks."""
    app = build(url, folder)
    with app.app_context():
        campaign = db.session.scalars(select(Campaign.id).order_by(Campaign.id)).first()
        assert campaign is not None
        db.session.remove()
    report.moved(app, campaign)
    close(app)
    return campaign


def _reported(url: str, folder: Path, campaign: str) -> tuple[str, list[Row]]:
    arenas.large_pieces_go_back()
    app = build(url, folder)
    told = report.counted_and_published(app, campaign)
    close(app)
    beside = f"{told.signups:,} signups; wall {told.wall:.0f} s"
    return told.report, [
        Row("report: every signup counted by the worker", told.count, "CPU-s", told.floor, "each row read once", beside=beside),
        Row("report: the press that asks for it", 1000 * told.ask, "CPU-ms", goal=REPORT),
        Row("report: prepared by the worker", told.prepare, "CPU-s", told.floor, "each row read once"),
        Row("memory of the process that counted", measuring.memory(os.getpid(), "VmHWM"), "MB", goal=MEMORY),
    ]  # fmt: skip


def rows(folder: Path, people: int, some: int) -> Iterator[Row]:
    """Imports, then letters."""
    yield from imported(folder, people)
    yield from alone(carried, some)
