"""A cry for help that says nothing else ("ช่วยด้วย", alone or nearly); and pieces of a burst that say nothing alone."""

import re

from triage.reading.cues import Hit

_FILLERS = re.compile(
    r"ค่ะ|คะ|ครับ|คับ|ค้าบ|นะ|จ้า|จ๊ะ|จ้ะ|ฮะ|ด้วย|หน่อย|ที|แน่|แน|เด้อ|โตย|เน้อ|เจ้า|พี่|หนู|ผม|เรา|ฉัน|ใครก็ได้|please|pls|plz|someone|anyone|krub|krap|khrap|kha|ka|na|noi|thi"
)
PIECE = re.compile(
    r"(?:(?:มี|อยู่กัน)? ?(?:คนแก่|ผู้ใหญ่|ผู้สูงอายุ|เด็ก|เด็กเล็ก|คน|ยาย|ตา)? ?(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|\d+) ?คน|รีบ(?:ๆ|หน่อย)?)"
    r"(?: ?(?:ด้วย|นะ|ค่ะ|คะ|ครับ|จ้า|เลย))*"
)
"""How many there are, or that it hurries, says nothing of danger: pieces of a burst, whose other pieces do."""
_PLACE = re.compile(
    r"(?:บ้านเลขที่|เลขที่|หมู่ที่|หมู่|ม\.|ซ\.|moo|mu) ?[\d/]+"
    r"|(?:ต\.|ตำบล|อ\.|อำเภอ|จ\.|จังหวัด|ถ\.|ถนน|แขวง|เขต|tambon|amphoe) ?\S{1,12}(?=\s|$)"
)
"""A number, or a name that ends where the word ends: Thai joins words, and what hangs on a place must be counted."""
_BRIEF = 25
"""Letters, places left out."""
LETTERS = re.compile("[ก-ฮa-z]")
_ALONE = 5
"""A cry for help with at most so many further letters stands alone."""


def stands_alone(cries: list[Hit], text: str) -> bool:
    rest = list(text)
    for hit in cries:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return len(LETTERS.findall(_FILLERS.sub("", "".join(rest)))) <= _ALONE


def brief(words: str) -> bool:
    """Hardly a word beside a place: an answer to a question, a button, a piece. What stands around danger is not there,
    so that letters and model alone know little (words on the lists are believed as ever)."""
    return len(_PLACE.sub("", words).strip()) <= _BRIEF
