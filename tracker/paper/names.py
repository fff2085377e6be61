"""Names of files that a person can read, on any system."""

import re
import unicodedata

# Characters of one part: paths on Windows end at 260 of them.
MOST = 60


def file_name(*parts: str) -> str:
    """ "Barton Street Cinema, Austin - 2023-10-23 - poster": letters and digits of any script stay, the rest becomes a blank."""
    cleaned = (_clean(part) for part in parts)
    return " - ".join(part for part in cleaned if part) or "Houselights"


def _clean(part: str) -> str:
    kept = re.sub(r"[^\w ,.&'()-]+", " ", unicodedata.normalize("NFC", part))
    return re.sub(r"\s+", " ", kept)[:MOST].strip(" .,-_")
