"""Keys sort by time, references find every slip of a finger."""

from datetime import UTC, datetime, timedelta

import pytest

from store import ids

AT = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)
REFERENCE = ids.case_reference(17, AT)


def test_a_reference_holds_the_buddhist_month_of_bangkok_and_the_serial() -> None:
    assert REFERENCE[:11] == "69110000017"
    new_year_in_bangkok = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert ids.case_reference(1, new_year_in_bangkok)[:4] == "7001"
    assert ids.grouped(REFERENCE) == f"6911-0000-{REFERENCE[8:]}"


def test_the_serial_begins_again_after_ten_million_and_stays_twelve_digits() -> None:
    assert ids.case_reference(10_000_000 + 17, AT) == REFERENCE


@pytest.mark.parametrize("serial", [1, 17, 4_711, 9_999_999])
def test_every_single_wrong_digit_is_found(serial: int) -> None:
    right = ids.case_reference(serial, AT)
    assert ids.typed_reference(right) == right
    wrong = [
        right[:n] + digit + right[n + 1 :] for n in range(12) for digit in "0123456789" if digit != right[n]
    ]
    assert len(wrong) == 12 * 9
    assert [each for each in wrong if ids.typed_reference(each)] == []


def test_every_swap_of_neighbours_is_found() -> None:
    tried = 0
    for serial in range(1, 3000):
        right = ids.case_reference(serial, AT)
        for n in range(11):
            if right[n] != right[n + 1]:
                tried += 1
                assert ids.typed_reference(right[:n] + right[n + 1] + right[n] + right[n + 2 :]) is None
    assert tried > 10_000


@pytest.mark.parametrize("shape", ["{0}-{1}-{2}", "{0} {1} {2}", " {0}{1}{2}\t", "{0}–{1}.{2}"])
@pytest.mark.parametrize("digits", ["0123456789", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９"])
def test_a_reference_is_known_however_it_is_typed(shape: str, digits: str) -> None:
    typed = shape.format(REFERENCE[:4], REFERENCE[4:8], REFERENCE[8:])
    assert ids.typed_reference(typed.translate(str.maketrans("0123456789", digits))) == REFERENCE


@pytest.mark.parametrize(
    "typed",
    ["", "-", REFERENCE[:11], REFERENCE + "0", f"เลข {REFERENCE}", REFERENCE.replace("0", "o"), "²" * 12],
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert ids.typed_reference(typed) is None


def test_row_keys_sort_in_the_order_they_were_made_also_within_a_millisecond() -> None:
    made = [ids.new_id(AT) for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert ids.new_id(AT + timedelta(milliseconds=1)) > made[-1]
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert made[0].int >> 80 == int(AT.timestamp() * 1000)


def test_the_same_person_on_the_same_account_is_the_same_conversation() -> None:
    assert ids.conversation_id("line", "U1") == ids.conversation_id("line", "U1")
    others = {
        ids.conversation_id(*each) for each in (("line", "U1"), ("line", "U2"), ("sms", "U1"), ("lineU", "1"))
    }
    assert len(others) == 4


def test_what_is_kept_of_a_token_does_not_open_the_door() -> None:
    assert ids.token_hash("secret") == ids.token_hash("secret") != ids.token_hash("Secret")
    assert "secret" not in ids.token_hash("secret")
