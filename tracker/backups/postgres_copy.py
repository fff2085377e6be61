"""PostgreSQL: copied by its own pg_dump, from the very snapshot in which the rows were counted."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from tracker.backups.counting import UNFINISHED, NotWhole, compare
from tracker.backups.postgres_programs import ProgramFailed, find, reaching
from tracker.errors import Refusal
from tracker.words import lazy

# Its text could hold a value: of what a program says, only lines that begin so are passed on, without what it quotes.
SAID = re.compile(r"^pg_\w+: (?:error|detail|warning): ([^\"'“]{1,160})", re.MULTILINE)
# Seconds in which connections that were just closed are gone from the server's list.
GOING = 5.0
OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"""
COPY = re.compile(rb"COPY public\.\"?(\w+)\"? .*FROM stdin;\s*$")


class OthersThere(Refusal):
    sentence = lazy(
        "Others are connected to this database (%(number)s). Stop web servers and workers first, then run “restore” again."
    )


def copy(url: URL, path: Path, sealed: dict[str, list[str]]) -> tuple[dict[str, int], str, list[str], int]:
    """Counts, revision, names of seal keys, and the server's major version. Raises their refusals."""
    with reaching(url) as (conninfo, environ), _connected(conninfo, environ) as here:
        server = here.info.server_version // 10_000
        dump = find("pg_dump", server)
        here.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        [(snapshot,)] = here.execute("SELECT pg_export_snapshot()").fetchall()
        counted, revision, keys = _counts(here), _revision(here), _keys(here, sealed)
        # Made by us before it is filled: for its owner alone.
        path.touch(mode=0o600)
        told = ["--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={snapshot}"]
        _run([dump, *told, f"--file={path}", f"--dbname={conninfo}"], environ)
        here.execute("ROLLBACK")
    compare(_rows_in(path, server), counted)
    return counted, revision, keys, server


def put_in_place(path: Path, url: URL, wanted: dict[str, int]) -> Callable[[], None]:
    """In one transaction of pg_restore: all of it, or nothing. Raises OthersThere, CountsDiffer and ProgramFailed."""

    def undo() -> None:
        with reaching(url) as (conninfo, environ), _connected(conninfo, environ) as there:
            for table in _tables(there):
                there.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
            # They stand by themselves, and a second restore would meet them.
            for routine in _routines(there) - before:
                there.execute(f"DROP ROUTINE IF EXISTS {routine} CASCADE".encode())

    with reaching(url) as (conninfo, environ):
        with _connected(conninfo, environ) as there:
            _nobody_else(there)
            server = there.info.server_version // 10_000
            before = _routines(there)
            # An earlier restore that was undone, or a migration of nothing.
            there.execute("DROP TABLE IF EXISTS alembic_version")
        told = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        told += [f"--use-list={_list_without_schema(path, server)}"]
        try:
            _run([find("pg_restore", server), *told, f"--dbname={conninfo}", str(path)], environ)
        finally:
            _list_of(path).unlink(missing_ok=True)
        with _connected(conninfo, environ) as there:
            found = _counts(there)
            there.execute(UNFINISHED.encode())
    try:
        compare(found, wanted)
    except BaseException:
        undo()
        raise
    return undo


def _nobody_else(here: "psycopg.Connection[tuple[object, ...]]") -> None:
    """A web server or worker that still runs would go on with what is half there. Raises OthersThere."""
    until = time.monotonic() + GOING
    while number := here.execute(OTHERS).fetchall()[0][0]:
        if time.monotonic() >= until:
            raise OthersThere(number=number)
        time.sleep(0.1)


def _rows_in(path: Path, server: int) -> dict[str, int]:
    """Rows by table, read out of the copy itself: all of it is unpacked once. Raises NotWhole."""
    program: list[str | Path] = [find("pg_restore", server), "--file=-", path]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:  # noqa: S603
        assert reading.stdout is not None
        found = _counted(reading.stdout)
    if reading.returncode:
        raise NotWhole(why="pg_restore")
    return found


def _counted(lines: Iterable[bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    table = ""
    for line in lines:
        if table and line.rstrip(b"\r\n") == b"\\.":
            table = ""
        elif table:
            found[table] += 1
        elif m := COPY.match(line):
            table = m[1].decode("ascii")
            found[table] = 0
    return found


def _list_of(path: Path) -> Path:
    return path.with_name(path.name + ".list")


def _list_without_schema(path: Path, server: int) -> Path:
    """What is in a copy, but for the schema `public` itself, which every database has."""
    listed = _run([find("pg_restore", server), "--list", str(path)], dict(os.environ))
    kept = [line for line in listed.splitlines() if not re.search(r" (SCHEMA|COMMENT|ACL) - (SCHEMA )?public ", line)]
    _list_of(path).write_text("\n".join(kept) + "\n", "utf-8")
    return _list_of(path)


def _run(command: list[str | Path], environ: dict[str, str]) -> str:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        why = " ".join(said.strip() for said in SAID.findall(done.stderr)[:3]) or "?"
        raise ProgramFailed(program=Path(command[0]).name, status=done.returncode, why=why)
    return done.stdout


def _connected(conninfo: str, environ: dict[str, str]) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(conninfo, passfile=environ.get("PGPASSFILE", ""), autocommit=True)


def _tables(here: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    wanted = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [str(name) for (name,) in here.execute(wanted)]


def _routines(here: "psycopg.Connection[tuple[object, ...]]") -> set[str]:
    """Functions in the schema `public`, those of the trace's triggers say; as DROP names them."""
    wanted = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    return {str(name) for (name,) in here.execute(wanted)}


def _counts(here: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    found = {}
    for table in _tables(here):
        [(number,)] = here.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
        ).fetchall()
        found[table] = int(str(number))
    return found


def _revision(here: "psycopg.Connection[tuple[object, ...]]") -> str:
    [(revision,)] = here.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(revision)


def _keys(here: "psycopg.Connection[tuple[object, ...]]", sealed: dict[str, list[str]]) -> list[str]:
    found: set[str] = set()
    for table, columns in sealed.items():
        for column in columns:
            asked = sql.SQL("SELECT DISTINCT substring({0} FROM 1 FOR 4) FROM {1} WHERE {0} IS NOT NULL")
            names = here.execute(asked.format(sql.Identifier(column), sql.Identifier("public", table)))
            found.update(bytes(name).decode("ascii", "replace") for (name,) in names if isinstance(name, bytes))
    return sorted(found)
