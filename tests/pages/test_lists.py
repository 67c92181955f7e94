"""Lists by view and filter, and views that are kept: what they hold, for whom, and how they are read."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from store import caselines, sieves
from tests.conftest import Work
from tests.pages.helpers import FLOOD, HAT_YAI, HUB, KHUAN_LANG, ROOF, plea, press, shown

# -- views and filters -------------------------------------------------------------------------------------------------


def test_every_view_shows_what_it_says(staff: Any, two: Any, work: Work) -> None:
    clerk, (flood, roof) = staff(KHUAN_LANG), two
    both = {flood.reference, roof.reference}
    assert shown(clerk, view="unassigned") == shown(clerk, view="us") == shown(clerk) == both
    press(clerk, f"/cases/{roof.reference}/take")
    assert shown(clerk, view="mine") == {roof.reference}
    assert shown(clerk, view="unassigned") == {flood.reference}
    work.change("update \"case\" set state = 'waiting_citizen' where id = :id", id=flood.id)
    work.change("update \"case\" set state = 'referred' where id = :id", id=roof.id)
    assert (shown(clerk, view="waiting"), shown(clerk, view="others")) == (
        {flood.reference},
        {roof.reference},
    )
    assert shown(clerk, view="us") == shown(clerk, view="overdue") == set()
    work.change("update \"case\" set opened_at = now() - interval '17 days' where id = :id", id=roof.id)
    assert shown(clerk, view="overdue") == {roof.reference}


def test_a_step_past_its_day_is_overdue_too(staff: Any, two: Any, work: Work) -> None:
    clerk, (flood, _) = staff(KHUAN_LANG), two
    work.change("update need set due_at = now() - interval '1 hour' where case_id = :id", id=flood.id)
    assert shown(clerk, view="overdue") == {flood.reference}
    assert re.search(r"เลยกำหนด<span class=\"count\">1<", clerk.get("/inbox").text)
    work.change("update need set paused_at = now() where case_id = :id", id=flood.id)
    assert shown(clerk, view="overdue") == set()


def test_a_hub_tells_its_own_from_what_it_looks_upon(staff: Any, two: Any) -> None:
    officer = staff(HUB)
    assert shown(officer, view="hub") == {case.reference for case in two}
    assert shown(officer, view="centre") == set()
    assert "ที่อำเภอดูแล" not in staff(KHUAN_LANG).get("/inbox").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need", "disaster:food"), ("vulnerable", "bedridden"), ("moo", "5"), ("channel", "sms"),
        ("tambon", "000000"), ("urgency", "U0"), ("kind", "complaint"), ("older", "3"), ("category", "disease_control"),
    ],
)  # fmt: skip
def test_a_filter_keeps_only_what_fits(staff: Any, two: Any, work: Work, name: str, value: str) -> None:
    fits = {
        "need": "exists (select from need n where n.case_id = c.id and n.code = :value and n.state <> 'withdrawn')",
        "vulnerable": ":value = any(c.vulnerable)",
        "moo": "c.moo = :value",
        "channel": "c.account like :value || '%'",
        "tambon": "c.tambon_code = :value",
        "urgency": "c.urgency = :value",
        "kind": "c.kind = :value",
        "older": "c.opened_at < now() - cast(:value as int) * interval '1 day'",
        "category": ":value = any(c.category)",
    }[name]
    wanted = {row.reference for row in work.rows(f'select reference from "case" c where {fits}', value=value)}
    assert shown(staff(KHUAN_LANG), **{name: value}) == wanted


def test_filters_go_together_follow_corrections_and_survive_the_page_of_a_case(
    staff: Any, two: Any, work: Work
) -> None:
    clerk, (flood, roof) = staff(KHUAN_LANG), two
    asked = {"category": "disaster", "moo": "3"}
    assert shown(clerk, **asked) == {flood.reference}
    press(clerk, f"/cases/{flood.reference}/reading", change="category:=other", version=flood.version)
    assert shown(clerk, category="other") == {flood.reference}
    assert shown(clerk, category="disaster") == {roof.reference}
    beside = clerk.get(f"/cases/{roof.reference}", query_string={"category": "disaster"})
    assert f"/cases/{flood.reference}" not in beside.text.partition('id="case"')[0]
    assert "สาธารณภัย" in re.findall(r'class="chip on">([^<]+)', clerk.get("/inbox?category=disaster").text)


def test_what_cannot_be_a_filter_is_as_if_it_were_not_asked(staff: Any, two: Any) -> None:
    clerk = staff(KHUAN_LANG)
    asked = {
        "urgency": "U9",
        "moo": "๕",
        "tambon": "9' or 1=1",
        "assignee": "x",
        "older": "-1",
        "view": "\x00",
    }
    assert shown(clerk, **asked) == {case.reference for case in two}


def test_what_is_rare_in_a_long_list_is_found_through_the_index_page_by_page(
    client: Any, staff: Any, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caselines, "WALKED", 2)
    real = caselines.page
    monkeypatch.setattr(caselines, "page", lambda *a, **k: real(*a, **k, limit=1))
    cases = [plea(client, work, phone=f"089-000-000{n}", **(ROOF if n % 2 else FLOOD)) for n in range(6)]
    clerk, found, path = staff(KHUAN_LANG), [], "/inbox/more?moo=5"
    while path:
        answer = clerk.get(path).text
        found += re.findall(r'class="row[^"]*"[^>]* href="/cases/(\d{12})', answer)
        more = re.search(r'hx-get="(/inbox/more[^"]+)"', answer)
        path = more[1].replace("&amp;", "&") if more else ""
    assert found == [case.reference for case in reversed(cases) if case.moo == "5"]
    live = clerk.get("/inbox/live?moo=5")
    assert live.status_code == 200


def test_a_page_stays_where_it_was_while_new_cases_arrive(
    client: Any, staff: Any, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = caselines.page
    monkeypatch.setattr(caselines, "page", lambda *a, **k: real(*a, **k, limit=2))
    cases = [plea(client, work, phone=f"089-000-000{n}", **FLOOD) for n in range(4)]
    clerk = staff(KHUAN_LANG)
    first = clerk.get("/inbox").text
    more = re.search(r'hx-get="(/inbox/more[^"]+)"', first)
    assert more
    plea(client, work, phone="089-000-0009", **FLOOD)
    second = shown(clerk, more[1].replace("&amp;", "&"))
    assert second == {case.reference for case in cases[:2]}


def test_a_filtered_list_reads_a_range_of_an_index_and_never_the_table(work: Work) -> None:
    asked = sieves.Sieve(facets=("need:disaster:food", "moo:5"))
    facts = caselines._facts(asked, [KHUAN_LANG], ["owner"], "", 50) | {
        "walked": 2000,
        "facets": list(asked.facets),
    }
    with work.house.database.session() as session:
        session.execute(text("set local enable_seqscan = off"))
        for statement in (caselines._WALK, caselines._THROUGH):
            sql = statement.replace("{range}", sieves.conditions(asked))
            plan = "\n".join(row[0] for row in session.execute(text(f"explain {sql}"), facts))
            # which index it takes of a nearly empty table is chance; that one serves is what must hold
            assert re.search(
                r"Index (?:Only )?Scan using case_access_|Bitmap Index Scan on case_access_", plan
            )
            assert "Seq Scan" not in plan


# -- views that are kept -----------------------------------------------------------------------------------------------


def keep(client: Any, **fields: str) -> str:
    answer = press(client, "/inbox/filter", keep="1", **fields)
    assert answer.status_code == 303, answer.text[-500:]
    return str(answer.location)


def test_a_view_is_kept_counted_shared_with_the_centre_alone_and_dropped(
    staff: Any, two: Any, work: Work
) -> None:
    clerk, other, stranger = staff(KHUAN_LANG), staff(KHUAN_LANG, "secretary"), staff(HAT_YAI)
    mine = keep(clerk, name="บ้านหมู่ 5", moo="5", view="open")
    shared = keep(clerk, name="ขอข้าว", need="disaster:food", share=KHUAN_LANG)
    assert shown(clerk, mine) == {two[1].reference}
    assert "บ้านหมู่ 5" in clerk.get("/inbox").text
    assert re.search(r"บ้านหมู่ 5</span><span class=\"count\">1<", clerk.get("/inbox/live").text)
    assert "บ้านหมู่ 5" not in other.get("/inbox").text
    assert "ขอข้าว" in other.get("/inbox").text
    assert shown(other, mine) == {case.reference for case in two}  # as if no view were named
    assert "ขอข้าว" not in stranger.get("/inbox").text
    assert shown(stranger, shared) == set()
    key = shared.rpartition("view=")[2]
    assert press(stranger, f"/inbox/views/{key}/drop").status_code == 404
    assert press(other, f"/inbox/views/{key}/drop").status_code == 303  # keeps the centre's ready answers too
    assert work.value("select count(*) from list_view") == 1


def test_nobody_shares_with_a_body_that_is_not_theirs_and_a_view_needs_a_name(staff: Any, work: Work) -> None:
    clerk = staff(KHUAN_LANG)
    assert press(clerk, "/inbox/filter", keep="1", name="x", share=HAT_YAI).status_code == 404
    assert press(clerk, "/inbox/filter", keep="1", name="  ", moo="5").status_code == 400
    assert work.value("select count(*) from list_view") == 0
    answer = press(clerk, "/inbox/filter", moo="5", view="mine")
    assert (answer.status_code, answer.location) == (303, "/inbox?view=mine&moo=5")


def test_closeness_of_rows_is_kept_for_the_person(app: Any, staff: Any) -> None:
    clerk = staff(KHUAN_LANG)
    assert "panes compact" not in clerk.get("/inbox").text
    assert press(clerk, "/inbox/density?view=mine", compact="1").location == "/inbox?view=mine"
    assert "panes compact" in clerk.get("/inbox").text
    assert "panes compact" not in staff(KHUAN_LANG, "head").get("/inbox").text
    assert press(clerk, "/inbox/density", compact="").status_code == 303
    assert "panes compact" not in clerk.get("/inbox").text
