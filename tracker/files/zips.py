"""ZIP files written member by member: plain ones that are sent while they grow, and ones that only a passphrase opens.

Locked by WinZip's AES-256 (AE-2), which 7-Zip, macOS and WinZip open by themselves and the standard library cannot write. The
names of members and their sizes stay readable: no name may tell anything.
"""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

Member = tuple[str, Iterable[bytes]]
# Bytes that are read or written at a time.
PIECE = 256 * 1024


class _Growing:
    """What was written since it was last asked."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


def plain(members: Iterable[Member]) -> Iterator[bytes]:
    """A ZIP, piece by piece."""
    growing = _Growing()
    with zipfile.ZipFile(growing, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, pieces in members:
            with archive.open(name, "w") as member:
                for piece in pieces:
                    member.write(piece)
                    if data := growing.taken():
                        yield data
    yield growing.taken()


def locked(members: Iterable[Member], passphrase: str, into: IO[bytes]) -> None:
    """Write a ZIP that only `passphrase` opens. What touches the disk by `into` is locked already."""
    import pyzipper  # late, as all that writes files for people

    with pyzipper.AESZipFile(into, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(passphrase.encode("ascii"))
        for name, pieces in members:
            # Of sizes beyond 4 GB nothing is known before.
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)


def parts_of(file: IO[bytes], size: int = PIECE) -> Iterator[bytes]:
    """A file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(size):
        yield piece
