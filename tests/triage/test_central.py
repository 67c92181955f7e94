"""Other ways of speaking and writing reach the learned part in central Thai; what is central already stays."""

import pytest

from triage.reading.central import central
from triage.reading.cues import rules
from triage.reading.danger import danger
from triage.reading.normalise import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("น้ำถ่วมฮอดเฮือนแล้วเด้อ", "น้ำท่วมถึงบ้านแล้วนะ"),
        ("หม้ายใครอยู่บ้านเลย", "ไม่มีใครอยู่บ้านเลย"),
        ("ไค่ฮู้ว่าละอ่อนอยู่ตี้ไหน", "ไค่รู้ว่าเด็กอยู่ที่ไหน"),
        ("fai mai ban", "ไฟไหม้บ้าน"),
        ("nam tuam laew krub", "น้ำท่วมแล้วครับ"),
        ("chuay duay", "ช่วยด้วย"),
        ("air naik sapa dado", "น้ำขึ้นถึงอก"),
    ],
)
def test_words_of_other_regions_get_their_central_name(said: str, meant: str) -> None:
    assert central(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "น้ำท่วมบ้าน ขอเรือ",
        "ระเบิดบ่อยมาก อย่างแรง",
        "บ่อปลาหลังบ้าน ผ่อนรถไม่ไหว",
        "ก๋วยเตี๋ยวหวานๆ ตำแหน่งว่าง",
        "please help my house is on fire",
        "my son is in the ban",
        "12345",
        "",
    ],
)
def test_central_thai_english_and_numbers_stay_as_they_are(text: str) -> None:
    assert central(text) == text


def test_every_word_is_written_in_normal_form() -> None:
    for name in ("romanised", "malay", "dialect"):
        for thai, spellings in rules("central")[name].items():
            assert normalise(thai) == thai
            assert all(normalise(word) == word for word in spellings.split(", ")), thai


def test_danger_is_seen_under_its_central_name() -> None:
    assert danger("ore dale bilik hok terbakar, tok leh keluar")
    assert danger("phuean jom nam ha mai choe")


def test_what_a_dialect_denies_is_not_raised_under_its_central_name() -> None:
    assert danger("ไฟมอดแล้วเจ้า บ่มีไผเจ็บ บ่ต้องเอารถมา") is None
    assert danger("เด็กน้อยเห็นแล้วเด้อ บ่ต้องหาแล้ว") is None
