"""A cry for help that says nothing else: "ช่วยด้วย", alone or nearly."""

import re

from triage.reading.cues import Hit

_FILLERS = re.compile(
    r"ค่ะ|คะ|ครับ|คับ|ค้าบ|นะ|จ้า|จ๊ะ|จ้ะ|ฮะ|ด้วย|หน่อย|ที|แน่|แน|เด้อ|โตย|เน้อ|เจ้า|พี่|หนู|ผม|เรา|ฉัน|ใครก็ได้|please|pls|plz|someone|anyone|krub|krap|khrap|kha|ka|na|noi|thi"
)
LETTERS = re.compile("[ก-ฮa-z]")
_ALONE = 5
"""A cry for help with at most so many further letters stands alone."""


def stands_alone(cries: list[Hit], text: str) -> bool:
    rest = list(text)
    for hit in cries:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return len(LETTERS.findall(_FILLERS.sub("", "".join(rest)))) <= _ALONE
