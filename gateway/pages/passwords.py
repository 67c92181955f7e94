"""Passwords of staff: argon2, nothing else asked of them than length (NIST SP 800-63B-4, section 3.1.1.2)."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
SHORTEST = 12


def hashed(password: str) -> str:
    return _hasher.hash(password)


def holds(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def nobody() -> str:
    """A hash that no password fits, so that an unknown e-mail costs the time of a wrong password."""
    return _hasher.hash(secrets.token_hex(16))
