"""The search of the inbox: any part of a Thai sentence, a slip, a name, a number in any form; only what may be read."""

import re
from typing import Any

import pytest

from casework.access import SEES_FULL
from store import search
from store.folding import fold, misheard
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, plea, press

SAID = "น้ำท่วมถึงชั้นสองแล้ว แม่ติดเตียงยังอยู่ข้างใน"


def index(work: Any) -> None:
    with work.house.database.session() as session:
        while search.reindex(session, full=SEES_FULL):
            pass


def found(staff: Any, words: str) -> list[str]:
    page = staff.get("/inbox/more", query_string={"q": words})
    assert page.status_code == 200
    return re.findall(r'href="/cases/(\d{12})', page.text)


@pytest.mark.parametrize(
    "words",
    [
        "ท่วมถึง", "นำทวม", "แม่ ติดเตียง", "ติดเตีย", "ชั้น", "ควนลัง", "089-000", "0890001234", "๐๘๙๐๐๐", "นิดา", "น้ำ",
    ],
)  # fmt: skip
def test_a_case_is_found_by_any_part_of_what_it_holds(client: Any, work: Any, staff: Any, words: str) -> None:
    case = plea(client, work, text=SAID)
    plea(client, work, text="ขอทุนเรียนของลูก", name="อื่น", phone="0811111111", place="ต.คอหงส์ อ.หาดใหญ่")
    index(work)
    assert found(staff(KHUAN_LANG), words) == [case.reference]


def test_a_word_with_a_slip_finds_what_comes_close_and_says_so(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work, text="จระเข้หลุดจากฟาร์มเข้ามาในสวน")
    index(work)
    clerk = staff(KHUAN_LANG)
    page = clerk.get("/inbox/more", query_string={"q": "จรเข้หลุดจากฟาม"}).text
    assert case.reference in page
    assert "ใกล้เคียง" in page
    assert found(clerk, "เครื่องบินตกกลางทะเล") == []


@pytest.mark.parametrize("words", ["น้ำถวม", "นำธวม", "ถ่วมถึง", "ชันส้อง", "ติดเตี่ยง", "แม่ติดเตียน"])
def test_a_short_word_written_as_it_is_heard_is_found(client: Any, work: Any, staff: Any, words: str) -> None:
    case = plea(client, work, text=SAID)
    plea(client, work, text="ขอทุนเรียนของลูก", name="อื่น", phone="0811111111", place="ต.คอหงส์ อ.หาดใหญ่")
    index(work)
    assert found(staff(KHUAN_LANG), words) == [case.reference]


def test_where_a_word_is_only_close_it_is_marked_as_it_stands_there(
    client: Any, work: Any, staff: Any
) -> None:
    plea(client, work, text=SAID)
    index(work)
    page = staff(KHUAN_LANG).get("/inbox/more", query_string={"q": "น้ำถวม"}).text
    assert "<mark>น้ำท่วม</mark>" in page


@pytest.mark.parametrize(
    ("heard", "written"), [("ไฟไม้", "ไฟไหม้"), ("ถวม", "ท่วม"), ("หลังคา", "ลังคา"), ("สะพาร", "สะพาน")]
)
def test_a_word_as_it_is_heard_is_put_right(heard: str, written: str) -> None:
    assert fold(written) in misheard(fold(heard))


def test_the_hit_is_shown_marked_where_it_stands_even_in_a_later_message(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    press(clerk, f"/cases/{case.reference}/reply", words="รถยกจะไปถึงประมาณบ่ายสาม", version=str(case.version))
    index(work)
    assert "<mark>รถยก</mark>" in clerk.get("/inbox/more", query_string={"q": "รถยก"}).text


def test_another_body_finds_nothing_and_the_former_owner_no_longer(
    client: Any, work: Any, staff: Any
) -> None:
    case = plea(client, work, text=SAID)
    index(work)
    clerk, stranger, hub = staff(KHUAN_LANG), staff(HAT_YAI), staff(HUB)
    assert found(stranger, "น้ำท่วม") == []
    assert found(hub, "น้ำท่วม") == []
    press(clerk, f"/cases/{case.reference}/hand-over", org=HAT_YAI, version=str(case.version))
    # at once, before the search has followed
    assert found(clerk, "น้ำท่วม") == []
    index(work)
    assert found(stranger, "น้ำท่วม") == [case.reference]


def test_words_that_were_erased_are_no_longer_found(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work, text=SAID)
    index(work)
    work.rows("update message set text = '' where case_id = :case returning id", case=case.id)
    work.rows("update \"case\" set text = '' where id = :case returning id", case=case.id)
    index(work)
    assert found(staff(KHUAN_LANG), "ติดเตียง") == []


@pytest.mark.parametrize(
    "words", ["'", "\\", "%", "_", "a' | 'b", "\x00น้ำ", "น" * 90, "''':*", "(", "😀", "<b>"]
)
def test_no_query_breaks_the_search(client: Any, work: Any, staff: Any, words: str) -> None:
    plea(client, work)
    index(work)
    assert isinstance(found(staff(KHUAN_LANG), words), list)


def test_many_cases_are_found_page_by_page_through_the_index(
    client: Any, work: Any, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WALKED", 2)
    cases = {plea(client, work, text=f"น้ำท่วมหลังที่ {n}").reference for n in range(5)}
    index(work)
    clerk = staff(KHUAN_LANG)
    assert set(found(clerk, "น้ำท่วม")) == set(found(clerk, "น้ำถวม")) == cases
    assert len(found(clerk, "หลังที่3")) == 1
