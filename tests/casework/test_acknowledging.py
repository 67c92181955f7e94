"""Somebody says that they go: by a key in the call, by LINE's button, by text message; a person ends it with a reason."""

import uuid
from typing import Any

import pytest

from tests import speak
from tests.casework.duty_town import Town
from tests.channels.twiml_rules import checked
from tests.conftest import PUBLIC_URL, Work
from tests.speak import line_event, post_line, post_twilio, sms


@pytest.fixture
def town(work: Work) -> Town:
    return Town(work)


@pytest.fixture
def ringing(client: Any, town: Town) -> Town:
    town.on_duty("one")
    town.on_duty("two", 2)
    town.cry(client)
    town.tick()
    return town


def call_of(town: Town, account: str, name: str = "one") -> Any:
    return next(c for c in town.calls() if c.account == account and c.to_staff == town.people[name].id)


def pressed(client: Any, town: Town, key: str = "1", call: str = "") -> Any:
    path = f"/hooks/voice/duty?m={call_of(town, 'voice').id}"
    form = speak.call(call or speak.new_call(), Direction="outbound-api", Digits=key)
    answer = post_twilio(client, path, form)
    assert answer.status_code == 200
    return checked(answer.text)


def button(client: Any, town: Town, *, by: str = "one") -> None:
    data = call_of(town, "line").parts["card"]["buttons"][0]["value"]
    sender = town.work.value(
        "select value from staff_contact where staff_id = :id and kind = 'line'", id=town.people[by].id
    )
    post_line(client, line_event(type="postback", message=None, postback={"data": data}, source={"type": "user", "userId": sender}))  # fmt: skip


def text(client: Any, town: Town, words: str, *, by: str = "one") -> None:
    sender = town.work.value("select value from staff_contact where staff_id = :id and kind = 'phone'", id=town.people[by].id)  # fmt: skip
    post_twilio(client, "/hooks/sms", sms(words, sender=sender))


def by(town: Town) -> tuple[str, str]:
    row = town.work.rows(
        "select s.name, a.acknowledged_how as how from alarm a left join staff s on s.id = a.acknowledged_by"
    )[0]
    return row.name, row.how


def test_key_1_in_the_call_acknowledges_and_the_ladder_stands_still(client: Any, ringing: Town) -> None:
    document = pressed(client, ringing)
    assert "รับเหตุแล้ว" in "".join(document.itertext())
    ringing.work.triage()
    assert by(ringing) == ("one", "voice")
    for _ in range(12):
        ringing.tick(60)
    assert ringing.names() == ["one"]
    assert ringing.work.value("select count(*) from case_event where verb = 'alarm_acknowledged'") == 1


def test_the_button_in_line_acknowledges(client: Any, ringing: Town) -> None:
    button(client, ringing)
    ringing.work.triage()
    assert by(ringing) == ("one", "line")
    assert ringing.work.value("select text from message where purpose = 'duty_ack'").startswith(
        "ท่านรับแล้ว 1 เหตุ"
    )


@pytest.mark.parametrize("words", ["รับ", "รับเหตุครับ", "รับแล้วค่ะ", "1", "๑", " รับ "])
def test_a_text_message_acknowledges(client: Any, ringing: Town, words: str) -> None:
    text(client, ringing, words)
    ringing.work.triage()
    assert by(ringing) == ("one", "sms")
    assert ringing.work.value('select count(*) from "case"') == 1


def test_the_reference_alone_acknowledges_only_that_one(client: Any, ringing: Town) -> None:
    ringing.cry(client, n=2)
    ringing.tick(40)
    reference = ringing.work.value('select reference from "case" order by opened_at limit 1')
    text(client, ringing, reference)
    ringing.work.triage()
    open_ones = ringing.work.rows(
        'select c.reference, a.acknowledged_at from alarm a join "case" c on c.id = a.case_id'
    )
    assert {row.reference: bool(row.acknowledged_at) for row in open_ones}[reference]
    assert sum(bool(row.acknowledged_at) for row in open_ones) == 1


def test_one_answer_takes_all_that_the_call_was_about_and_nothing_later(client: Any, ringing: Town) -> None:
    ringing.cry(client, n=2)
    pressed(client, ringing)  # the call spoke of the first alone
    ringing.work.triage()
    ringing.tick(40)
    assert ringing.work.value("select count(*) from alarm where acknowledged_at is null") == 1


def test_what_cannot_be_an_answer_is_a_plea_like_any_other(client: Any, ringing: Town) -> None:
    text(client, ringing, speak.ROOF)
    post_twilio(client, "/hooks/sms", sms("รับ", sender="+66899999999"))
    ringing.work.triage()
    assert ringing.alarm().acknowledged_at is None
    assert ringing.work.value('select count(*) from "case"') >= 2


def test_danger_of_a_duty_persons_own_is_never_taken_for_an_answer(client: Any, ringing: Town) -> None:
    text(client, ringing, "ช่วยด้วย")
    ringing.work.triage()
    assert ringing.alarm().acknowledged_at is None
    assert ringing.work.value('select count(*) from "case"') == 2


def test_a_card_passed_on_to_somebody_else_acknowledges_nothing(client: Any, ringing: Town) -> None:
    data = call_of(ringing, "line").parts["card"]["buttons"][0]["value"]
    post_line(client, line_event(type="postback", message=None, postback={"data": data}))
    ringing.work.triage()
    assert ringing.alarm().acknowledged_at is None


@pytest.mark.parametrize("data", ["duty:ack:", "duty:ack:x", f"duty:ack:{uuid.UUID(int=1)}"])
def test_a_button_of_nothing_changes_nothing_and_holds_up_nobody(
    client: Any, ringing: Town, data: str
) -> None:
    post_line(client, line_event(type="postback", message=None, postback={"data": data}))
    ringing.work.triage()
    assert ringing.alarm().acknowledged_at is None
    assert ringing.work.value("select count(*) from message where state = 'received'") == 0


def test_the_second_to_answer_reads_who_was_first(client: Any, ringing: Town) -> None:
    ringing.tick(120)
    assert "two" in ringing.names()
    text(client, ringing, "รับ", by="two")
    ringing.work.triage()
    button(client, ringing)
    ringing.work.triage()
    assert by(ringing) == ("two", "sms")
    said = [
        row.text
        for row in ringing.work.rows("select text from message where purpose = 'duty_ack' order by id")
    ]
    assert "มีผู้รับแล้วคือ two" in said[-1]


def test_a_key_pressed_twice_and_a_button_pressed_twice_are_one(client: Any, ringing: Town) -> None:
    call = speak.new_call()
    for _ in range(2):
        pressed(client, ringing, call=call)
        button(client, ringing)
    ringing.work.triage()
    assert ringing.work.value("select count(*) from case_event where verb = 'alarm_acknowledged'") == 1


def test_other_keys_are_asked_again_twice_and_acknowledge_nothing(client: Any, ringing: Town) -> None:
    document = pressed(client, ringing, "5")
    gather = document.find("Gather")
    for _ in range(2):
        assert gather is not None
        path = gather.get("action", "").removeprefix(PUBLIC_URL)
        answer = post_twilio(client, path, speak.call(speak.new_call(), Direction="outbound-api", Digits="5"))
        gather = checked(answer.text).find("Gather")
    assert gather is None
    ringing.work.triage()
    assert ringing.alarm().acknowledged_at is None


def test_the_call_to_duty_is_a_valid_document_that_says_it_three_times(
    client: Any, ringing: Town, open_call: Any
) -> None:
    document = checked(open_call(call_of(ringing, "voice")))
    gathers = document.findall("Gather")
    assert len(gathers) == 3
    said = "".join(gathers[0].itertext())
    assert "กด 1 เพื่อรับเหตุ" in said
    assert "ควนลัง" in said
    assert {gather.get("numDigits") for gather in gathers} == {"1"}
    assert document[-1].tag == "Hangup"


@pytest.fixture
def open_call() -> Any:
    from casework.delivery import as_outbound
    from channels import duty_call

    def made(row: Any) -> str:
        message = as_outbound(
            key=row.id, recipient=row.value, text=row.text, parts=row.parts, reply_token="", language="th"
        )
        assert duty_call.asks(message)
        return duty_call.document(message, f"{PUBLIC_URL}/hooks/voice")

    return made


def test_the_longest_duty_call_stays_within_what_the_exchange_takes(open_call: Any) -> None:
    from channels import duty_call
    from channels.contract import Button, Card, OutboundMessage

    card = Card("x", buttons=(Button("รับ", "postback", f"duty:ack:{uuid.UUID(int=1)}"),))
    message = OutboundMessage(uuid.uuid4(), "+66900000000", "", spoken="น้ำ" * 2000, card=card)
    assert len(duty_call.document(message, f"{PUBLIC_URL}/hooks/voice")) <= 4000
