"""Numbers and dates as official Thai letters write them: Buddhist years, Thai digits by choice, sums in words."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from store.ids import BANGKOK
from wording import say

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_NAMES = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 1_000_000


def thai_digits(words: str) -> str:
    return words.translate(_THAI)


def long_date(at: datetime | date, language: str = "th") -> str:
    """As in a letter: 26 พฤศจิกายน 2569 (a datetime is taken in Bangkok)."""
    local = at.astimezone(BANGKOK).date() if isinstance(at, datetime) else at
    month = say("paper.months", language).split()[local.month - 1]
    return f"{local.day} {month} {local.year + 543 if language == 'th' else local.year}"


def money(amount: Decimal | None) -> str:
    """1,100 or 1,100.50; "" where there is no sum."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def in_words(amount: Decimal) -> str:
    """A sum as cheques and letters spell it: หนึ่งพันหนึ่งร้อยบาทถ้วน. Not below zero."""
    satang = int((amount * 100).to_integral_value())
    baht, rest = divmod(satang, 100)
    whole = f"{_spelled(baht)}บาท" if baht or not rest else ""
    return f"{whole}{_spelled(rest)}สตางค์" if rest else f"{whole}ถ้วน"


def _spelled(number: int) -> str:
    if number >= _MILLION:
        rest = number % _MILLION
        return f"{_spelled(number // _MILLION)}ล้าน{_below_million(rest, more=True) if rest else ''}"
    return _below_million(number, more=False) or "ศูนย์"


def _below_million(number: int, *, more: bool) -> str:
    """more: something stands before it, so that a last one is เอ็ด."""
    digits = [int(digit) for digit in str(number)]
    said = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit:
            said += _one(digit, place, more=more or bool(said))
    return said


def _one(digit: int, place: int, *, more: bool) -> str:
    if place == 1 and digit <= 2:
        return ("สิบ", "ยี่สิบ")[digit - 1]
    if place == 0 and digit == 1 and more:
        return "เอ็ด"
    return _NAMES[digit] + _PLACES[place]


AS_IS = frozenset({"svg", "qr_svg", "emblem", "qr"})
"""Parts of a paper's data that are pictures or addresses: no digit in them is changed."""


def in_thai(value: Any, key: str = "") -> Any:
    """The same data with every Arabic digit of its words as a Thai one."""
    if isinstance(value, str):
        return value if key in AS_IS else thai_digits(value)
    if isinstance(value, dict):
        return {name: in_thai(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [in_thai(each, key) for each in value]
    return value
