"""The inbox, the front desk and the administrator's page."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.pages import listing
from store.ids import grouped
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, PLACE, WORDS, csrf, plea, press


def test_the_list_goes_on_where_it_stopped(
    client: Any, work: Any, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store import caselines

    for n in range(5):
        plea(client, work, text=f"{WORDS} หลังที่ {n}")
    real = caselines.page
    monkeypatch.setattr(listing.caselines, "page", lambda *a, **k: real(*a, **k, limit=2))
    clerk = staff(KHUAN_LANG)
    seen: list[str] = []
    path = "/inbox"
    while path:
        page = clerk.get(path).text
        seen += re.findall(r"หลังที่ (\d)</span>", page)
        more = re.search(r'hx-get="(/inbox/more[^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == list("01234")


def test_counts_come_and_the_rows_only_when_they_are_others(client: Any, work: Any, staff: Any) -> None:
    clerk = staff(KHUAN_LANG)
    page = clerk.get("/inbox").text
    live, shown = (
        re.search(r'hx-get="(/inbox/live[^"]+)"', page),
        re.search(r'name="print" value="(\w+)"', page),
    )
    assert live
    assert shown
    path = f"{live[1].replace('&amp;', '&')}&print={shown[1]}"
    assert "fresh-rows" not in clerk.get(path).text
    plea(client, work)
    fresh = clerk.get(path).text
    assert '<template id="fresh-rows">' in fresh
    assert WORDS in fresh
    assert '<span class="count">1</span>' in fresh


def test_a_search_finds_words_and_keeps_them_in_the_box(client: Any, work: Any, staff: Any) -> None:
    plea(client, work)
    plea(client, work, text="น้ำประปาไม่ไหล")
    page = staff(KHUAN_LANG).get("/inbox?q=ประปา").text
    assert 'value="ประปา"' in page
    assert WORDS not in page


def test_a_nonsense_view_and_cursor_open_the_first_page(staff: Any) -> None:
    assert staff(KHUAN_LANG).get("/inbox?view=<b>&after=|x|y").status_code == 200


def test_calls_without_a_word_are_shown_to_the_home_desk_with_covered_numbers(
    house: Any, staff: Any, work: Any
) -> None:
    from channels.contract import Abandoned, Reception, WebRequest
    from triage import intake

    now = datetime.now(UTC)
    request = WebRequest("https://x/hooks/voice", {}, b"", now)
    event = Abandoned("CA1:ended", "+66890001234", now, "CA1")
    intake.record(house.database.intake, "voice", request, Reception((event,)), dangers={}, inline=True)
    work.triage()
    call = work.value("select id from call_back")
    hub, other = staff(HUB), staff(HAT_YAI)
    assert 'href="/calls"' in hub.get("/inbox").text
    assert "08x-xxx-1234" in hub.get("/calls").text
    assert "x-xxx-1234" not in other.get("/calls").text
    assert "tel:+66890001234" in press(hub, f"/calls/{call}/number").text
    assert press(other, f"/calls/{call}/number").status_code == 404
    assert work.value("select count(*) from audit where action = 'call.phone'") == 1


def desk_form(**fields: Any) -> dict[str, Any]:
    return {
        "nonce": str(uuid.uuid4()),
        "text": WORDS,
        "place": PLACE,
        "name": "ลุงมา",
        "phone": "",
        "how": "call",
    } | fields


def test_a_clerk_takes_a_plea_at_the_counter_and_reads_the_number_out(staff: Any, work: Any) -> None:
    clerk = staff(KHUAN_LANG)
    told = desk_form()
    first = press(clerk, "/desk", **told)
    assert first.status_code == 303
    assert press(clerk, "/desk", **told).location == first.location
    assert "เลขที่เรื่องจะแสดงเอง" in clerk.get(first.location).text
    work.all()
    assert work.value('select count(*) from "case"') == 1
    case = work.rows('select * from "case"')[0]
    page = clerk.get(first.location).text
    assert grouped(case.reference) in page
    assert "เทศบาลเมืองควนลัง" in page
    assert WORDS not in page
    facts = work.value("select facts from message where direction = 'in'")
    assert facts["how"] == "call"
    assert uuid.UUID(facts["by_staff"])


def test_the_desk_notes_for_whom_in_which_language_and_that_the_notice_was_told(
    staff: Any, work: Any
) -> None:
    told = desk_form(behalf="ป้าแดง", speaks="ms", notice="yes", phone="089-000-1234")
    first = press(staff(KHUAN_LANG), "/desk", **told)
    work.all()
    facts = work.value("select facts from message where direction = 'in'")
    assert (facts["behalf"], facts["notice"]) == ("ป้าแดง", "2")
    assert work.value('select language from "case"') == "ms"
    assert work.value("select text from message where purpose = 'ack'").startswith("Laporan anda")
    clerk = staff(KHUAN_LANG, email="b@example.org")
    assert "/track" in clerk.get(first.location).text
    reference = work.value('select reference from "case"')
    assert "แจ้งแทน ป้าแดง" in clerk.get(f"/cases/{reference}").text


def test_no_consent_is_needed_to_take_a_plea(staff: Any, work: Any) -> None:
    assert press(staff(KHUAN_LANG), "/desk", **desk_form()).status_code == 303
    work.all()
    assert work.value('select count(*) from "case"') == 1


def test_open_cases_of_the_same_phone_are_shown_to_those_who_may_read_them(
    client: Any, staff: Any, work: Any
) -> None:
    case = plea(client, work)
    page = press(staff(KHUAN_LANG), "/desk/same", phone="+66 89 000 1234").text
    assert grouped(case.reference) in page
    assert grouped(case.reference) not in press(staff(HAT_YAI), "/desk/same", phone="0890001234").text
    for other in ("0890001235", "1234", ""):
        assert case.reference not in press(
            staff(KHUAN_LANG, email="c@example.org"), "/desk/same", phone=other
        ).text.replace("-", "")


def test_the_desk_keeps_what_was_typed(staff: Any) -> None:
    clerk = staff(KHUAN_LANG)
    answer = press(clerk, "/desk", **desk_form(text=""))
    assert answer.status_code == 400
    assert 'value="ลุงมา"' in answer.text
    assert re.search(r'value="call" checked', answer.text)


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_auditors_and_operators_take_no_pleas(staff: Any, role: str) -> None:
    person = staff(KHUAN_LANG, role)
    assert person.get("/desk").status_code == 404
    assert person.post("/desk", data=desk_form(csrf=csrf(person))).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("operator", 200), ("clerk", 404), ("auditor", 404)]
)
def test_the_state_of_the_system_is_for_those_who_keep_it(staff: Any, role: str, status: int) -> None:
    assert staff(KHUAN_LANG, role).get("/admin").status_code == status


def test_what_could_not_be_read_is_listed_without_its_words(client: Any, house: Any, staff: Any) -> None:
    from channels.contract import WebRequest
    from triage import intake

    request = WebRequest("https://x/hooks/line", {}, WORDS.encode(), datetime.now(UTC))
    intake.record_unreadable(house.database.intake, "line", request, "not JSON")
    page = staff(KHUAN_LANG, "operator").get("/admin").text
    assert "not JSON" in page
    assert WORDS not in page
