"""Dates, masks, reasons: small pure things that every page relies on."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.pages import dates, masks, numbers, reasons, receipts

AT = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)


def test_a_moment_is_told_as_people_in_thailand_write_it() -> None:
    assert dates.moment(AT, "th") == "อา. 22 พ.ย. 69 · 20.15 น."
    assert dates.moment(AT, "en") == "Sun 22 Nov 2026, 20:15"


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(seconds=-5), "เมื่อสักครู่"),
        (timedelta(minutes=12), "12 นาทีที่แล้ว"),
        (timedelta(hours=3), "3 ชม.ที่แล้ว"),
        (timedelta(days=2), "2 วันที่แล้ว"),
        (timedelta(days=9), "22 พ.ย. 69"),
    ],
)
def test_how_long_ago(later: timedelta, told: str) -> None:
    assert dates.ago(AT, AT + later, "th") == told


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("089-000-1234", "08x-xxx-1234"),
        ("+66890001234", "08x-xxx-1234"),
        ("191", "xx91"),
        ("", ""),
        ("abc", ""),
    ],
)
def test_phones_are_covered(number: str, shown: str) -> None:
    assert masks.phone(number) == shown


@pytest.mark.parametrize("number", ["1234567890121", "1-2345-67890-12-1", "1 2345 67890 12 1"])
def test_identity_numbers_are_covered_in_any_writing(number: str) -> None:
    assert masks.identity(f"เลข {number} ครับ") == "เลข 1-xxxx-xxxxx-xx-1 ครับ"


@pytest.mark.parametrize("number", ["0890001234", "691100000173", "12345678901234"])
def test_other_numbers_stay(number: str) -> None:
    assert masks.identity(number) == number


def test_only_emergency_numbers_become_buttons() -> None:
    assert [each.number for each in numbers.known(["1669", "0900", "191", "1669"])] == ["1669", "191"]
    assert len(numbers.first()) == 4


def test_reasons_are_told_in_words_and_mark_what_decided(app: Any) -> None:
    with app.test_request_context():
        assert reasons.shown("disaster: น้ำท่วม, ดินถล่ม") == "สาธารณภัย: “น้ำท่วม” “ดินถล่ม”"
        assert reasons.shown("danger 0.41, flood: ถึงอก") == "อันตราย (น่าจะใช่ 41%): “ถึงอก”"
        assert reasons.shown("doubted, flood: ถึงอก").endswith("แล้วไม่น่าใช่: “ถึงอก”")
        assert reasons.shown("ทม.ควนลัง by words") == "ทม.ควนลัง จากชื่อสถานที่ในข้อความ"
        assert reasons.shown("several LAOs possible") == "สถานที่นี้มีท้องถิ่นดูแลได้หลายแห่ง"
        assert reasons.shown("something new") == "something new"
    marked = reasons.marked("<b>น้ำท่วมบ้าน", ["disaster: น้ำท่วม, <b>"])
    assert marked == "<mark>&lt;b&gt;</mark><mark>น้ำท่วม</mark>บ้าน"


def test_a_nonce_that_is_none_of_ours_is_replaced() -> None:
    kept = "0b0d7ab6-1d0c-4f63-9d0e-5b1b6f3f2a11"
    assert receipts.nonce_of(kept) == kept
    assert receipts.nonce_of("1; drop table") != receipts.nonce_of("1; drop table")
    assert receipts.is_token(receipts.token_of("secret", kept))
    assert receipts.token_of("secret", kept) != receipts.token_of("secret", kept, "desk")


def test_a_mark_never_tears_a_letter_from_its_vowel() -> None:
    assert reasons.marked("น้ำท่วม", ["disaster: น้"]) == "<mark>น้ำ</mark>ท่วม"


PAIRS = (
    ("ink", "paper"), ("ink", "ground"), ("muted", "paper"), ("muted", "ground"), ("muted", "accent-soft"),
    ("accent", "paper"), ("accent", "ground"), ("accent", "accent-soft"), ("accent-ink", "accent"), ("ink", "mark"),
    ("u0", "paper"), ("u0", "ground"), ("u0", "u0-soft"), ("ink", "u0-soft"), ("u0-ink", "u0"), ("u1", "paper"),
    ("u1", "u1-soft"), ("u2", "paper"), ("u3", "paper"), ("ok", "paper"), ("call-ink", "call"),
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    css = (Path(__file__).parents[2] / "gateway/static/base.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    if scheme == "dark":
        tokens |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))
    faint = {(a, b): round(contrast(tokens[a], tokens[b]), 2) for a, b in PAIRS}
    assert not {pair: ratio for pair, ratio in faint.items() if ratio < 4.5}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
