"""One form for text that people type in many: everything that reads words reads this form."""

import re
import unicodedata

_TONES = "่-๋"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_THAI_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0F, 0xFEFF])
_TABLE = _FULL_WIDTH | _THAI_DIGITS | _INVISIBLE
_LISTED = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")

# น + ํ + ้ + า, น + ้ + ํ + า and น + ำ + ้ are all typed for น้ำ; NFC leaves them apart.
_SARA_AM = re.compile(f"[{_TONES}]*(?:(?:ํ[{_TONES}]*า|ำ)[{_TONES}]*)+")
# a run of signs on one consonant in which a tone mark stands before a vowel
_TONE_FIRST = re.compile(f"[ิ-ฺ{_TONES}]*[{_TONES}][ิ-ฺ][ิ-ฺ{_TONES}]*")
_AFTER_TONE = re.compile(f"[{_TONES}][ิ-ฺ]")
_TWICE = re.compile(r"([ะ-ฺ็-๎])\1+")
# "ชื่อออก", "ขอออก": three อ in a row are spelling where ก follows
_STRETCHED = re.compile(r"(?!อออ(?:ก|ม))([^\W\d_])\1{2,}")
# Most doubled letters are spelling (ธรรม, ถนน, แดด); these two at the end of a word are drawn out
_STRETCHED_END = re.compile(r"([ยว])\1(?![ก-๛])")
_LAUGHTER = re.compile(r"(?<![\d.,/-])5{3,}\+*(?![\d.,/-])")


def normalise(text: str) -> str:
    """Lower case, one spelling per sound sign, Arabic digits, single spaces; words stay as they are."""
    # looked at before anything is replaced: most texts need little of it, and every message passes here
    if _LISTED.search(text):
        text = text.translate(_TABLE)
    text = unicodedata.normalize("NFC", text).lower().replace("เเ", "แ")
    text = _TWICE.sub(r"\1", text)
    if "ำ" in text or "ํ" in text:
        text = _TWICE.sub(r"\1", _SARA_AM.sub(_sara_am, text))
    if _AFTER_TONE.search(text):
        text = _TWICE.sub(r"\1", _TONE_FIRST.sub(_vowels_first, text))
    text = _STRETCHED_END.sub(r"\1", _STRETCHED.sub(r"\1", text))
    if "555" in text:
        text = _LAUGHTER.sub(" ", text)
    return " ".join(text.split())


def _sara_am(found: re.Match[str]) -> str:
    return "".join(sign for sign in found[0] if "่" <= sign <= "๋") + "ำ"


def _vowels_first(found: re.Match[str]) -> str:
    return "".join(sorted(found[0], key=lambda sign: "่" <= sign <= "๋"))


def laughs(text: str) -> bool:
    """Typed laughter (5555, ฮ่าๆ): what it stands beside is hardly meant."""
    return bool(_LAUGHTER.search(text)) or "ฮ่าๆ" in text or "lol" in text.lower().split()
