"""A citizen takes back a place: "แก้ค่ะ ม.6 ไม่ใช่ ม.5" keeps what was right and changes what was not."""

import re
from typing import Any

from store.gazetteer import Register, amphoe_name, province_name, tambon_name
from triage.locate import locate
from triage.plan import OpenCase

_TAKEN_BACK = re.compile(
    r"(?:ไม่ใช่|มิใช่|บ่แม่น|บ่ใจ้|ไม่ได้อยู่|\bmai chai\b|\bbukan\b|\bnot\b) ?(?:ที่ ?|in )?\S+(?: ?\d+)?"
)

_LONGEST = 120


def short_enough(message: Any) -> bool:
    """A correction is short; a longer text that takes something back may well be another matter."""
    return len(message.text) <= _LONGEST


def place_meant(words: str, current: OpenCase, register: Register) -> str:
    """The place as it is meant now, in words; "" when the words correct something else."""
    kept = _TAKEN_BACK.sub(" ", words)
    told = locate(kept, register=register)
    if not (told.moo or told.tambon or told.amphoe or told.lao_name):
        return ""
    codes = current.tambon_code or "", current.amphoe_code or "", current.province_code or ""
    more = []
    if not (told.tambon or told.amphoe or told.lao_name) and codes[0]:
        more.append(f"ต.{tambon_name(codes[0])}")
    if not told.amphoe and codes[1]:
        more.append(f"อ.{amphoe_name(codes[1])}")
    if not told.province and codes[2]:
        more.append(f"จ.{province_name(codes[2])}")
    return " ".join((kept, *more))
