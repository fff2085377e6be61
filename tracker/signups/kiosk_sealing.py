"""How a tablet seals an entry, and how it is opened here. The tablet's half is static/kiosk/sealing.js.

For each entry the page makes a key pair on P-256 and forgets it: ECDH with the kiosk's public key, HKDF-SHA-256 (RFC 5869)
with both public keys as salt, AES-256-GCM with kiosk and submission as associated data. Neither the page nor a thief can
open it again. Padded to whole kilobytes before: length tells nothing.

An envelope: one byte of version, 65 of the entry's public key (SEC 1, uncompressed), 12 of nonce, the sealed text.
"""

import base64
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION: Final = 1
POINT, NONCE, KILO = 65, 12, 1024
SAYS = b"houselights kiosk entry"


class Unopened(Exception):
    """Made for another kiosk or another entry, damaged, or no envelope at all."""


def new_pair() -> tuple[str, str]:
    """(public key in base64, private key in hexadecimal)."""
    private = generate_private_key(SECP256R1())
    return base64.b64encode(_point(private.public_key())).decode(), f"{private.private_numbers().private_value:064x}"


def seal(text: str, public_key: str, kiosk_id: str, submission: str) -> bytes:
    """As the page does it; here for whoever has no page, and to hold both halves together."""
    one_time = generate_private_key(SECP256R1())
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), base64.b64decode(public_key))
    said, nonce = text.encode("utf-8") + b"\x80", secrets.token_bytes(NONCE)
    said += b"\x00" * (-len(said) % KILO)
    key = _key(one_time, theirs, _point(one_time.public_key()) + _point(theirs))
    sealed = AESGCM(key).encrypt(nonce, said, _place(kiosk_id, submission))
    return bytes([VERSION]) + _point(one_time.public_key()) + nonce + sealed


def unseal(envelope: bytes, private_key: str, kiosk_id: str, submission: str) -> str:
    """What was written. Raises Unopened."""
    if envelope[:1] != bytes([VERSION]):
        raise Unopened
    point, nonce, sealed = (
        envelope[1 : 1 + POINT],
        envelope[1 + POINT : 1 + POINT + NONCE],
        envelope[1 + POINT + NONCE :],
    )
    mine = derive_private_key(int(private_key, 16), SECP256R1())
    try:
        theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        key = _key(mine, theirs, point + _point(mine.public_key()))
        said = AESGCM(key).decrypt(nonce, sealed, _place(kiosk_id, submission))
        return said.rstrip(b"\x00")[:-1].decode("utf-8")
    except (InvalidTag, ValueError):  # ValueError: no point on the curve, cut off, or no UTF-8
        raise Unopened from None


def _key(mine: EllipticCurvePrivateKey, theirs: EllipticCurvePublicKey, both: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=both, info=SAYS).derive(mine.exchange(ECDH(), theirs))


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _place(kiosk_id: str, submission: str) -> bytes:
    return f"{kiosk_id}\n{submission}".encode()
