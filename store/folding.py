"""One form of words for the search: what is heard the same is written the same, and PostgreSQL sees only letters.

pg_trgm takes Thai signs above and below a line for gaps between words (engines.md section 5), so a word such as
น้ำท่วม would fall apart. Tone marks and the silencer go, since they are left out and confused in every second
message; vowel signs become letters of a script that no plea uses.
"""

import re
import unicodedata

_TONES = dict.fromkeys(map(ord, "่้๊๋์ํ๎ฺ"))
_VOWELS = dict(zip(map(ord, "ัิีึืุู็"), map(ord, "ກຂຄງຈຊຍດ"), strict=True))
_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_TABLE = _VOWELS | _TONES | _DIGITS | _INVISIBLE
_SARA_AM = re.compile("ํ[่-๋]*า")
_THAI = "ก-๛ກ-ຮ"
_BETWEEN = re.compile(rf"(?<=[{_THAI}])[ \t]+(?=[{_THAI}])|(?<=\d)[ \t.()-]+(?=\d)")
_GAP = re.compile(r"[^\w\n]+")
LONGEST = 20_000
"""Letters kept of one case; a year of talk is less."""


def fold(text: str) -> str:
    """Words as they are compared: no tone marks, no spaces between Thai letters or between digits, lower case."""
    plain = unicodedata.normalize("NFC", text).lower().replace("เเ", "แ")
    plain = _SARA_AM.sub("ำ", plain).translate(_TABLE)
    return _GAP.sub(" ", _BETWEEN.sub("", plain)).strip()


def terms(text: str) -> list[str]:
    """The parts of a query that must all occur; a space between Thai words is a choice of the writer here too."""
    parts = [fold(part) for part in text.split()]
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].isdigit() and part.isdigit():
            joined[-1] += part
        elif part:
            joined.append(part)
    return list(dict.fromkeys(joined))[:8]


def marks(text: str) -> "re.Pattern[str] | None":
    """Finds the parts of a query in words as they were written, tone marks or not; None where there are none."""
    found = ["".join(_loosely(letter) for letter in _letters(part)) for part in text.split()]
    kept = [each for each in found if each]
    return re.compile("|".join(kept), re.IGNORECASE) if kept else None


def _letters(part: str) -> str:
    return unicodedata.normalize("NFC", part).translate(_TONES | _DIGITS | _INVISIBLE)


def _loosely(letter: str) -> str:
    return re.escape(letter) + ("[่-๎]*" if "ก" <= letter <= "๛" else r"[ .-]?" if letter.isdigit() else "")
