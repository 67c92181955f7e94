"""A security key in software: makes passkeys and answers challenges as a device does (WebAuthn level 3, section 6)."""

import base64
import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """verified: whether it checks its owner (finger, face, PIN). count: rises with each use."""

    origin: str
    party: str
    verified: bool = True
    count: int = 0
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))

    def make(self, asked: dict[str, Any]) -> str:
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )
        told = self._told(ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._answer(clientDataJSON=b64(self._seen("create", asked)), attestationObject=b64(made))

    def show(self, asked: dict[str, Any]) -> str:
        self.count += 1
        told, seen = self._told(0), self._seen("get", asked)
        signature = self.key.sign(told + sha256(seen).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=b64(seen), authenticatorData=b64(told), signature=b64(signature))

    def _told(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return sha256(self.party.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _seen(self, what: str, asked: dict[str, Any]) -> bytes:
        return json.dumps(
            {"type": f"webauthn.{what}", "challenge": asked["challenge"], "origin": self.origin}
        ).encode()

    def _answer(self, **response: str) -> str:
        told = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}})
