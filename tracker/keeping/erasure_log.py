"""The log of erasures: a file beside the key ring that outlives the database, so that a restore brings nobody back.

Each line names an ally, an account, a request, a story or a report by id, a suppression by its fingerprint, or the house; nobody is
told by it who lacks the key ring. Lines are only added; each carries the one before in its HMAC, so that none can be changed,
taken out or put between. What a power cut left of a last line was never said, and is cut off before the next.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.keyring import KeyRing, derived
from tracker.words import lazy

try:
    import fcntl
except ImportError:  # Windows: one machine, one worker
    fcntl = None  # type: ignore[assignment]

# What a line says, and what takes it back.
GONE, BACK = "gone", "back"
NO, HEARD = "no", "heard again"
SUPPRESSED, LIFTED = "suppressed", "lifted"
DISABLED, ENABLED = "disabled", "enabled"
CLOSED, OPENED = "closed", "opened"
# A request to host, a story or a withdrawn report, which nothing fills again.
EMPTIED = "emptied"
ENDS = {BACK: GONE, HEARD: NO, LIFTED: SUPPRESSED, ENABLED: DISABLED, OPENED: CLOSED}
# Whom CLOSED and OPENED are about.
HOUSE = "house"


class LogBroken(Refusal):
    sentence = lazy(
        "The log of erasures %(path)s was changed at line %(number)s, or belongs to another key ring. Nothing was restored: "
        "with it somebody could come back who has been erased. Take an untouched copy (one lies beside each backup)."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: what happened, to whom (an id, an ally's with a channel for a "no"; a fingerprint with its kind), when, why."""

    said: str
    whom: str
    at: str
    why: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        return ENDS.get(self.said, self.said), self.whom


def key_of(ring: KeyRing) -> bytes:
    """Of the standing keys: turning the others changes nothing here."""
    return derived(ring, "suppress", "erasures").encode("ascii")


def read(path: Path, key: bytes) -> list[Line]:
    """All lines; none where there is no file. Raises LogBroken."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return [line for line, _mac in _proved(content, path, key)]


def add(path: Path, key: bytes, lines: Sequence[Line]) -> None:
    """Write lines behind the last, on the disk when this returns. One process at a time. Raises LogBroken and OSError."""
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        proved = _proved(content, path, key)
        known = standing(line for line, _mac in proved)
        mac = proved[-1][1] if proved else b""
        whole = content.rfind(b"\n") + 1
        file.seek(whole)
        file.truncate()
        for line in lines:
            # Another process of this machine may have been faster.
            if (line.subject in known) == (line.said in ENDS):
                text = json.dumps([line.said, line.whom, line.at, line.why]).encode("ascii")
                mac = _mac(key, mac, text)
                file.write(text + b"\t" + mac.hex().encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def standing(lines: Iterable[Line]) -> dict[tuple[str, str], Line]:
    """What holds in the end, by its subject; lines of several logs in the order of their moments."""
    found: dict[tuple[str, str], Line] = {}
    for line in lines:
        if line.said in ENDS:
            found.pop(line.subject, None)
        else:
            found[line.subject] = line
    return found


def _proved(content: bytes, path: Path, key: bytes) -> list[tuple[Line, bytes]]:
    found, before = [], b""
    for number, text in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
        told, _tab, mac = text.rpartition(b"\t")
        if not hmac.compare_digest(_mac(key, before, told).hex().encode("ascii"), mac):
            raise LogBroken(path=path, number=number)
        before = bytes.fromhex(mac.decode("ascii"))
        found.append((Line(*json.loads(told)), before))
    return found


def _mac(key: bytes, before: bytes, text: bytes) -> bytes:
    return hmac.new(key, before + b"\x00" + text, hashlib.sha256).digest()
