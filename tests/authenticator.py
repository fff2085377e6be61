"""A device with passkeys, made of software: it does what it is told, and can be told to lie."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

# Flags of an answer (WebAuthn 6.1): somebody touched it, it knows its owner, a key comes along.
PRESENT, VERIFIED, KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Device:
    """One passkey, once `make` was asked for it."""

    host: str = "localhost"
    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str | None = None

    def make(self, options: dict[str, Any]) -> str:
        """A new passkey, as the page sends it."""
        self.owner = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        told = self._told(self.flags | KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._said("webauthn.create", options, attestationObject=text(attestation))

    def show(self, options: dict[str, Any], **lies: Any) -> str:
        """The answer to a challenge."""
        self.count += 1 if self.count else 0
        told = self._told(self.flags)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": text(told), "signature": text(signature), "userHandle": self.owner, **lies}
        return self._said("webauthn.get", options, **parts)

    def _told(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _said(self, kind: str, options: dict[str, Any], **response: Any) -> str:
        client = text(self._client(kind, options))
        whole = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        return json.dumps({**whole, "response": {"clientDataJSON": client, **response}})
