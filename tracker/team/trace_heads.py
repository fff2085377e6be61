"""Heads of the trace noted outside the database: a file in the instance folder of each machine, only ever added to.

Whoever cuts the end of the chain off in the database, its head row too, cannot make these lines fit what is left.
Each line: number, HMAC of that row, moment, what noted it, HMAC of the line.
"""

import hmac
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

from tracker import clock
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.team.trace import signed
from tracker.words import lazy

NAME = "trace-heads"
# Bytes from the end in which the last whole line is found: a line has less than 250.
TAIL = 1_000
# In passing, or right after the whole chain was found to hold.
How = Literal["noted", "verified"]
_LINE = re.compile(r"(\d{1,19}) ([0-9a-f]{64}) (\S{1,40}) (noted|verified) ([0-9a-f]{64})", re.ASCII)


class NoteChanged(Refusal):
    sentence = lazy("Line %(line)s of %(name)s, the heads noted outside the database, has been changed.")
    status = 409


@dataclass(frozen=True, slots=True)
class Noted:
    """One line."""

    number: int
    mac: bytes
    at: datetime
    how: How

    @property
    def when(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"


def read(folder: Path) -> list[Noted]:
    """All lines, the oldest first; one that a power cut left unfinished is passed over. Raises NoteChanged."""
    try:
        lines = (folder / NAME).read_text("ascii", "replace").splitlines()
    except FileNotFoundError:
        return []
    told = [_told(line, place) for place, line in enumerate(lines, 1)]
    return [each for each in told if each]


def latest(folder: Path) -> Noted | None:
    """The last line, without reading all of them. Raises NoteChanged."""
    try:
        with (folder / NAME).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().decode("ascii", "replace").splitlines()
    except FileNotFoundError:
        return None
    return next((told for line in reversed(lines) if (told := _told(line, "at the end"))), None)


def _told(line: str, place: int | str) -> Noted | None:
    """None: not whole."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        return None
    number, mac, at, how, seal = parts.groups()
    if not hmac.compare_digest(seal, _seal(f"{number} {mac} {at} {how}")):
        raise NoteChanged(line=place, name=NAME)
    return Noted(int(number), bytes.fromhex(mac), datetime.fromisoformat(at), "noted" if how == "noted" else "verified")


def write(folder: Path, number: int, mac: bytes, how: How) -> None:
    """Add a line, and wait until it is on the disk. Raises OSError."""
    text = f"{number} {mac.hex()} {clock.now().isoformat()} {how}"
    path = folder / NAME
    # A line of its own, even behind one that was never finished.
    begins = "\n" if _unfinished(path) else ""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(f"{begins}{text} {_seal(text)}\n")
        file.flush()
        os.fsync(file.fileno())


def put_away(folder: Path) -> Path | None:
    """Heads of a chain that is no longer here: where they lie now, over nothing that was put away before. None: there were none."""
    path, number = folder / NAME, 1
    if not path.exists():
        return None
    wanted = f"{NAME}.before-{clock.now():%Y-%m-%d}"
    aside = folder / wanted
    while aside.exists():
        number += 1
        aside = folder / f"{wanted}-{number}"
    path.rename(aside)
    return aside


def _unfinished(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            return file.read(1) not in (b"", b"\n")
    except FileNotFoundError:
        return False


def _seal(text: str) -> str:
    return signed(b"noted" + text.encode("ascii")).hex()
