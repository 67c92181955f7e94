"""The reading of one message: kind, fields of help, urgency, who is at risk."""

import pytest

from triage.reading import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("อยากขอรถเข็นให้แม่ค่ะ", "plea"),
        ("เบี้ยผู้สูงอายุได้เดือนละเท่าไหร่คะ", "info"),
        ("เรื่องที่ยื่นไว้ถึงไหนแล้วครับ", "status"),
        ("ได้รับถุงยังชีพแล้ว ขอบคุณมากค่ะ", "thanks"),
        ("ปลัดเรียกเงินค่าน้ำชาถึงจะเซ็นให้", "complaint"),
        ("ถนนเป็นหลุมใหญ่มาก ช่วยมาซ่อมที", "cityfix"),
        ("กู้เงินด่วน อนุมัติไว แอดไลน์เลย", "spam"),
        ("อรุณสวัสดิ์ค่ะทุกคน", "offtopic"),
        ("อยากบริจาคน้ำดื่ม 100 แพ็ค ส่งที่ไหนคะ", "offer"),
        ("แก้ค่ะ ม.6 ไม่ใช่ ม.5", "update"),
        ("ขอลบข้อมูลของหนูออกจากระบบ", "pdpa"),
    ],
)
def test_each_kind_is_told_apart(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.kind == kind
    assert reading.urgency in {"U1", "U2"} if kind == "plea" else reading.urgency == "U3"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("พายุพัดหลังคาปลิว ขอผ้าใบ", "disaster"),
        ("ย่าติดเตียง ขอแพมเพิส", "quality_of_life"),
        ("ไข้เลือดออกระบาด ขอพ่นยุง", "disease_control"),
        ("เพลี้ยลงนาข้าว ขอพันธุ์ใหม่", "low_income_farmer"),
        ("ไม่มีค่าเทอม ขอทุนการศึกษาให้ลูก", "other"),
    ],
)
def test_each_field_of_help_is_told_apart(text: str, category: str) -> None:
    assert read(text).category[0] == category


def test_several_needs_are_all_named() -> None:
    reading = read("น้ำท่วมบ้าน แม่ป่วยติดเตียงแพมเพิสหมด ลูกไม่มีค่าเทอม")
    assert set(reading.category) >= {"disaster", "quality_of_life"}


def test_danger_makes_a_plea_of_any_words() -> None:
    reading = read("ขอบคุณที่ไม่เคยช่วย บ้านผมไฟไหม้อยู่ตอนนี้ ไอ้พวกโกง")
    assert (reading.kind, reading.urgency) == ("plea", "U0")
    assert reading.emergency_numbers[0] == "199"


def test_photos_without_words_are_kept_for_a_person() -> None:
    reading = read("")
    assert (reading.kind, reading.category, reading.urgency) == ("plea", (), "U1")
    assert reading.confidence < 0.3


def test_the_pressed_danger_key_is_danger_without_words() -> None:
    reading = read("", "voice", "danger")
    assert reading.urgency == "U0"
    assert reading.emergency_numbers


def test_a_pressed_topic_hints_at_the_field() -> None:
    assert read("", "voice", "topic:1").category == ("disaster",)
    assert read("", "voice", "topic:4").category[0] == "low_income_farmer"
    assert read("ย่าติดเตียง ขอแพมเพิส ที่นอนลม", "voice", "topic:1").category[0] == "quality_of_life"


def test_those_at_greater_risk_are_named() -> None:
    reading = read("ยายติดเตียง กับลูก 8 เดือน และเมียท้องแก่")
    assert {"elder", "bedridden", "infant", "pregnant"} <= set(reading.vulnerable)


def test_a_short_word_hidden_in_a_longer_one_is_not_found() -> None:
    assert "elder" not in read("อย่าลืมขยายถนนนะครับ").vulnerable


def test_a_writer_who_must_not_be_called_is_marked() -> None:
    assert read("ห้ามโทรนะคะ เขาอยู่ในบ้าน ใช้แชทอย่างเดียว").silent
    assert not read("ขอรถเข็นค่ะ โทรกลับได้ตลอด").silent


def test_who_writes_for_strangers_is_marked() -> None:
    assert read("ไม่ใช่บ้านหนูนะคะ แชร์มาจากเฟส").third_party
    assert not read("แม่หนูไม่มีข้าวกินค่ะ").third_party


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ขอข้าวสารหน่อยค่ะ", "th"),
        ("tolong, air naik masuk rumah, mak sakit", "ms"),
        ("nam thuam ban khon kae yu khang nai", "th-Latn"),
        ("Where can I register for compensation?", "en"),
        ("🙏🙏", ""),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert read(text).language == language


def test_reasons_name_the_words_that_decided() -> None:
    assert any("ผ้าใบ" in reason for reason in read("หลังคาปลิว ขอผ้าใบ").reasons)
