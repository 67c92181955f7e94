"""Papers as a Thai office writes them: what was given stands in them as text, in PDF and in DOCX."""

import io
import struct
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from docx import Document

from casework.documents import docx, in_words, long_date, money, pdf, pictures
from tests.reading_papers import docx_text, pdf_pages, pdf_text

EVIL = 'ชื่อ #panic("!") *หนา* $x^2$ @ref <label> \\ {{ say }} </w:t> &amp; {PAGE} ]) '


def letter(**more: Any) -> dict[str, Any]:
    told = {
        "number": "สข 72301/",
        "office": ["ที่ทำการองค์การบริหารส่วนตำบล", "สข 90110"],
        "date": long_date(date(2026, 11, 26)),
        "subject": "ขอความเห็นชอบ",
        "to": "ผู้ว่าราชการจังหวัด",
        "blocks": [{"text": "ด้วยประชาชน 12 ราย", "indent": True}],
        "signer": {"name": "นายตัวอย่าง", "position": "นายก"},
    }
    return told | more


def listed(rows: int) -> dict[str, Any]:
    return {
        "title": "รายการ",
        "blocks": [{"head": ["ลำดับ", "นาม"], "rows": [[str(n), f"คน{n}"] for n in range(rows)]}],
    }


def test_a_letter_names_office_date_subject_receiver_and_signer_in_both_forms() -> None:
    for words in (pdf_text(pdf("letter", letter())), docx_text(docx("letter", letter()))):
        for part in ("ขอความเห็นชอบ", "26 พฤศจิกายน 2569", "ผู้ว่าราชการจังหวัด", "นายตัวอย่าง", "ขอแสดงความนับถือ"):
            assert part in words


def test_thai_digits_are_a_choice_that_reaches_every_word() -> None:
    for words in (
        pdf_text(pdf("letter", letter(thai_digits=True))),
        docx_text(docx("letter", letter(thai_digits=True))),
    ):
        assert "๒๖ พฤศจิกายน ๒๕๖๙" in words
        assert not any(digit in words for digit in "0123456789")


@pytest.mark.parametrize("where", ["text", "cell", "fact", "title"])
def test_what_a_citizen_wrote_is_never_program(where: str) -> None:
    data: dict[str, Any] = {
        "title": EVIL if where == "title" else "ก",
        "blocks": [
            {"text": EVIL if where == "text" else "ก"},
            {"head": ["ก"], "rows": [[EVIL if where == "cell" else "ก"]]},
            {"facts": [["ก", EVIL if where == "fact" else "ก"]]},
        ],
    }
    printed = "".join(pdf_text(pdf("paper", data)).split())
    for sign in ('#panic("!")', "*หนา*", "$x^2$", "@ref", "</w:t>", "&amp;", "{PAGE}"):
        assert sign in printed
    assert EVIL in docx_text(docx("paper", data))


def test_signs_that_no_paper_can_hold_are_left_out_and_the_rest_stays() -> None:
    data = {"title": "ก", "blocks": [{"text": "น้ำ\x00ท่วม\x07\ud800\ufffe\r\nบ้าน"}]}
    assert "น้ำท่วม\nบ้าน" in docx_text(docx("paper", data))
    assert "บ้าน" in pdf_text(pdf("paper", data))


def test_a_syllable_with_two_marks_is_found_and_copied_once() -> None:
    said = "ครั้งที่ สิ่งที่ ทั้งนั้น ซึ่งผู้รู้ชื่อน้ำ"
    assert said in pdf_text(pdf("paper", {"blocks": [{"text": said}, {"text": said, "strong": True}]}))


def test_a_field_that_no_template_knows_is_a_slip_of_ours() -> None:
    with pytest.raises(KeyError, match="colour"):
        pdf("paper", {"colour": "red"})


def test_a_long_list_repeats_its_head_on_every_page_and_numbers_the_pages() -> None:
    made = pdf("paper", listed(120))
    words = pdf_text(made)
    assert pdf_pages(made) > 2
    assert words.count("ลำดับ") == pdf_pages(made)
    assert "- 2 -" in words
    assert "- 1 -" not in words
    assert all(f"คน{n}" in words for n in range(120))


def test_the_page_is_a4_upright_or_lying() -> None:
    assert b"595.2756 841.8898" in pdf("paper", listed(1))
    assert b"841.8898 595.2756" in pdf("paper", listed(1) | {"wide": True})
    section = Document(io.BytesIO(docx("paper", listed(1)))).sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_the_type_is_ours_at_sixteen_points_and_says_so_to_word_processors() -> None:
    assert b"SaitrongSarabun-Regular" in pdf("paper", listed(1))
    paper = Document(io.BytesIO(docx("paper", {"blocks": [{"text": "ก"}]})))
    size = (
        paper.paragraphs[-1]
        .runs[0]
        ._r.rPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}szCs")
    )
    assert size is not None
    assert set(size.attrib.values()) == {"32"}  # half points


def test_a_drawing_and_a_code_stand_in_both_forms() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    )
    data = {
        "blocks": [
            {"svg": drawing, "caption": "รูป"},
            {"qr": "https://example.org/a", "caption": "สำหรับเจ้าหน้าที่"},
        ]
    }
    assert "รูป" in pdf_text(pdf("paper", data))
    assert len(Document(io.BytesIO(docx("paper", data))).inline_shapes) == 2


def test_pages_can_be_looked_at_as_pictures() -> None:
    (page,) = pictures("paper", listed(3), dots=72)
    assert struct.unpack(">II", page[16:24]) == (595, 842)


@pytest.mark.parametrize(
    ("sum_", "said"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("49500", "สี่หมื่นเก้าพันห้าร้อยบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("5.25", "ห้าบาทยี่สิบห้าสตางค์"),
        ("0.50", "ห้าสิบสตางค์"),
    ],
)
def test_a_sum_is_spelled_as_on_a_cheque(sum_: str, said: str) -> None:
    assert in_words(Decimal(sum_)) == said


def test_dates_and_sums_are_written_as_people_read_them() -> None:
    assert long_date(datetime(2026, 12, 31, 18, tzinfo=UTC)) == "1 มกราคม 2570"  # already tomorrow in Bangkok
    assert long_date(date(2026, 11, 26), "en") == "26 November 2026"
    assert (money(Decimal("49500.00")), money(Decimal("1100.5")), money(None)) == ("49,500", "1,100.50", "")
