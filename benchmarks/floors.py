"""What nothing could be quicker than, measured beside what is measured: one row to a commit, on SQLite and on PostgreSQL."""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests import postgres, run

TABLE = "CREATE TABLE floor (id TEXT PRIMARY KEY, words TEXT NOT NULL)"
# About what an ally's sealed contact takes.
WORDS = "x" * 200


def sqlite_commits(folder: Path, seconds: float) -> float:
    """Rows a second, each in a transaction of its own, synchronous=FULL in a write-ahead log; on the disk of `folder`."""
    path = folder / f"floor-{secrets.token_hex(4)}.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as line:
        line.execute("PRAGMA journal_mode=WAL")
        line.execute("PRAGMA synchronous=FULL")
        line.execute(TABLE)
        count, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < seconds:
            line.execute("INSERT INTO floor VALUES (?, ?)", (secrets.token_hex(8), WORDS))
            count += 1
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    return count / took


def postgres_commits(socket: Path, seconds: float, clients: int) -> float:
    """Rows a second by pgbench, each in a transaction of its own; on the cluster at `socket`."""
    with postgres.connect(socket, "postgres") as line:
        line.execute("DROP TABLE IF EXISTS floor")
        line.execute(TABLE)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO floor VALUES (gen_random_uuid()::text, '{WORDS}');\n")  # noqa: S608 (words of our own)
        script.flush()
        told = subprocess.run(
            [_pgbench(), "-n", "-h", socket, "-U", "house", "-c", str(clients), "-j", "2",
             "-T", str(max(1, round(seconds))), "-f", script.name, "postgres"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", told)
    assert found, told
    return float(found[1])


def _pgbench() -> Path:
    """Beside the server, else of whichever version has one: some packages leave it out."""
    places = [path for path in (postgres.programs(), Path(shutil.which("pgbench") or "/").parent) if path]
    places += [path for place in postgres.PLACES for path in Path("/").glob(place.removeprefix("/"))]
    found = next((path / "pgbench" for path in places if (path / "pgbench").exists()), None)
    if found is None:
        raise SystemExit("pgbench is not installed: the floor of PostgreSQL is measured by it")
    return found


def many_rows(folder: Path, rows: list[tuple[str, ...]]) -> float:
    """Seconds of processor time to put a list into one table of SQLite, in one transaction, past everything."""
    path = folder / f"floor-{secrets.token_hex(4)}.db"
    columns = ", ".join(f"c{n} TEXT" for n in range(len(rows[0])))
    marks = ", ".join("?" * len(rows[0]))
    with closing(sqlite3.connect(path)) as line:
        line.execute(f"CREATE TABLE floor ({columns})")
        used = time.process_time()
        line.executemany(f"INSERT INTO floor VALUES ({marks})", rows)  # noqa: S608
        line.commit()
        took = time.process_time() - used
    path.unlink()
    return took


@contextmanager
def cluster() -> Iterator[tuple[Path, int]]:
    """A PostgreSQL of the run's own that keeps what it has promised, on the disk: its socket's folder and its process."""
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        os.environ[run.FOLDER] = folder
        path = Path(folder) / "pg"
        postgres.start(path, durable=True)
        try:
            yield path, int((path / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        finally:
            postgres.stop(path)
            del os.environ[run.FOLDER]
