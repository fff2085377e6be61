"""The file of the key ring: written whole or not at all, and what is taken out of it overwritten.

Overwriting reaches the bytes of a plain file on a plain disk. It does not reach what a copying file system, a snapshot, a
disk that spreads its wear, or a copy of the file keep: see docs/decisions/0010-keys.md.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

Content = dict[str, Any]
# Which file it is, how long, and when it was written (nanoseconds).
Stamp = tuple[int, int, int]
UNKNOWN: Stamp = (0, 0, 0)


def stamp(path: Path) -> Stamp:
    """Changes whenever the file does. UNKNOWN: it is not there."""
    try:
        told = path.stat()
    except OSError:
        return UNKNOWN
    return told.st_ino, told.st_size, told.st_mtime_ns


def read(path: Path) -> str:
    """What is in it. Read once more when it was put in place of another meanwhile. Raises OSError."""
    for _ in range(3):
        before = stamp(path)
        text = path.read_text(encoding="ascii", errors="replace")
        if stamp(path) == before:
            break
    return text


def create(path: Path, keys: Mapping[str, list[dict[str, str]]]) -> None:
    """A new file that only its owner may read. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump({"houselights_key_ring": 1, **keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def add(path: Path, purpose: str, key: dict[str, str]) -> None:
    """Put one key more behind the others. Raises OSError."""

    def with_key(content: Content) -> Content:
        return {**content, purpose: [*content[purpose], key]}

    _change(path, with_key)


def destroy(path: Path, names: Mapping[str, frozenset[str]]) -> None:
    """Take keys out, by purpose and name, and overwrite the file as it was. Raises OSError."""

    def without(content: Content) -> Content:
        gone = {purpose: names.get(purpose, frozenset()) for purpose in content}
        return {
            purpose: [key for key in keys if key["name"] not in gone[purpose]] if isinstance(keys, list) else keys
            for purpose, keys in content.items()
        }

    with path.open("r+b") as before:
        if _change(path, without):
            _overwrite(before.fileno())


def _change(path: Path, change: Callable[[Content], Content]) -> bool:
    """False: there was nothing to change. One process at a time; whoever reads meanwhile reads the old or the new."""
    with _alone(path.parent):
        before: Content = json.loads(path.read_text(encoding="ascii"))
        after = change(before)
        if after == before:
            return False
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        told = path.stat()
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                json.dump(after, file, indent=1)
                file.flush()
                os.fchmod(file.fileno(), told.st_mode & 0o777)
                with suppress(PermissionError):
                    os.fchown(file.fileno(), told.st_uid, told.st_gid)
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        return True


def _overwrite(file: int) -> None:
    length = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, secrets.token_bytes(length))
    os.fsync(file)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else on this machine changes the ring; and the change itself is on the disk when it is over."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)
