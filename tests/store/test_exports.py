"""What leaves by `saitrong export`: whole, in order, with persons covered unless somebody asked by name."""

from typing import Any

import pytest

from store import exports
from tests.conftest import Work
from tests.speak import line_event, post_line, post_twilio, sms

CASE = {
    "reference", "account", "channel", "opened_at", "state", "kind", "category", "urgency", "org", "hub", "place",
    "text", "messages", "incident",
}  # fmt: skip
MESSAGE = {
    "id", "account", "direction", "state", "event_id", "provider_message_id", "case", "sender", "sent_at",
    "received_at", "purpose", "text",
}  # fmt: skip
WORDS = "หลังคาปลิว ต.ควนลัง อ.หาดใหญ่ โทร 089-000-1234 บัตร 1 2345 67890 12 1"


@pytest.fixture
def spoken(client: Any, work: Work) -> Work:
    post_line(client, line_event(WORDS))
    post_twilio(client, "/hooks/sms", sms(WORDS, sender="+66890001234"))
    work.all()
    return work


def rows(work: Work, what: Any, *, masked: bool) -> list[dict[str, Any]]:
    with work.house.database.session() as session:
        return list(what(session, masked=masked))


def test_a_case_is_one_line_of_the_fixed_shape(spoken: Work) -> None:
    line, text = rows(spoken, exports.cases, masked=False)
    assert line.keys() == text.keys() == CASE
    assert (line["account"], text["account"]) == ("line", "sms")
    assert line["reference"].isdigit()
    assert (line["org"], line["hub"], line["messages"]) == ("9079", "hub-9011", 1)
    assert line["place"]["tambon_code"] == "901102"
    assert line["text"] == WORDS


def test_a_message_is_one_line_and_names_its_case(spoken: Work) -> None:
    found = rows(spoken, exports.messages, masked=False)
    # to the person who writes by SMS the privacy notice is a message of its own
    assert [row.keys() == MESSAGE for row in found] == [True] * 5
    assert {row["direction"] for row in found} == {"in", "out"}
    assert len({row["case"] for row in found}) == 2


@pytest.mark.parametrize("what", [exports.cases, exports.messages])
def test_masked_lines_hold_no_number_that_can_be_called(spoken: Work, what: Any) -> None:
    masked, bare = (str(rows(spoken, what, masked=way)) for way in (True, False))
    senders = ["+66890001234", "U" + "0" * 31] if what is exports.messages else []
    for number in ("089-000-1234", "1 2345 67890 12 1", *senders):
        assert number in bare
        assert number not in masked
    assert "ควนลัง" in masked


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ("โทร 0812345678 ครับ", "โทร ••••••••78 ครับ"),
        ("+66812345678", "+•••••••••78"),
        ("1-2345-67890-12-1", "•••••••••••••••-1"),
        ("หมู่ 3 บ้านเลขที่ 45/1 ปี 2569", "หมู่ 3 บ้านเลขที่ 45/1 ปี 2569"),
        ("๐๘๑๒๓๔๕๖๗๘", "••••••••๗๘"),
    ],
)
def test_numbers_inside_words_keep_their_last_two_digits(words: str, covered: str) -> None:
    assert exports.mask_numbers(words) == covered


def test_a_masked_sender_can_be_told_from_another_but_not_called() -> None:
    assert exports.mask("+66812345678") == "…5678"
    assert exports.mask("1234") == "…"
