"""Keys and numbers: time-ordered row ids, stable conversation ids, case references with a check digit."""

import os
from datetime import datetime
from hashlib import sha256
from itertools import count
from secrets import randbits
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
_CONVERSATIONS = UUID("6f1f5c1e-53a4-5c6c-9a51-3a7f0b2d9e10")

# Damm's quasigroup of order 10 (H. M. Damm, 2004): finds every single wrong digit and every swap of neighbours
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


_made = count(randbits(31))


def new_id(now: datetime) -> UUID:
    """A UUIDv7: 48 bits of milliseconds, 32 of a counter, 42 of randomness (RFC 9562, method 1).

    Ids of one process sort in the order they were made, also within a millisecond: an acknowledgement
    and what is said after it in the same batch carry the same time.
    """
    serial = next(_made) & 0xFFFF_FFFF
    value = int(now.timestamp() * 1000) << 80 | 0x7 << 76 | (serial >> 20) << 64
    value |= 0x2 << 62 | (serial & 0xF_FFFF) << 42 | int.from_bytes(os.urandom(6), "big") >> 6
    return UUID(int=value)


def conversation_id(account: str, sender: str) -> UUID:
    """The same for the same person on the same account: no look-up stands before the first insert."""
    return uuid5(_CONVERSATIONS, f"{account}\n{sender}")


def damm(digits: str) -> int:
    """Check digit of a string of digits; 0 for digits that already carry theirs."""
    check = 0
    for digit in digits:
        check = _DAMM[check][int(digit)]
    return check


def case_reference(serial: int, now: datetime) -> str:
    """12 digits: Buddhist year and month in Bangkok, seven of the serial, the check digit."""
    local = now.astimezone(BANGKOK)
    stem = f"{(local.year + 543) % 100:02d}{local.month:02d}{serial % 10_000_000:07d}"
    return f"{stem}{damm(stem)}"


def grouped(reference: str) -> str:
    """691100000173 -> 6911-0000-0173."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def typed_reference(text: str) -> str | None:
    """The 12 digits of a reference as people type it (hyphens, spaces, Thai digits); None if it cannot be one."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    others = {c for c in text if not c.isdecimal()} - set("- –.\t")
    if others or len(digits) != 12 or damm(digits) != 0:
        return None
    return digits


def token_hash(token: str) -> str:
    """What the database keeps of a cookie or a private link."""
    return sha256(token.encode()).hexdigest()
