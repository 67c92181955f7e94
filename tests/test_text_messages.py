"""Text messages over the whole path: opted out, unreachable, the second provider; numbers of channels.md section 5."""

from typing import Any

import pytest

from store.db import utc_now
from store.ids import case_reference
from tests import speak
from tests.channels.specimens import Specimen
from tests.channels.specimens import sms_thai as specimen
from tests.conftest import SECRETS, Work, log_in
from tests.speak import line_event, post_line, post_twilio, sms
from tests.test_delivery_faults import _answer, status

PHONE = "+66812345678"


def texts(provider: Any) -> list[Any]:
    return [one for one in provider.deliveries if one.api in {"twilio.message", "thai.sms"}]


@pytest.mark.parametrize("word", ["หยุด", "STOP", " stop "])
def test_after_the_word_stop_no_text_message_leaves_whoever_would_send_it(
    wired_app: Any, wired_work: Work, provider: Any, word: str
) -> None:
    """[52] a call's receipt is a text message too; the word itself is no plea; staff see why."""
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms())
    wired_work.all()
    post_twilio(client, "/hooks/sms", sms(word))
    wired_work.all()
    provider.reset()
    _answer(wired_app, wired_work, "สวัสดีครับ")
    form = speak.recorded(speak.new_call(), "RE" + "3" * 32)
    post_twilio(client, "/hooks/voice/record?lang=th", form)
    outcomes = wired_work.all()
    assert texts(provider) == []
    assert {o.state for o in outcomes} == {"failed"}
    assert wired_work.value("select count(*) from \"case\" where account = 'sms'") == 1
    row = wired_work.rows("select reference, owner from \"case\" where account = 'sms'")[0]
    page = log_in(wired_app, row.owner).get(f"/cases/{row.reference}").get_data(as_text=True)
    assert "ผู้แจ้งขอไม่รับข้อความ" in page


def test_the_word_start_lets_messages_through_again(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[52]"""
    client = wired_app.test_client()
    for words in (None, "หยุด", "เริ่ม"):
        post_twilio(client, "/hooks/sms", sms(words) if words else sms())
        wired_work.all()
    _answer(wired_app, wired_work, "สวัสดีครับ")
    assert [o.state for o in wired_work.deliver()] == ["sent"]


def test_a_word_beside_a_case_number_is_no_wish_for_silence(client: Any, work: Work) -> None:
    """[52] it is for the dialogue to ask whether the case is to be cancelled."""
    post_twilio(client, "/hooks/sms", sms())
    work.all()
    reference = work.value('select reference from "case"')
    post_twilio(client, "/hooks/sms", sms(f"ยกเลิก {reference}"))
    post_twilio(client, "/hooks/sms", sms(f"หยุด {case_reference(7, utc_now())}"))
    work.all()
    assert work.rows("select 1 from silence") == []
    assert work.value("select reachable from conversation")


@pytest.mark.parametrize("code", ["30003", "21610"])
def test_a_number_that_cannot_be_reached_is_told_to_staff_and_tried_again_only_when_it_writes(
    wired_app: Any, wired_work: Work, provider: Any, code: str
) -> None:
    """[51]"""
    client = wired_app.test_client()
    post_twilio(client, "/hooks/sms", sms())
    outcome, _notice = wired_work.all()
    form = status(outcome.provider_id, "undelivered", ErrorCode=code)
    post_twilio(client, "/hooks/sms/status", form)
    wired_work.triage()
    _answer(wired_app, wired_work, "สวัสดีครับ")
    assert [o.state for o in wired_work.deliver()] == ["failed"]
    row = wired_work.rows('select reference, owner from "case"')[0]
    page = log_in(wired_app, row.owner).get(f"/cases/{row.reference}").get_data(as_text=True)
    assert "เบอร์นี้ส่งข้อความไม่ถึง" in page
    post_twilio(client, "/hooks/sms", sms("ยังอยู่ครับ"))
    wired_work.triage()
    assert wired_work.value("select reachable from conversation")


def test_a_segment_is_counted_when_it_is_sent(wired_app: Any, wired_work: Work, provider: Any) -> None:
    """[53]"""
    post_twilio(wired_app.test_client(), "/hooks/sms", sms())
    wired_work.all()
    _answer(wired_app, wired_work, "ก" * 135)
    wired_work.deliver()
    found = wired_work.rows("select purpose, segments from message where direction = 'out' order by id")
    assert found == [("ack", 1), ("notice", 1), ("answer", 3)]


def test_a_callers_receipt_goes_by_whichever_way_of_text_messages_has_a_provider(
    wired_app: Any, wired_work: Work, provider: Any, thai: Any
) -> None:
    wired_app.extensions["house"].channels["sms"].rest = None
    client, call = wired_app.test_client(), speak.new_call()
    post_twilio(client, "/hooks/voice/record?lang=th", speak.recorded(call, "RE" + "4" * 32))
    post_twilio(client, "/hooks/voice/status", speak.call(call, CallStatus="completed"))
    wired_work.all()
    assert [(one.api, one.to) for one in texts(provider)] == [("thai.sms", "0812345678")]


@pytest.fixture
def thai(wired: Any, provider: Any) -> Any:
    """The house with an account at the aggregator, as an operator adds one."""
    from store import orgs
    from store.sealing import seal

    now, key = utc_now(), SECRETS["SECRET_KEY"]
    values = {"KEY": "k", "API_URL": f"{provider.url}/api/bulk/send", "FROM": "SAITRONG", "SECRET": "s"}
    with wired.database.session() as session:
        home = orgs.accounts(session)[0].home_org
        orgs.put_account(session, code="smsth", kind="smsth", home_org=home, name="", now=now)
        orgs.set_sealed(session, "smsth", {n: seal(v, key) for n, v in values.items()}, now=now)
    wired.look_at_accounts()
    return wired.channels["smsth"]


def post(client: Any, one: Specimen, door: str) -> Any:
    path = one.path.rpartition("/")[0] + f"/{door}"
    return client.post(path, data=one.body, content_type="application/json")


def test_the_second_provider_takes_a_plea_answers_it_and_reports_back_in_any_order(
    wired_app: Any, wired_work: Work, provider: Any, thai: Any
) -> None:
    """[45, 49, 50, 54] the same promises by another aggregator: nothing outside its adapter knows of it."""
    client = wired_app.test_client()
    early = specimen("status", ref_id=f"{1:018d}", status="SUCCESS")
    assert post(client, early, thai.door).get_json() == {"status": "OK"}
    for _ in range(2):
        assert post(client, specimen(message=speak.ROOF), thai.door).status_code == 200
    outcomes = wired_work.all()
    assert [o.state for o in outcomes] == ["sent", "sent"]  # the receipt, the privacy notice
    assert wired_work.value('select count(*) from "case"') == 1
    assert [one.to for one in texts(provider)] == ["0812345678"] * 2
    for told in ("SUCCESS", "MOBILE_OFF", "SUCCESS"):
        post(client, specimen("status", ref_id=outcomes[0].provider_id, status=told), thai.door)
        wired_work.triage()
    assert wired_work.value("select state from message where purpose = 'ack'") == "delivered"
    assert post(client, specimen("status", status="SUCCESS"), "0" * 40).status_code == 403


def test_a_secret_of_an_account_is_not_in_the_database_in_clear(wired_work: Work, thai: Any) -> None:
    assert "SAITRONG" not in str(wired_work.value("select sealed from account where code = 'smsth'"))


def test_line_is_not_silenced_by_the_word_stop_of_a_phone(client: Any, work: Work) -> None:
    post_twilio(client, "/hooks/sms", sms("หยุด"))
    post_line(client, line_event())
    assert [o.state for o in work.all()] == ["sent"]
