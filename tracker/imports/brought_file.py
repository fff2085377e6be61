"""The file as it lies in its import: packed, and in base 64.

Packed, a list of people takes a third of its size. That matters at the most crowded moment: whenever something else changes in
the import's row, SQLite takes the whole of it to memory twice.
"""

import base64
import gzip

# Files from before there was packing lie as they came: none of those that can be read begins like this (RFC 1952).
PACKED = b"\x1f\x8b"
# Of nine: more takes several times as long and makes it little smaller.
LEVEL = 3


def packed(data: bytes) -> str:
    """To be sealed."""
    return base64.b64encode(gzip.compress(data, LEVEL, mtime=0)).decode("ascii")


def unpacked(kept: str) -> bytes:
    """The file's bytes. Raises ValueError and OSError for what packed() did not make."""
    data = base64.b64decode(kept, validate=True)
    return gzip.decompress(data) if data.startswith(PACKED) else data
