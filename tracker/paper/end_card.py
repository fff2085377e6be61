"""The end card: what a cinema shows while the lights come up. Frames of DCPs, never the full container (SMPTE 428-1)."""

from typing import Any

from tracker.paper import card, code, press
from tracker.paper.card import Card
from tracker.records import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """What a projector shows of a 2K file, in pixels; `share`: of its height the code takes about so much."""

    name: str
    wide: int
    high: int
    share: float


FLAT, SCOPE = Frame("flat", 1998, 1080, 0.40), Frame("scope", 2048, 858, 0.47)
FRAMES = (FLAT, SCOPE)
# 2K, and 4K with twice as many pixels each way.
SCALES = {"2K": 1, "4K": 2}
FORMATS = ("png", "pdf")
# What stands outside of this part may be cut by masking.
SAFE = 0.8
# A code is read from ten times its own width.
REACH = 10
# Seconds at least, still.
STANDS = 30


def module(frame: Frame, modules: int) -> int:
    """Pixels of one module in the 2K file: whole ones, so that no edge is grey."""
    return max(1, round(frame.share * frame.high / modules))


def read_from(frame: Frame, link: str, screen: float) -> float:
    """How far it can be read on a screen so wide; in the unit of `screen`."""
    modules = code.modules(link)
    return REACH * screen * modules * module(frame, modules) / frame.wide


def draw(shown: Card, frame: Frame, scale: int, form: str) -> bytes:
    """One file. `form`: see FORMATS."""
    told = data(shown, frame, scale)
    return press.picture("end_card", told) if form == "png" else press.pdf("end_card", told)


def small(shown: Card, frame: Frame, wide: int) -> bytes:
    """A picture of it so many pixels wide, to look at."""
    return press.picture("end_card", data(shown, frame, 1), press.PIXEL * wide / frame.wide)


def data(shown: Card, frame: Frame, scale: int) -> dict[str, Any]:
    """As the template reads it, in pixels of the 2K file."""
    modules = code.modules(shown.link) if shown.link else 25
    box = (modules + 2 * code.QUIET) * module(frame, modules)
    left, top = round(frame.wide * (1 - SAFE) / 2 + 0.5), round(frame.high * (1 - SAFE) / 2 + 0.5)
    low = frame is SCOPE
    return {
        **card.data(shown, "a4"),
        "wide": frame.wide, "high": frame.high, "scale": scale, "box": box, "gap": 72,
        "safe": {"left": left, "top": top, "wide": frame.wide - 2 * left, "high": frame.high - 2 * top},
        "at": {"top": (frame.high - box) // 2},
        "sizes": {
            "words": 96 if low else 120, "words-high": 200 if low else 330, "other-high": 86 if low else 120,
            "between": 28 if low else 40,
        },
    }  # fmt: skip
