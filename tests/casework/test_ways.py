"""By which channel and to whom a row leaves: the number a caller chose, and whoever is on duty for a life in danger."""

from types import SimpleNamespace
from typing import Any

import pytest

from casework import ways
from store.caselists import words_of
from tests import speak
from tests.casework.duty_town import Town
from tests.channels.twiml_rules import checked, said
from tests.conftest import Work
from tests.speak import post_twilio

CALLER, CHOSEN = "+66812345678", "089-876 5432"


def row(**more: Any) -> Any:
    common = {
        "account": "voice",
        "purpose": "answer",
        "silent": False,
        "sender": CALLER,
        "case_phone": CHOSEN,
    }
    return SimpleNamespace(**common | {"reachable": True, "silenced": []} | more)


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({}, CHOSEN),
        ({"purpose": "ack"}, CHOSEN),
        ({"case_phone": ""}, CALLER),
        ({"account": "sms"}, CALLER),
        ({"purpose": "duty"}, CALLER),  # the officer's own phone, whatever number the case has
    ],
)
def test_a_caller_is_reached_on_the_number_chosen_and_an_officer_on_their_own(
    work: Work, facts: dict[str, Any], number: str
) -> None:
    assert ways.recipient(work.house.channels, row(**facts)) == number


@pytest.mark.parametrize(
    ("facts", "number", "refused"),
    [
        ({}, CHOSEN, False),
        ({"silenced": ["+66898765432"]}, CHOSEN, True),
        ({"silenced": [CALLER]}, CHOSEN, False),
        ({"reachable": False}, CHOSEN, False),
        ({"reachable": False}, CALLER, True),
    ],
)
def test_who_wants_no_text_messages_is_asked_of_the_number_that_is_written_to(
    work: Work, facts: dict[str, Any], number: str, refused: bool
) -> None:
    assert ways.refused(work.house.channels["sms"], row(**facts), number) is refused


def test_a_number_that_said_stop_gets_no_receipt_of_a_call_that_chose_it(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    client, call = wired_app.test_client(), speak.new_call()
    post_twilio(client, "/hooks/sms", speak.sms("หยุด", sender="+66898765432"))
    post_twilio(client, "/hooks/voice/record", speak.recorded(call, "RE" + "5" * 32))
    post_twilio(client, "/hooks/voice/phone?lang=th&n=1&s=2", speak.call(call, Digits="0898765432"))
    post_twilio(client, "/hooks/voice/status", speak.call(call, CallStatus="completed"))
    wired_work.all()
    assert [each.to for each in provider.deliveries] == []
    assert (
        wired_work.value("select state from message where direction = 'out' and account = 'voice'")
        == "failed"
    )


def test_key_one_rings_the_phone_of_whoever_is_on_duty_at_the_home_desk_of_the_hotline(
    client: Any, work: Work
) -> None:
    town = Town(work)
    home = work.value("select home_org from account where code = 'voice'")
    town.person("without", home, phone=False)
    town.on_duty("without", 1, home)
    town.on_duty("second", 2, home)
    number = work.value("select value from staff_contact where kind = 'phone'")
    pressed = speak.call(speak.new_call(), Digits="1")
    root = checked(post_twilio(client, "/hooks/voice/menu?lang=th&n=1&s=1", pressed).text)
    assert root.findtext("Dial/Number") == number
    assert "1 6 6 9" in said(root)


def test_an_end_that_a_call_speaks_can_be_heard_again(client: Any, work: Work) -> None:
    call = speak.new_call()
    post_twilio(client, "/hooks/voice/record", speak.recorded(call, "RE" + "5" * 32))
    work.triage()
    from sqlalchemy import text

    with work.house.database.session() as session:
        (key,) = session.execute(
            text(
                "update message set purpose = 'closed', text = 'จบแล้วค่ะ' where direction = 'out' returning id"
            )
        ).one()
        assert words_of(session, account="voice", message=key) == "จบแล้วค่ะ"
