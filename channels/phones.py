"""Phone numbers as Thai people and providers write them, in the one form we keep: E.164."""

import re

_LOCAL = re.compile(r"0\d{8,9}")
_INTERNATIONAL = re.compile(r"[1-9]\d{7,14}")


def e164(typed: str) -> str:
    """ "081-234 5678", "66812345678", "+66812345678" -> "+66812345678"; "" for what can be no number."""
    digits = re.sub(r"[\s().-]", "", typed)
    if digits.startswith("+"):
        return digits if _INTERNATIONAL.fullmatch(digits[1:]) else ""
    if _LOCAL.fullmatch(digits):
        return f"+66{digits[1:]}"
    return f"+{digits}" if _INTERNATIONAL.fullmatch(digits) else ""


def local(number: str) -> str:
    """ "+66812345678" -> "0812345678", as aggregators in Thailand want it; a foreign number without its plus."""
    return f"0{number[3:]}" if number.startswith("+66") else number.removeprefix("+")
