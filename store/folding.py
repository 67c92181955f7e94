"""One form of words for the search: what is heard the same is written the same, and its pieces of three letters.

Thai has no spaces to cut at, and what PostgreSQL takes for a letter hangs on its locale (pg_trgm sees no Thai letter
under C); pieces of our own find any part of a sentence on every server (docs/decisions/0011).
"""

import re
import unicodedata

_TONES = dict.fromkeys(map(ord, "่้๊๋์๎ฺ"))
_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_TABLE = _TONES | _DIGITS | _INVISIBLE
_SARA_AM = re.compile("ํ[่-๋]*า")
_BETWEEN = re.compile(r"(?<=[ก-๛\d])[ \t]+(?=[ก-๛\d])|(?<=\d)[ \t.()-]+(?=\d)")
_GAP = re.compile(r"[^\wก-๛\n]+")
_SOUNDS = ("ทถธฐฑฒ", "สซศษ", "คขฆ", "พผภ", "ชฉฌ", "ฟฝ", "นณญรลฬ", "ดฎ", "ตฏ", "ใไ", "ิี", "ึื", "ุู")
"""Letters that sound the same, or that are taken for each other (a final ร and น; a vowel short or long)."""
_ALIKE = {letter: group.replace(letter, "") for group in _SOUNDS for letter in group}
_UNHEARD = re.compile("(?<!ห)ห?(?=[งญนมยรลวณฬ])")
"""Where a ห stands before a letter whose tone it only changes, and where it might."""
LONGEST = 20_000
"""Letters kept of one case; a year of talk is less."""


def fold(text: str) -> str:
    """Words as they are compared: no tone marks, no spaces between Thai letters and digits, lower case."""
    plain = unicodedata.normalize("NFC", text).lower().replace("เเ", "แ")
    plain = _SARA_AM.sub("ำ", plain).translate(_TABLE)
    return _GAP.sub(" ", _BETWEEN.sub("", plain)).strip()


def grams(folded: str) -> list[str]:
    """Every three letters that stand together, and the last two of each run, so that two letters are found too."""
    found: set[str] = set()
    for run in folded.split():
        found.update(run[n : n + 3] for n in range(max(1, len(run) - 2)))
        found.add(run[-2:])
    return sorted(found)


def needed(part: str) -> str:
    """The tsquery that every row with this folded part in it fulfils; what it lets through is looked at again.

    Asked of the longest part of a query alone: pieces of short words stand in every row and cost more than they spare.
    """
    if len(part) < 3:
        return f"'{part}':*"
    return " & ".join(f"'{part[n : n + 3]}'" for n in range(len(part) - 2))


def pieces(part: str) -> list[str]:
    """A word cut so that one piece is whole though a slip is in another: two pieces, three of a long word."""
    count = 3 if len(part) >= 12 else 2
    size = -(-len(part) // count)
    return [piece for n in range(0, len(part), size) if len(piece := part[n : n + size]) >= 3]


def misheard(part: str) -> list[str]:
    """A word written as it is heard, put right: one letter another of its sound (ถวม, ท่วม), the ห that is not heard
    there or gone (ไฟไม้, ไฟไหม้)."""
    other = [
        part[:n] + each + part[n + 1 :] for n, letter in enumerate(part) for each in _ALIKE.get(letter, "")
    ]
    silent = [
        part[: at.start()] + ("" if at.group() else "ห") + part[at.end() :] for at in _UNHEARD.finditer(part)
    ]
    return [each for each in other + silent if len(each) >= 3]


def nearly(text: str) -> list[str]:
    """What may stand in a hit that is only close: the longest part of a query as it was written and as it sounds."""
    longest = max(terms(text), key=len, default="")
    return [longest, *misheard(longest)]


def terms(text: str) -> list[str]:
    """The parts of a query that must all occur; a space between Thai words is a choice of the writer here too."""
    joined: list[str] = []
    for part in (fold(each) for each in text.split()):
        if joined and joined[-1].isdigit() and part.isdigit():
            joined[-1] += part
        else:
            joined += part.split()
    return list(dict.fromkeys(joined))[:8]


def marks(text: str) -> "re.Pattern[str] | None":
    """Finds the parts of a query in words as they were written, tone marks or not; None where there are none."""
    found = ["".join(map(_loosely, part)) for part in (_letters(each) for each in text.split()) if part]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def _letters(part: str) -> str:
    return unicodedata.normalize("NFC", part).translate(_TABLE)


def _loosely(letter: str) -> str:
    return re.escape(letter) + ("[่-๎]*" if "ก" <= letter <= "๛" else r"[ .-]?" if letter.isdigit() else "")
