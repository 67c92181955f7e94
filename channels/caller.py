"""Who calls: withheld numbers, and a number that travels in a callback's address without being readable there."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

# what Twilio sends for anonymous, restricted, blocked, unknown and unavailable callers
_WITHHELD = frozenset(
    {"anonymous", "restricted", "unavailable", "unknown", "private", "+266696687", "+7378742833", "+2562533"}
    | {"+8656696", "+86282452253", "266696687"}
)
_NUMBER = re.compile(r"\+?\d{3,15}")
_KEYED = re.compile(r"0\d{8,9}")


def number_of(source: str) -> str:
    """The caller's number, "" if it is withheld or none."""
    return source if source.lower() not in _WITHHELD and _NUMBER.fullmatch(source) else ""


def keyed_number(digits: str) -> str:
    """A Thai number typed on the keypad, "" if it cannot be one."""
    return digits if _KEYED.fullmatch(digits) else ""


def dialled(number: str) -> str:
    """As a provider rings it: a Thai number as people write it becomes +66…, any other stays."""
    digits = re.sub(r"[\s()-]", "", number)
    return f"+66{digits[1:]}" if _KEYED.fullmatch(digits) else digits


def seal(number: str, call: str, token: str) -> str:
    """The number masked by a key of this call alone: addresses end up in logs, numbers must not."""
    return base64.urlsafe_b64encode(_masked(number.encode(), call, token)).decode().rstrip("=")


def unseal(sealed: str, call: str, tokens: Sequence[str]) -> str:
    """The number sealed with one of the tokens, else ""."""
    try:
        masked = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except ValueError:
        return ""
    for token in tokens:
        number = _masked(masked, call, token).decode("latin-1")
        if _NUMBER.fullmatch(number):
            return number
    return ""


def _masked(text: bytes, call: str, token: str) -> bytes:
    pad = hmac.new(token.encode(), f"caller {call}".encode(), hashlib.sha256).digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))
