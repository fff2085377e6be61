"""A ZIP locked as WinZip does it (AE-2, AES-256), read by another hand than the one that writes it: its layout and its ciphers.

After the format as WinZip describes it: salt, two bytes that tell whether the passphrase fits, ciphertext, ten bytes of HMAC-SHA1.
"""

import hashlib
import hmac
import struct
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ROUNDS, SALT, CHECK, MAC, KEY = 1000, 16, 2, 10, 32


def read(data: bytes, passphrase: str) -> dict[str, bytes]:
    """Every member, opened. Raises ValueError for a wrong passphrase or a changed byte."""
    end = data.rindex(b"PK\x05\x06")
    number, place = struct.unpack("<H", data[end + 10 : end + 12])[0], struct.unpack("<I", data[end + 16 : end + 20])[0]
    found = {}
    for _ in range(number):
        size, named, extra, comment = (
            *struct.unpack("<I", data[place + 20 : place + 24]),
            *struct.unpack("<HHH", data[place + 28 : place + 34]),
        )
        name = data[place + 46 : place + 46 + named].decode()
        fields = data[place + 46 + named : place + 46 + named + extra]
        kind, strength, packed = _aes(fields)
        assert (kind, strength) == (2, 3), "AE-2, 256 bits"
        at = struct.unpack("<I", data[place + 42 : place + 46])[0]
        size = _long(fields, size)
        begins = at + 30 + sum(struct.unpack("<HH", data[at + 26 : at + 30]))
        opened = _opened(data[begins : begins + size], passphrase.encode())
        found[name] = zlib.decompress(opened, -15) if packed == 8 else opened
        place += 46 + named + extra + comment
    return found


def _fields(extra: bytes) -> dict[int, bytes]:
    told = {}
    while extra:
        number, length = struct.unpack("<HH", extra[:4])
        told[number], extra = extra[4 : 4 + length], extra[4 + length :]
    return told


def _aes(extra: bytes) -> tuple[int, int, int]:
    version, _vendor, strength, packed = struct.unpack("<H2sBH", _fields(extra)[0x9901])
    return version, strength, packed


def _long(extra: bytes, size: int) -> int:
    return size if size != 0xFFFFFFFF else struct.unpack("<Q", _fields(extra)[1][8:16])[0]


def _opened(data: bytes, passphrase: bytes) -> bytes:
    salt, check, mac = data[:SALT], data[SALT : SALT + CHECK], data[-MAC:]
    keys = hashlib.pbkdf2_hmac("sha1", passphrase, salt, ROUNDS, 2 * KEY + CHECK)
    if keys[2 * KEY :] != check:
        raise ValueError("another passphrase")
    locked = data[SALT + CHECK : -MAC]
    if not hmac.compare_digest(hmac.new(keys[KEY : 2 * KEY], locked, hashlib.sha1).digest()[:MAC], mac):
        raise ValueError("changed")
    # Its counter begins at one and grows from the left: a block at a time.
    aes = Cipher(algorithms.AES(keys[:KEY]), modes.ECB()).encryptor()  # noqa: S305 (the counter mode is made by hand)
    stream = aes.update(b"".join((block + 1).to_bytes(16, "little") for block in range(-(-len(locked) // 16))))
    return bytes(a ^ b for a, b in zip(locked, stream, strict=False))
