"""Plain marks of a message: an identity number, a phone, that it repeats or corrects an earlier one."""

import re
from dataclasses import dataclass

_NATIONAL_ID = re.compile(r"(?<!\d)(?:\d[ -]?){12}\d(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?66|0)[ -]?[2-9](?:[ -]?\d){7,8}(?!\d)")
_REPEAT = re.compile(
    r"ซ้ำ(?!ๆ|ซาก|เติม)|ส่งไปแล้ว|แจ้งไปแล้ว|แจ้งไป(?:เมื่อ|ตั้งแต่|ตอน|สอง|สาม|หลาย)|ที่แจ้งไป|(?:ส่ง|แจ้ง|ย้ำ).{0,6}(?:อีกครั้ง|ครั้งที่|รอบที่|รอบแล้ว)|"
    r"แจ้งเป็นรอบ|ยังไม่มีใครมา|again|already (?:sent|reported)|second time"
)
_CORRECTION = re.compile(
    r"(?:^|\s|ขอ)แก้(?!ไข|ปวด|ว|ม)|พิมพ์ผิด|บอกผิด|ให้ไปผิด|สะกดผิด|ที่ถูกคือ|บ่แม่น.{1,24}แม่น|(?:ไม่ใช่|บ่ใจ้|mai chai|bukan).{1,24}(?:เป็น|ค่ะ|ครับ|นะ|pen|deh)|"
    r"(?:ค่ะ|ครับ|เป็น|ม\.? ?\d+|หมู่ ?\d+).{0,12}ไม่ใช่ (?:ม|ห|ต|บ|ซ)|correction|not \d+$|wrong (?:house|number|address)"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """national_id, phone: such a number stands in the text. repeat, correction: of an earlier message."""

    national_id: bool
    phone: bool
    repeat: bool
    correction: bool


def marks(words: str) -> Marks:
    """words: the text normalised."""
    return Marks(
        national_id=bool(_NATIONAL_ID.search(words)),
        phone=bool(_PHONE.search(words)),
        repeat=bool(_REPEAT.search(words)),
        correction=bool(_CORRECTION.search(words)),
    )
