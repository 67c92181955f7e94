"""Telephone numbers as people write them, in one form: +66 and the number without its first nought (E.164)."""

import re

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９", "01234567890123456789")
_DASHES = re.compile(r"[‐-―−]")
_NUMBER = re.compile(r"(?<![\d+])(?:\+ ?66 ?\(?0?\)?|0066|66|0)[ .()-]{0,2}((?:[689](?:[ .()-]{0,2}\d){8}|[2-57](?:[ .()-]{0,2}\d){7}))(?![ .-]?\d)")  # fmt: skip


def plain(text: str) -> str:
    """Thai and full-width digits as ASCII, every kind of dash as a hyphen."""
    return _DASHES.sub("-", text.translate(_DIGITS))


def phones_in(text: str) -> tuple[str, ...]:
    """The Thai numbers that stand in a text, in order, each once; nothing that only looks like a part of one."""
    found = ("+66" + re.sub(r"\D", "", one[1]) for one in _NUMBER.finditer(plain(text)))
    return tuple(dict.fromkeys(found))


def e164(text: str) -> str:
    """One number given as such; "" if it cannot be a Thai number."""
    found = phones_in(text)
    return found[0] if len(found) == 1 else ""


def national(number: str) -> str:
    """As it is dialled and looked for in Thailand: +66812345678 -> 0812345678."""
    return "0" + number.removeprefix("+66") if number.startswith("+66") else number


def tail(number: str) -> str:
    """ "…5678": enough for its owner to know it again, too little for anybody else."""
    return f"…{re.sub(r'[^0-9]', '', plain(number))[-4:]}"
