"""Words that say what a name is: ต. อำเภอ จ. before it, Subdistrict or Province behind it."""

import re

from triage.reading.nameindex import Level

_PREFIXED: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("tambon", re.compile(r"(?:(?:ตำบล|แขวง) ?:? ?|(?<![ก-๛.])ต ?[.,:]*? ?|(?<=\d)ต\.? ?|[ก-๛]ต\. ?|(?<![a-z])(?:tambon|tambol|tumbon|khwaeng|kwaeng|t)[. ] ?)$")),
    ("amphoe", re.compile(r"(?:(?:อำเภอ|กิ่งอำเภอ|เขต) ?:? ?|(?<![ก-๛.])อ ?[.,:]*? ?|[ก-๛]อ\. ?|(?<![a-z])(?:amphoe|ampoe|amphur|ampher|amper|khet|a)[. ] ?)$")),
    ("province", re.compile(r"(?:จังหวัด ?:? ?|จว\. ?|(?<![ก-๛.])จ ?[.,:]*? ?|[ก-๛]จ\. ?|(?<![a-z])(?:changwat|province of|j|p)[. ] ?)$")),
)  # fmt: skip
# English names its levels afterwards: "Khuan Lang Subdistrict, Hat Yai District"
_SUFFIXED: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("tambon", re.compile(r" (?:sub-? ?district|tambon)(?![a-z])")),
    ("amphoe", re.compile(r" (?:district|amphoe)(?![a-z])")),
    ("province", re.compile(r" province(?![a-z])")),
)


def prefix_level(before: str) -> Level | None:
    """Which level the words right before a name announce: "ต." tambon, "อำเภอ" amphoe, …"""
    for level, pattern in _PREFIXED:
        if pattern.search(before):
            return level
    return None


def suffix_level(text: str, end: int) -> tuple[Level | None, int]:
    """The level an English name is given after it, and where that word ends."""
    for level, pattern in _SUFFIXED:
        found = pattern.match(text, end)
        if found:
            return level, found.end()
    return None, end
