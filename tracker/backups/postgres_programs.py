"""pg_dump and pg_restore of the server's own version: an older one cannot read it, and never a password on a command line."""

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from tracker.errors import Refusal
from tracker.words import lazy

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/opt/homebrew/opt/libpq/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# What "system" means to a program older than libpq 16, which does not know the word.
AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class ProgramMissing(Refusal):
    sentence = lazy(
        "A backup of PostgreSQL needs its own %(program)s, version %(server)s or newer, and none is on this machine. "
        "Install the client programs of PostgreSQL %(server)s (Debian: postgresql-client-%(server)s)."
    )


class ProgramFailed(Refusal):
    sentence = lazy("%(program)s ended without having done its work (status %(status)s): %(why)s")


def find(program: str, server: int) -> Path:
    """The oldest that can speak with a server of this version. Raises ProgramMissing."""
    found = [Path(path)] if (path := shutil.which(program)) else []
    for place in PLACES:
        found += [folder / program for folder in Path("/").glob(place.removeprefix("/"))]
    versions = {path: version for path in found if (version := version_of(path)) >= server}
    if not versions:
        raise ProgramMissing(program=program, server=server)
    return min(versions, key=lambda path: versions[path])


def version_of(path: Path) -> int:
    """Major version; 0 where there is no such program."""
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    return int(m[1]) if (m := re.search(r"\(PostgreSQL\) (\d+)", told)) else 0


@contextmanager
def reaching(url: URL) -> Iterator[tuple[str, dict[str, str]]]:
    """How a program reaches the database: a connection string, and an environment that names a file with the password."""
    parts: dict[str, Any] = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    password = parts.pop("password", None)
    if parts.get("sslrootcert") == "system":
        parts["sslrootcert"] = _authorities()
    with TemporaryDirectory(prefix="houselights-") as folder:
        environ = dict(os.environ)
        if password:
            file = Path(folder, "password")
            file.touch(mode=0o600)
            escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
            file.write_text(f"*:*:*:*:{escaped}\n", "utf-8")
            environ["PGPASSFILE"] = str(file)
            environ.pop("PGPASSWORD", None)
        yield make_conninfo(**parts), environ


def _authorities() -> str:
    own = ssl.get_default_verify_paths().cafile
    return next((path for path in (own, *AUTHORITIES) if path and Path(path).exists()), "system")
