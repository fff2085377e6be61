"""How a benchmark opens: the house that it measures, fresh each time."""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask

from tests.engines import build, close, migrate
from tracker.usecases.move_in import move_in


@contextmanager
def fresh(url: str = "", **settings: Any) -> Iterator[Flask]:
    """A house that has just moved in: SQLite in a folder that goes with it, or the empty database at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = url or f"sqlite:///{instance / 'houselights.db'}"
        # By another process, as before a server's start: what migrating takes of memory would stay with what is measured.
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            other.submit(migrate, url, instance).result()
        app = build(url, instance, **settings)
        with app.app_context():
            move_in()
        yield app
        close(app)


def number(usual: int, place: int = 1) -> int:
    """The one at this place of the command line, else the usual one."""
    return int(sys.argv[place]) if len(sys.argv) > place else usual


def url(place: int = 2) -> str:
    """The database's address at this place of the command line, else nothing: SQLite."""
    return sys.argv[place] if len(sys.argv) > place else ""
