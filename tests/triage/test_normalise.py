"""Text that people type in many ways is read in one."""

import pytest

from triage.reading import normalise
from triage.reading.normalise import laughs


@pytest.mark.parametrize("typed", ["นํ้า", "น้ํา", "นำ้", "น้ำ"])
def test_sara_am_typed_in_parts_is_one_letter(typed: str) -> None:
    assert normalise(typed) == "น้ำ"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("เเม่", "แม่"),
        ("ช่วยยยยยด้วยยย", "ช่วยด้วย"),
        ("ค่าาาา", "ค่า"),
        ("ที่่อยู่่", "ที่อยู่"),
        ("ม.๑๒", "ม.12"),
        ("１６６９", "1669"),
        ("HELP  Me\n now", "help me now"),
        ("ช่วย\u200bด้วย", "ช่วยด้วย"),
        ("ธรรมดา สรรหา", "ธรรมดา สรรหา"),
        ("ตลก5555 จริง", "ตลก จริง"),
    ],
)
def test_typing_habits_are_evened_out(typed: str, read: str) -> None:
    assert normalise(typed) == read


def test_a_phone_number_keeps_its_repeated_digits() -> None:
    assert normalise("โทร 0855550000") == "โทร 0855550000"


def test_normal_form_is_final() -> None:
    once = normalise("นํ้าาาาเเรงงง ช่วยยย ๕๕๕๕")
    assert normalise(once) == once


def test_laughter_is_heard_but_not_in_a_phone_number() -> None:
    assert laughs("ตายแน่ 5555")
    assert not laughs("โทร 0855550000")


def test_heaps_of_signs_come_to_one_order() -> None:
    assert normalise("ก่ิิ") == "กิ่"
    assert normalise("นำ้") == normalise("นํ้า") == normalise("น้ํา") == "น้ำ"
    assert normalise("กำำ้้ิ") == normalise(normalise("กำำ้้ิ"))
