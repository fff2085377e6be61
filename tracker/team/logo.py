"""The organisation's logo, as it publishes it: a PNG among its settings. Another picture has another mark in its address."""

import base64
import hashlib

from tracker.records import dataclass
from tracker.team import settings


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page must know before the picture comes: dots, and the mark of its address."""

    mark: str
    width: int
    height: int


def now() -> Shown | None:
    """None: there is none. The picture itself is not read."""
    kept = settings.get("logo")
    if not kept:
        return None
    mark, width, height = kept.split()
    return Shown(mark, int(width), int(height))


def png() -> bytes:
    """The picture; nothing where there is none."""
    return base64.b64decode(settings.get("logo_png"))


def put(data: bytes, width: int, height: int) -> None:
    """Inside a transaction."""
    settings.put("logo", f"{hashlib.sha256(data).hexdigest()[:12]} {width} {height}")
    settings.put("logo_png", base64.b64encode(data).decode("ascii"))


def remove() -> bool:
    """Inside a transaction. False: there was none."""
    had = bool(settings.get("logo"))
    settings.put("logo", "")
    settings.put("logo_png", "")
    return had
