"""A long file sealed in pieces: each piece is bound to its place, and the last one to being the last.

AES-256-GCM in pieces of one mebibyte; the nonce is the piece's number and whether it is the last, as in the STREAM
construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) that age uses. A key seals one file. A piece changed, moved, left
out or added, and an end cut off, do not open.
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import Refusal
from tracker.words import lazy

PIECE, TAG = 1 << 20, 16


class Damaged(Refusal):
    sentence = lazy(
        "This file does not open: it was changed or cut off, or the key is not the one it was made for. "
        "Take another copy or the right key."
    )


class SealedWriter:
    """Takes bytes, writes sealed pieces to `file`; close() writes the last one."""

    def __init__(self, file: BinaryIO, key: bytes, bound_to: bytes) -> None:
        self.file, self.cipher, self.bound_to = file, AESGCM(key), bound_to
        self.number, self.held = 0, bytearray()

    def write(self, content: bytes) -> None:
        self.held += content
        # One byte more than a piece must be there: the last piece says that it is.
        while len(self.held) > PIECE:
            self._seal(bytes(self.held[:PIECE]), last=False)
            del self.held[:PIECE]

    def close(self) -> None:
        self._seal(bytes(self.held), last=True)

    def _seal(self, piece: bytes, last: bool) -> None:
        self.file.write(self.cipher.encrypt(_nonce(self.number, last), piece, self.bound_to))
        self.number += 1


def opened(file: BinaryIO, key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """The pieces in their order. Raises Damaged: nothing of a piece comes out before it has been proved."""
    cipher, number = AESGCM(key), 0
    piece = file.read(PIECE + TAG)
    while True:
        after = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), piece, bound_to)
        except InvalidTag:
            raise Damaged from None
        if not after:
            return
        piece, number = after, number + 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
