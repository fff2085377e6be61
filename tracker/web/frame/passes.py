"""Passes: small signed, dated payloads for whoever has no session. Kept nowhere; what they say can be read by anyone who
has one, so it must tell nothing about a person.
"""

import hmac
from datetime import UTC, datetime

from tracker import clock
from tracker.errors import Refusal
from tracker.store.ids import spell
from tracker.store.keyring import Key, ring
from tracker.store.links import LinkUnknown
from tracker.words import lazy

# Characters of the proof, five bits each: 130 bits.
MARK = 26


class PassOver(Refusal):
    sentence = lazy("This page was open for too long. What was done stays done.")
    status = 410


def give(use: str, *said: str) -> str:
    """A pass for `use` that says these words (letters, digits, "-" and "_"), dated now."""
    text = ".".join([f"{int(clock.now().timestamp()):x}", *said])
    return f"{text}.{_mark(ring().newest('link'), use, text)}"


def read(use: str, token: str, good_for: int) -> list[str]:
    """What a pass for `use` says, within `good_for` seconds. Raises LinkUnknown for none of ours, PassOver for an old one."""
    text, _, mark = token.rpartition(".")
    if not token.isascii() or not any(hmac.compare_digest(mark, _mark(key, use, text)) for key in ring().all("link")):
        raise LinkUnknown
    made, *said = text.split(".")
    if not 0 <= clock.now().timestamp() - int(made, 16) <= good_for:
        raise PassOver
    return said


def given_at(token: str) -> datetime:
    """When a pass that read() has let through was given, to the second."""
    return datetime.fromtimestamp(int(token.partition(".")[0], 16), UTC)


def _mark(key: Key, use: str, text: str) -> str:
    digest = hmac.digest(key.secret, f"pass\x00{use}\x00{text}".encode("ascii"), "sha256")
    return spell(int.from_bytes(digest, "big") >> (256 - 5 * MARK), MARK)
