"""How many parts an SMS has: what it costs, and whether old phones show it whole."""

from channels.clusters import units

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = frozenset("^{}\\[~]|€\f")  # two septets each


def segments(text: str) -> int:
    """GSM-7: 160 in one, 153 in each of several; anything else (all Thai): 70 and 67 UTF-16 units."""
    if all(char in _GSM or char in _GSM_ESCAPED for char in text):
        return _parts(_septets(text), whole=160, each=153)
    return _parts(_ucs2(text), whole=70, each=67)


def _parts(sizes: list[int], *, whole: int, each: int) -> int:
    """A character of two units is never torn between two parts."""
    if sum(sizes) <= whole:
        return 1
    count, room = 1, each
    for size in sizes:
        if size > room:
            count, room = count + 1, each
        room -= size
    return count


def _septets(text: str) -> list[int]:
    return [2 if char in _GSM_ESCAPED else 1 for char in text]


def _ucs2(text: str) -> list[int]:
    return [units(char) for char in text]
