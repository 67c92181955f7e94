"""Dates, masks, reasons: small pure things that every page relies on."""

from datetime import UTC, datetime, timedelta
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
    [("089-000-1234", "08x-xxx-1234"), ("+66890001234", "08x-xxx-1234"), ("191", "xx91"), ("", ""), ("abc", "")],
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
