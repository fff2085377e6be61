"""A PostgreSQL of our own for one run of the tests: on a socket in a temporary folder, no port, not durable."""

import os
import pwd
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import run

OLDEST = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@lru_cache
def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None where none is new enough."""
    found = [Path(path).parent for name in ("initdb",) if (path := shutil.which(name))]
    for place in PLACES:
        found += Path("/").glob(place.removeprefix("/"))
    versions = {bin_: version for bin_ in found if (version := _version(bin_)) >= OLDEST}
    return max(versions, key=lambda bin_: versions[bin_], default=None)


def _version(bin_: Path) -> int:
    try:
        answer = subprocess.run([bin_ / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(m[1]) if (m := re.search(r"(\d+)", answer)) else 0


def cluster() -> Path:
    """The socket folder of the run's cluster, started on first use (1 s). Skips where there is no PostgreSQL."""
    if programs() is None:
        pytest.skip(f"PostgreSQL {OLDEST} or newer is not installed")
    return run.once("postgres", start)


def start(path: Path, listen: str = "", port: int = 5432, durable: bool = False) -> None:
    """Make and start a cluster in `path`. `listen`: a host, too. `durable`: as a house has it; otherwise without fsync, for
    nothing in it outlives the run.
    """
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        path.parent.chmod(0o711)  # PostgreSQL's own user passes through, and sees no names
        os.chown(path, _unprivileged().pw_uid, _unprivileged().pw_gid)
    _do(path, "initdb", "-D", path / "data", "-U", "house", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    quick = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    _do(
        path,
        "pg_ctl",
        "-D",
        path / "data",
        "-w",
        "-l",
        path / "log",
        "-o",
        f"-c listen_addresses={listen} -p {port} -k {path} -c max_connections=300 {quick}",
        "start",
    )


def stop(path: Path) -> None:
    """Stop the cluster in `path`, if one runs."""
    if (path / "data" / "postmaster.pid").exists():
        _do(path, "pg_ctl", "-D", path / "data", "-m", "immediate", "stop")


def resume(path: Path) -> None:
    """Start the cluster in `path` as it was started before, which was stopped or killed."""
    _do(path, "pg_ctl", "-D", path / "data", "-w", "-l", path / "log", "restart")


def _do(path: Path, program: str, *arguments: str | Path) -> None:
    bin_ = programs()
    assert bin_ is not None
    who: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses root
        who = {"user": _unprivileged().pw_uid, "group": _unprivileged().pw_gid, "extra_groups": []}
    # Not through a pipe: the server would inherit it, and reading it would wait for the server's end.
    with (run.folder() / "postgres.out").open("a+") as out:
        status = subprocess.run(
            [bin_ / program, *arguments], cwd=path, stdout=out, stderr=out, check=False, **who
        ).returncode
        if status:
            out.seek(0)
            raise RuntimeError(f"{program} failed:\n{out.read()}")


@lru_cache
def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("running as root, and there is neither a user postgres nor nobody to run PostgreSQL as")


def url(socket: Path, database: str) -> str:
    return f"postgresql+psycopg://house@/{database}?host={socket}"


def command(socket: Path, sql: str) -> None:
    """One statement that no transaction may hold, such as CREATE DATABASE."""
    with connect(socket, "postgres") as connection:
        connection.execute(sql.encode())


def connect(socket: Path, database: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(host=str(socket), user="house", dbname=database, autocommit=True)


def remember(socket: Path, database: str, name: str) -> None:
    """Keep a copy of the rows that stand in it now, for `empty` to bring back by this name."""
    with connect(socket, database) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        for table in _tables(connection):
            if connection.execute(f'SELECT 1 FROM public."{table}" LIMIT 1'.encode()).fetchone():
                connection.execute(f'CREATE TABLE {name}."{table}" AS TABLE public."{table}"'.encode())


# Of this process: the connections that empty a database for each test. A new one would cost more than the emptying.
_emptying: dict[str, "psycopg.Connection[Any]"] = {}


def empty(socket: Path, database: str, name: str) -> None:
    """As remembered by this name. 50 tables: DELETE 5 ms, TRUNCATE 68, a new copy of the template 33 and dropping it 114."""
    connection = _emptying.get(database) or _emptying.setdefault(database, connect(socket, database))
    # Who is in the middle of something is ended; idle connections wait in the pool of the application that is kept.
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'"
    )
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [name])
    kept = {table for (table,) in rows}
    # "replica" lets rows go in any order: foreign keys and triggers look away for this one transaction.
    work = ["BEGIN; SET LOCAL session_replication_role = replica"]
    for table in _tables(connection):
        work.append(f'DELETE FROM public."{table}"')
        if table in kept:
            work.append(f'INSERT INTO public."{table}" SELECT * FROM {name}."{table}"')
    connection.execute(";".join([*work, "COMMIT"]).encode())


def let_go() -> None:
    """Close what `empty` kept open."""
    while _emptying:
        _emptying.popitem()[1].close()


def _tables(connection: "psycopg.Connection[Any]") -> list[str]:
    return [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
