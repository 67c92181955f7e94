"""One call in Thai from the first word to the closed case, through the running app as an exchange drives it."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from channels.segments import segments
from tests import speak
from tests.channels.twiml_rules import checked, said, target
from tests.conftest import PUBLIC_URL, Work, log_in
from tests.pages.helpers import KHUAN_LANG, press
from tests.speak import post_twilio

RECORDING = "RE" + "a" * 32


class Caller:
    """A telephone: it listens to one document at a time and follows the address that the document names."""

    def __init__(self, client: Any, number: str = "+66812345678") -> None:
        self.client, self.number, self.sid = client, number, speak.new_call()
        self.heard: ET.Element = self._post("/hooks/voice")

    def press(self, digits: str) -> str:
        self.heard = self._post(target(self.heard, "Gather", "action"), Digits=digits)
        return self._listen()

    def speak(self) -> str:
        """After the tone, then the square key."""
        url = f"https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/{RECORDING}"
        told = {"RecordingSid": RECORDING, "RecordingUrl": url, "RecordingDuration": "21", "Digits": "#"}
        self.heard = self._post(target(self.heard, "Record", "action"), **told)
        return self._listen()

    def wait(self) -> str:
        self.heard = self._post(target(self.heard, "Redirect"))
        return self._listen()

    def hang_up(self) -> None:
        form = speak.call(self.sid, CallStatus="completed", From=self.number)
        post_twilio(self.client, "/hooks/voice/status", form)

    def _listen(self) -> str:
        while len(self.heard) == 1 and self.heard[0].tag == "Redirect":
            self.heard = self._post(self.heard[0].text or "")
        return said(self.heard)

    def _post(self, url: str, **form: str) -> ET.Element:
        path = url.removeprefix(PUBLIC_URL)
        assert urlsplit(path).netloc == ""
        got = post_twilio(self.client, path, speak.call(self.sid, From=self.number, **form))
        assert got.status_code == 200
        return checked(got.get_data(as_text=True))


def test_a_call_from_the_first_word_to_the_closed_case(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    work = wired_work
    grandmother = Caller(wired_app.test_client())
    assert "ถ้ามีคนอยู่ในอันตราย กด 1" in said(grandmother.heard)
    assert "น้ำ ไฟ พายุ กด 1" in grandmother.press("2")
    assert "กรุณาเล่าเรื่อง" in grandmother.press("1")
    assert "เบอร์ที่โทรเข้ามา" in grandmother.speak()
    work.triage()
    assert "รหัสไปรษณีย์" in grandmother.press("1")
    assert "ถือสายรอ" in grandmother.press("0")
    case = work.rows('select * from "case"')[0]
    number = grandmother.wait()
    assert number.count(" ".join(case.reference[:4])) == 2
    assert "ผู้รับเรื่องคือ" in number
    grandmother.hang_up()

    # the receipt in writing, one text message, once the call is over
    work.all()
    (receipt,) = provider.deliveries
    assert (receipt.api, receipt.to, segments(receipt.body["Body"])) == ("twilio.message", "+66812345678", 1)
    assert case.reference in receipt.body["Body"]

    # the desk listens and types; the case goes to the body of the place
    hub = log_in(wired_app, case.owner)
    message = work.value("select message_id from attachment")
    words = "หลังคาปลิวเมื่อคืน ขอผ้าใบค่ะ หมู่ 3 ต.ควนลัง อ.หาดใหญ่"
    typed = {f"transcript-{message}": words, "before": ""}
    press(hub, f"/cases/{case.reference}/messages/{message}/transcript", **typed)
    work.later(150)
    work.all()
    case = work.rows('select * from "case"')[0]
    assert (case.owner, case.text) == (KHUAN_LANG, words)
    assert "disaster" in case.category

    # that body answers by a call, which the caller acknowledges
    clerk = log_in(wired_app, KHUAN_LANG)
    answer = {"words": "พรุ่งนี้เช้าช่างไปดูหลังคาค่ะ", "version": case.version}
    press(clerk, f"/cases/{case.reference}/reply", **answer)
    work.later(150)
    work.all()
    ring = next(each for each in provider.deliveries if each.api == "twilio.call")
    action = target(checked(ring.body["Twiml"]), "Gather", "action").removeprefix(PUBLIC_URL)
    ours = {"CallSid": f"CA{ring.id}", "Direction": "outbound-api"}
    post_twilio(wired_app.test_client(), action, speak.call("", Digits="1") | ours)
    work.triage()
    assert work.value("select state from message where purpose = 'answer'") == "read"

    # she follows it by its number, and it is closed
    again = Caller(wired_app.test_client())
    again.press("3")
    heard = again.press(case.reference)
    assert "กำลังดำเนินการ" in heard
    assert "พรุ่งนี้เช้าช่างไปดูหลังคาค่ะ" in heard
    version = work.value('select version from "case"')
    press(clerk, f"/cases/{case.reference}/close", reason="advised", version=version)
    assert work.value('select state from "case"') == "closed"
    last = Caller(wired_app.test_client(), "+66899999999")
    last.press("3")
    told = last.press(case.reference)
    assert "ยุติเรื่องแล้ว" in told
    assert "ช่าง" not in told
