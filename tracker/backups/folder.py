"""The folder of backups: their names, which is the newest, and which have been kept long enough.

Only files that say in their first line that they are ours are ever removed; whatever else lies there stays.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker.backups.envelope import NotOurs, head_of
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

BACKUP = "backup"
ENDING = ".houselights"
# A file that is still being made: a kill leaves it, the next backup sweeps it out.
UNFINISHED = ".unfinished-"
ERASURES = "erasures.log"
LOCK = ".lock"

try:
    import fcntl
except ImportError:  # Windows: one machine, one worker
    fcntl = None  # type: ignore[assignment]


class FolderUnfit(Refusal):
    sentence = lazy("%(path)s cannot be written to (%(why)s). Name a folder that this account may write to.")


class AtWork(Refusal):
    sentence = lazy("Another backup is just being made there. Wait for it, then look again.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the folder."""

    path: Path
    made: datetime


def name_of(made: datetime, word: str) -> str:
    """By its moment in UTC; `word` keeps two of one second apart."""
    return f"houselights-{made.astimezone(UTC):%Y%m%dT%H%M%SZ}-{word}{ENDING}"


def listed(folder: Path) -> list[Kept]:
    """Backups of ours, the newest first."""
    found = [kept for path in folder.glob(f"*{ENDING}") if (kept := _known(path))]
    return sorted(found, key=lambda kept: (kept.made, kept.path.name), reverse=True)


def outlived(folder: Path, now: datetime, days: int) -> list[Path]:
    """Those older than `days`; never the newest."""
    return [kept.path for kept in listed(folder)[1:] if kept.made < now - timedelta(days=days)]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder, and what a kill left of another is swept out. Raises FolderUnfit and AtWork."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise FolderUnfit(path=folder, why=error.strerror) from None
    try:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AtWork from None
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(lock)


def keep(unfinished: Path, path: Path) -> None:
    """Under its own name, on the disk for good."""
    unfinished.replace(path)
    with suppress(OSError):  # not every system opens a folder
        number = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _known(path: Path) -> Kept | None:
    try:
        with path.open("rb") as file:
            head, _line = head_of(file)
        made = datetime.fromisoformat(head.made_at)
    except (OSError, NotOurs, ValueError):
        return None
    return Kept(path, made) if head.what == BACKUP and made.tzinfo else None
