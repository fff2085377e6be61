"""Heads of the trace noted outside the database: a file in the instance folder of each machine, only ever added to.

Whoever cuts the end of the chain off in the database, its head row too, cannot make these lines fit what is left.
Each line: number, HMAC of that row, moment, what noted it, HMAC of the line.
"""

import hmac
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from tracker import clock
from tracker.errors import Refusal
from tracker.team.trace import signed
from tracker.words import lazy

NAME = "trace-heads"
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
    found = []
    for place, line in enumerate(lines, 1):
        parts = _LINE.fullmatch(line)
        if parts is None:
            continue
        number, mac, at, how, seal = parts.groups()
        if not hmac.compare_digest(seal, _seal(f"{number} {mac} {at} {how}")):
            raise NoteChanged(line=place, name=NAME)
        found.append(
            Noted(
                int(number), bytes.fromhex(mac), datetime.fromisoformat(at), "noted" if how == "noted" else "verified"
            )
        )
    return found


def write(folder: Path, number: int, mac: bytes, how: How) -> None:
    """Add a line, and wait until it is on the disk. Raises OSError."""
    text = f"{number} {mac.hex()} {clock.now().isoformat()} {how}"
    path = folder / NAME
    # A line of its own, even behind one that was never finished.
    begins = "" if not path.exists() or path.read_bytes()[-1:] in (b"", b"\n") else "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(f"{begins}{text} {_seal(text)}\n")
        file.flush()
        os.fsync(file.fileno())


def _seal(text: str) -> str:
    return signed(b"noted" + text.encode("ascii")).hex()
