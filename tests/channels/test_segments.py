"""How many parts an SMS has."""

import pytest

from channels.segments import segments

RECEIPT = "รับเรื่องแล้ว เลขที่ 6611004527 อบต.โคกสูง ฉุกเฉินโทร1669"


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_thai_is_counted_in_seventies(length, parts):
    """Case 53."""
    assert segments("ก" * length) == parts


@pytest.mark.parametrize(("length", "parts"), [(160, 1), (161, 2), (306, 2), (307, 3)])
def test_latin_is_counted_in_hundred_and_sixties(length, parts):
    assert segments("a" * length) == parts


def test_some_latin_signs_count_twice():
    assert segments("€" * 80) == 1
    assert segments("€" * 81) == 2


def test_an_emoji_is_two_units_and_never_torn():
    assert segments("👍" * 35) == 1
    assert segments("👍" * 36) == 2
    # 67 units hold 33 whole emoji: the 34th goes into the next part
    assert segments("👍" * 66) == 2
    assert segments("👍" * 67) == 3


def test_the_receipt_fits_into_one():
    assert segments(RECEIPT) == 1
