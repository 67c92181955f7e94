"""Lengths as people and providers count them: grapheme clusters ("น้ำ" is one) and UTF-16 units."""

import unicodedata

_JOINER = "\u200d"
# Thai and Lao sara am are letters by category but belong to their consonant (UAX #29, SpacingMark)
_TRAILING = frozenset("\u0e33\u0eb3")


def _extends(char: str) -> bool:
    code = ord(char)
    return (
        char in _TRAILING
        or char in {_JOINER, "\u200c"}
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tag letters of sub-national flags
    )


def _is_flag_letter(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _joins(cluster: str, char: str) -> bool:
    """Whether the character continues the cluster."""
    if cluster[-1] == "\r":
        return char == "\n"
    if cluster[-1] == "\n" or char in "\r\n":
        return False
    if _extends(char):
        return True
    if cluster[-1] == _JOINER:
        return ord(char) >= 0x2190  # symbols and emoji; letters do not join this way
    return _is_flag_letter(char) and _is_flag_letter(cluster[-1]) and len(cluster) % 2 == 1


def clusters(text: str) -> list[str]:
    """What a reader sees as single characters, in order; joined they are the text again."""
    found: list[str] = []
    for char in text:
        if found and _joins(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def cut(text: str, most: int) -> str:
    """At most that many clusters, the last one an ellipsis if something was cut."""
    if len(text) <= most:
        return text
    parts = clusters(text)
    return text if len(parts) <= most else "".join(parts[: most - 1]) + "…"


def units(text: str) -> int:
    """UTF-16 code units: the length LINE and SMS count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def cut_units(text: str, most: int) -> str:
    """At most that many UTF-16 units, no cluster torn, an ellipsis if something was cut."""
    return text if units(text) <= most else _head(text, most - 1) + "…"


def split_units(text: str, *, size: int, most: int) -> list[str]:
    """Pieces of at most `size` units, at most `most` of them, broken at a line or a space where one is near."""
    pieces: list[str] = []
    rest = text
    while rest and len(pieces) < most - 1 and units(rest) > size:
        piece = _at_a_gap(_head(rest, size))
        pieces.append(piece)
        rest = rest[len(piece) :]
    return [*pieces, cut_units(rest, size)] if rest else pieces


def _head(text: str, size: int) -> str:
    used = 0
    kept: list[str] = []
    for cluster in clusters(text[: size + 1]):
        used += units(cluster)
        if used > size:
            break
        kept.append(cluster)
    # a single "cluster" longer than the limit is somebody's joke; it is torn rather than looped over
    return "".join(kept) or text[: max(1, size // 2)]


def _at_a_gap(piece: str) -> str:
    gap = max(piece.rfind("\n"), piece.rfind(" "))
    return piece[: gap + 1] if gap > len(piece) // 2 else piece
