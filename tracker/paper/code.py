"""A code as it is printed: the square that phones read, and the short address for who types."""

from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit

import segno

# Modules of white around it: less, and some phones do not find it (ISO/IEC 18004).
QUIET = 4


def link(base_url: str, code: str, of: str = "s") -> str:
    """What the square says. In capitals where that is the same address: letters of one case make fewer, larger modules.

    `of`: "s" for a film screening, "c" for a campaign.
    """
    return f"{base_url}/{of}/{code}" if urlsplit(base_url).path.strip("/") else f"{base_url}/{of}/{code}".upper()


def address(base_url: str, code: str) -> str:
    """What people type: "allies.example.org/TEMO-RIKW"."""
    parts = urlsplit(base_url)
    return f"{parts.netloc}{parts.path.rstrip('/')}/{code[:4].upper()}-{code[4:].upper()}"


def modules(said: str) -> int:
    """How many modules its square has on a side, without the quiet zone."""
    return int(_square(said).symbol_size(border=0)[0])


def svg(said: str, border: int = QUIET) -> str:
    """The square, one unit a module, dark on white, its quiet zone with it."""
    drawn = BytesIO()
    _square(said).save(
        drawn, kind="svg", border=border, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True
    )
    return drawn.getvalue().decode("utf-8")


@lru_cache(maxsize=64)
def _square(said: str) -> segno.QRCode:
    # M: a seventh may be lost to glare and blur. More where it costs no module.
    return segno.make(said, error="m", micro=False, boost_error=True)
