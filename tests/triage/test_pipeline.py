"""From stored messages to owned cases: what joins, what opens, what is answered, and what a poisoned message costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.access import Sight, most
from tests import speak
from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line, user
from triage import judging
from triage.judge import judge

NO_PLACE = "หลังคาปลิวทั้งหลังเมื่อคืน ขอผ้าใบครับ"
PLACE = "ต.ควนลัง อ.หาดใหญ่ ครับ"
FARM = "นาข้าวเสียหายจากเพลี้ย ขอชดเชย ต.ควนลัง อ.หาดใหญ่"
ELSEWHERE = "หลังคาปลิว ขอผ้าใบ ต.คลองแห อ.หาดใหญ่"
UPDATE = "ขออัปเดตเพิ่มเติม ตอนนี้ฝนตกอีกแล้ว"
THANKS = "ขอบคุณมากครับ ได้รับของแล้ว"
GAMES = "ไม่เอาแล้ว ฮ่าๆ เล่นเกมไหม"
LOAN = "กู้เงินด่วน ดอกเบี้ยต่ำ แอดไลน์ @money คลิก http://x.co"
COMPLAINT = "นายก อบต.พะตง ทุจริตเงินช่วยเหลือน้ำท่วม ขอร้องเรียน"
COMPLAINT_NO_PLACE = "ปลัดเทศบาลเรียกรับเงิน ขอร้องเรียนเจ้าหน้าที่"
PDPA = "ขอใช้สิทธิข้อมูลส่วนบุคคล ขอลบข้อมูลของฉัน"
HOUR = 3600.0


class Chat:
    """One person's words over LINE, each said some seconds ago, read and answered in between."""

    def __init__(self, client: Any, work: Work) -> None:
        self.client, self.work = client, work

    def hear(self, words: str, *, ago: float = 0, who: int = 1, **event: Any) -> None:
        at = datetime.now(UTC) - timedelta(seconds=ago)
        told = {"timestamp": int(at.timestamp() * 1000), "source": {"type": "user", "userId": user(who)}}
        assert post_line(self.client, line_event(words, **(told | event))).status_code == 200

    def say(self, words: str, *, ago: float = 0, who: int = 1, **event: Any) -> None:
        self.hear(words, ago=ago, who=who, **event)
        self.work.all()

    def cases(self) -> list[Any]:
        return self.work.rows('select * from "case" order by opened_at, id')

    def answers(self) -> list[str]:
        rows = self.work.rows("select purpose from message where direction = 'out' order by sent_at, id")
        return [row.purpose for row in rows]

    def access(self) -> dict[str, str]:
        return {row.org: row.relation for row in self.work.rows("select org, relation from case_access")}


@pytest.fixture
def chat(client: Any, work: Work) -> Chat:
    return Chat(client, work)


# -- pieces, joins and new cases ---------------------------------------------------------------------------------


def test_pieces_within_the_quiet_window_join_without_a_word(chat: Chat) -> None:
    chat.say(ROOF, ago=60)
    chat.say("มีคนแก่สองคน", ago=40)
    chat.say("รีบหน่อยนะ", ago=15)
    (case,) = chat.cases()
    assert (case.message_count, chat.answers()) == (3, ["ack"])


def test_the_quiet_window_runs_from_the_last_piece_and_then_an_addition_is_told(chat: Chat) -> None:
    chat.say(ROOF, ago=100)
    chat.say("มีคนแก่สองคน", ago=75)
    chat.say("บ้านหลังสีเขียว", ago=40)
    assert len(chat.cases()) == 1
    assert chat.answers() == ["ack", "added"]


def test_a_plea_in_pieces_read_in_one_batch_is_one_case_acknowledged_once(chat: Chat) -> None:
    for n in range(5):
        chat.hear(ROOF if n == 0 else f"ส่วนที่ {n}", ago=50 - n)
    chat.work.all()
    (case,) = chat.cases()
    assert (case.message_count, chat.answers()) == (5, ["ack"])


@pytest.mark.parametrize(("hours", "cases"), [(71.9, 1), (72.1, 2)])
def test_the_same_matter_joins_its_case_for_three_days(chat: Chat, hours: float, cases: int) -> None:
    chat.say(ROOF, ago=hours * HOUR)
    chat.say("หลังคายังไม่ได้ซ่อม ขอผ้าใบอีกผืน ต.ควนลัง อ.หาดใหญ่")
    assert len(chat.cases()) == cases


@pytest.mark.parametrize("words", [FARM, ELSEWHERE])
def test_another_need_or_another_place_is_another_case(chat: Chat, words: str) -> None:
    chat.say(ROOF, ago=HOUR)
    chat.say(words)
    assert len(chat.cases()) == 2
    assert chat.answers() == ["ack", "ack"]


def test_a_closed_case_is_joined_by_nothing(chat: Chat) -> None:
    chat.say(ROOF, ago=HOUR)
    chat.work.value("""with set as (update "case" set state = 'closed' returning 1) select 1 from set""")
    chat.say(ROOF)
    assert [case.state for case in chat.cases()] == ["closed", "new"]


def test_two_people_with_the_same_words_are_two_cases(chat: Chat) -> None:
    chat.say(ROOF, who=1)
    chat.say(ROOF, who=2)
    assert len(chat.cases()) == 2
    assert len({case.person_id for case in chat.cases()}) == 2


def test_words_to_a_case_that_waits_for_the_citizen_set_it_going_again_and_raise_its_urgency_only(
    chat: Chat,
) -> None:
    chat.say(ROOF, ago=HOUR)
    chat.work.value(
        """with set as (update "case" set state = 'waiting_citizen', urgency = 'U0' returning 1) select 1 from set"""
    )
    chat.say(UPDATE)
    (case,) = chat.cases()
    assert (case.state, case.urgency, case.unread) == ("active", "U0", True)


def test_a_place_that_comes_later_is_told_once_and_the_case_moves(chat: Chat) -> None:
    chat.say(NO_PLACE, ago=HOUR)
    assert (chat.cases()[0].owner, chat.cases()[0].asks_place) == ("hub-9011", True)
    chat.say(PLACE)
    (case,) = chat.cases()
    assert (case.owner, case.asks_place) == ("9079", False)
    assert chat.answers() == ["ack", "moved"]


# -- never twice -------------------------------------------------------------------------------------------------


def test_reading_again_what_was_read_already_does_nothing(chat: Chat) -> None:
    chat.say(ROOF)
    before = chat.cases(), chat.answers()
    for _ in range(3):
        assert chat.work.triage() == 0
    assert (chat.cases(), chat.answers()) == before


def test_the_database_itself_refuses_a_second_acknowledgement(chat: Chat) -> None:
    from sqlalchemy.exc import IntegrityError

    chat.say(ROOF)
    second = (
        "insert into message select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*"
        " from message m where purpose = 'ack' returning 1"
    )
    with pytest.raises(IntegrityError, match="message_ack_once"):
        chat.work.rows(second)


def test_workers_at_once_open_one_case_for_each_person_and_acknowledge_it_once(chat: Chat) -> None:
    import threading

    from store.presence import Presence
    from worker import Worker

    for who in range(40):
        chat.hear(ROOF, who=who)
        chat.hear("อีกนิด", who=who)
    workers = [Worker(chat.work.house, Presence(chat.work.house.database)) for _ in range(4)]
    threads = [threading.Thread(target=worker.drain) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chat.work.triage()
    assert len(chat.cases()) == chat.answers().count("ack") == len(chat.answers()) == 40
    assert chat.work.value("select count(*) from message where state = 'received'") == 0


# -- a message that cannot be read --------------------------------------------------------------------------------


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> str:
    """Words over which the reading breaks, as a defect in it would."""
    words = "POISON"

    def breaks(message: Any, *args: Any, **more: Any) -> Any:
        if words in message.text:
            raise RecursionError(message.text)
        return judge(message, *args, **more)

    monkeypatch.setattr(judging, "judge", breaks)
    return words


def test_a_poisoned_message_costs_its_batch_nothing_and_reaches_a_person_after_three_tries(
    chat: Chat, poison: str
) -> None:
    for who in range(9):
        chat.hear(poison if who == 4 else ROOF, who=who)
    chat.work.all()
    assert len(chat.cases()) == 8
    tried = "select state, attempts from message where direction = 'in' and text = :words"
    for _ in range(4):
        ((state, attempts),) = chat.work.rows(tried, words=poison)
        assert (state == "parked") == (len(chat.cases()) == 9)
        assert state == "parked" or 1 <= attempts <= 3
        chat.work.later(60)
        chat.work.all()
    assert chat.work.rows(tried, words=poison) == [("parked", 3)]
    case = chat.cases()[-1]
    assert (case.owner, case.kind, case.text, case.reasons) == ("hub-9011", "plea", poison, ["unread"])
    assert chat.answers().count("ack") == 9


def test_what_the_log_says_of_a_poisoned_message_are_ids_only(
    chat: Chat, poison: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat.say(f"{poison} โทร 089-000-1234")
    assert "RecursionError" in caplog.text
    assert "089-000" not in caplog.text
    assert "089-000" not in chat.work.value("select error from message where direction = 'in'")


def test_a_poisoned_cry_for_life_is_parked_as_the_most_urgent(chat: Chat, poison: str) -> None:
    chat.say(f"{poison} {speak.DROWNING}")
    for _ in range(3):
        chat.work.later(60)
        chat.work.all()
    assert [(case.urgency, case.owner) for case in chat.cases()] == [("U0", "hub-9011")]


# -- kinds (decisions.md 7) ---------------------------------------------------------------------------------------


def test_thanks_joins_its_case_and_is_answered_by_one_warm_line(chat: Chat) -> None:
    chat.say(ROOF, ago=HOUR)
    chat.say(THANKS)
    assert len(chat.cases()) == 1
    said = chat.work.rows("select text from message where direction = 'out' order by id")
    assert "ขอบคุณ" in said[-1].text


def test_thanks_and_a_question_of_status_alone_open_nothing(chat: Chat) -> None:
    chat.say(THANKS)
    chat.say("เรื่องของฉันถึงไหนแล้ว")
    assert chat.cases() == []
    assert chat.answers() == ["thanks", "status"]


def test_status_tells_number_state_and_holder_and_changes_nothing(chat: Chat) -> None:
    from store.ids import grouped

    chat.say(ROOF, ago=HOUR)
    (before,) = chat.cases()
    for words in ("เรื่องของฉันถึงไหนแล้ว", grouped(before.reference)):
        chat.say(words)
        told = chat.work.rows("select text from message where direction = 'out' order by id")[-1].text
        assert grouped(before.reference) in told
        assert "ควนลัง" in told
    assert chat.cases() == [before]


def test_spam_is_kept_without_case_or_answer(chat: Chat) -> None:
    for _ in range(4):
        chat.say(LOAN)
    assert (chat.cases(), chat.answers()) == ([], [])
    assert chat.work.value("select count(*) from message where state = 'triaged'") == 4


def test_danger_in_words_like_spam_always_wins(chat: Chat) -> None:
    chat.say(f"{LOAN} {speak.DROWNING}")
    assert [case.urgency for case in chat.cases()] == ["U0"]


def test_chatter_gets_one_polite_line_a_day_also_when_it_comes_in_one_batch(chat: Chat) -> None:
    for _ in range(3):
        chat.hear(GAMES)
    chat.work.all()
    chat.say(GAMES)
    assert (chat.cases(), chat.answers()) == ([], ["offtopic"])


def test_a_complaint_goes_to_the_hub_and_the_accused_sees_nothing_of_it(chat: Chat) -> None:
    chat.say(COMPLAINT)
    (case,) = chat.cases()
    assert (case.kind, case.owner) == ("complaint", "hub-9011")
    accused = {org for org, relation in chat.access().items() if most([relation]) == Sight.NOTHING}
    assert "901118" in accused
    assert chat.access()["hub-9011"] == "owner"


def test_a_complaint_whose_place_comes_later_still_never_goes_to_the_accused(chat: Chat) -> None:
    chat.say(COMPLAINT_NO_PLACE, ago=HOUR)
    assert chat.cases()[0].kind == "complaint"
    chat.say(PLACE)
    (case,) = chat.cases()
    assert case.owner == "hub-9011"
    assert chat.access()["9079"] == "accused"


@pytest.mark.parametrize("ago", [20, HOUR])
def test_a_complaint_is_never_a_piece_of_a_case_that_the_accused_holds(chat: Chat, ago: float) -> None:
    chat.say(ROOF, ago=ago)
    chat.say("นายกเทศมนตรีเมืองควนลัง ทุจริตเงินช่วยเหลือ ขอร้องเรียน")
    plea, complaint = chat.cases()
    assert (plea.owner, plea.message_count) == ("9079", 1)
    assert (complaint.kind, complaint.owner) == ("complaint", "hub-9011")


def test_a_data_request_is_a_case_of_the_home_desk(chat: Chat) -> None:
    chat.say(PDPA)
    (case,) = chat.cases()
    assert (case.kind, case.owner, case.asks_place) == ("pdpa", "hub-9011", False)


def test_an_offer_goes_to_the_hub_and_a_broken_lamp_to_the_body_of_the_place(chat: Chat) -> None:
    chat.say("อยากบริจาคน้ำดื่ม 100 แพ็ค ต.ควนลัง อ.หาดใหญ่", who=1)
    chat.say("ไฟถนนดับ ต.ควนลัง อ.หาดใหญ่", who=2)
    assert [(case.kind, case.owner, case.urgency) for case in chat.cases()] == [
        ("offer", "hub-9011", "U3"),
        ("cityfix", "9079", "U3"),
    ]


# -- standby, groups, calls ----------------------------------------------------------------------------------------


def test_on_standby_every_kind_is_kept_and_none_is_answered(chat: Chat) -> None:
    spoken = [NO_PLACE, PLACE, UPDATE, THANKS, GAMES, "เรื่องของฉันถึงไหนแล้ว"]
    for n, words in enumerate(spoken):
        chat.say(words, ago=(len(spoken) - n) * HOUR / 10, mode="standby", replyToken=None)
    assert len(chat.cases()) == 1
    assert chat.cases()[0].owner == "9079"
    assert chat.answers() == []


def test_a_second_call_from_the_same_number_is_a_matter_of_its_own(client: Any, work: Work) -> None:
    for n in range(2):
        speak.post_twilio(client, "/hooks/voice/record", speak.recorded(speak.new_call(), "RE" + str(n) * 32))
        work.triage()
    assert work.value('select count(*) from "case"') == 2


def test_one_call_of_several_steps_is_one_case(client: Any, work: Work) -> None:
    sid = speak.new_call()
    speak.post_twilio(client, "/hooks/voice/menu?lang=th", speak.call(sid, Digits="1"))
    work.triage()
    speak.post_twilio(client, "/hooks/voice/record?lang=th", speak.recorded(sid, "RE" + "a" * 32))
    work.triage()
    assert work.rows('select urgency, message_count from "case"') == [("U0", 2)]
