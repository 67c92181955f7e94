"""The village number (หมู่): "ม.5", "หมู่ที่ ๕", "หมู่สาม", and not a school grade or metres."""

import re

_WORDS = {
    "หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "แปด": "8",
    "เก้า": "9", "สิบเอ็ด": "11", "สิบสอง": "12", "สิบสาม": "13", "สิบสี่": "14", "สิบห้า": "15", "สิบ": "10",
}  # fmt: skip
_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_LONG = re.compile(
    rf"(?:หมู่ที่|หมู่บ้านที่|หมู่|ม\.? ?ที่|moo|mu|village no\.?) ?\.? ?(\d{{1,2}}|{_NUMBER})(?![\d,.]*\d)(?! ?(?:คน|ตัว|หลัง|ครัว))"
)
_SHORT = re.compile(
    r"(?:(?<![ก-๛])|(?<=อยู่)|(?<=ที่)|(?<=บ้าน))ม ?\.? ?(\d{1,2})(?![\d/])(?! ?(?:เมตร|คน|ตัว|นาที|ชม))"
)
_SCHOOL = re.compile(
    r"(?:เรียน|ชั้น|จบ|ขึ้น|เทอม|สอบ|ป\.? ?\d|ม\.(?:ต้น|ปลาย)|น้อง|ลูก|หลาน|อายุ|ครู|เกรด|วุฒิ|และ|กับ|ต่อ|เด็ก) ?(?:ต่อ|อยู่|ชั้น)? ?$"
)
_SCHOOL_AFTER = re.compile(r" ?(?:เทอม|ห้อง|โรงเรียน|รร\.|ที่โรงเรียน|แล้วไม่มีเงินเรียน|ขาดเรียน)")
_NOT = re.compile(r"(?:ไม่ใช่|ไม่ได้อยู่|จาก|เดิม) ?$")


def moo(text: str) -> str | None:
    """The number as typed digits without leading zeros; the corrected one when two are named."""
    for pattern in (_LONG, _SHORT):
        fit = [found for found in pattern.finditer(text) if _fits(found, text, short=pattern is _SHORT)]
        kept = [found for found in fit if not _NOT.search(text[: found.start()])]
        if pattern is _LONG and any(_NOT.search(text[: found.start()]) for found in fit) and not kept:
            continue
        if kept:
            return _value(kept[0][1])
    return None


def _fits(found: re.Match[str], text: str, *, short: bool) -> bool:
    if not short:
        return True
    before = text[max(0, found.start() - 24) : found.start()]
    return not _SCHOOL.search(before) and not _SCHOOL_AFTER.match(text, found.end())


def _value(words: str) -> str | None:
    number = _WORDS.get(words) or str(int(words))
    return number if number != "0" else None
