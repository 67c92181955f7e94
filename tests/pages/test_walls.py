"""No request of one body's staff shows another body's case; every change needs the session's own token."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from store.ids import grouped
from tests.committee_helpers import outside_before_the_committee
from tests.pages.helpers import (
    HAT_YAI,
    HUB,
    KHUAN_LANG,
    NAME,
    PLACE,
    WORDS,
    csrf,
    photo,
    picture,
    plea,
    press,
)

VERBS = {
    "reply": {"words": "x", "version": "1"},
    "together": {"other": "691100000001", "verdict": "apart", "version": "1"},
    "take-out": {"version": "1"},
    "merge": {"other": "691100000001", "version": "1", "other_version": "1"},
    "part": {"version": "1"},
    "link": {"other": "691100000001"},
    "split": {"version": "1"},
    "reading": {"change": "urgency:U3", "version": "1"},
    "place": {"place": "x", "version": "1"},
    "hand-over": {"org": HAT_YAI, "version": "1"},
    "take": {},
    "close": {"reason": "advised", "version": "1"},
    "reopen": {"version": "1"},
    "phone": {},
    "team": {"team": "", "version": "1"},
    "body": {"choice": HAT_YAI, "version": "1"},
    "registered": {"registered": "x", "version": "1"},
    "notes": {"note": "x"},
}


def test_every_route_says_for_whom_it_is(app: Any) -> None:
    told = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "audience", None)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    assert all(told.values()), told
    staff_only = (
        "inbox sieves bulk palette cases cases.verbs cases.placing cases.merging "
        "cases.transcripts calls cases.correcting incidents rounds desk admin coverage "
        "coverage.villages alarms duty roster head hours teams checking cases.needs cases.handing "
        "visits overdue committee committee.sittings committee.papers committee.consents"
    )
    for blueprint in staff_only.split():
        found = {who for name, who in told.items() if name.rpartition(".")[0] == blueprint}
        assert found == {"staff"}


def everything_hidden(case: Any) -> tuple[str, ...]:
    return (WORDS, NAME, "0890001234", "089-000-1234", "08x-xxx-1234", "หมู่ 5", case.place_text)


STRANGERS = [(HAT_YAI, "clerk"), (HAT_YAI, "admin"), (KHUAN_LANG, "auditor"), (KHUAN_LANG, "operator")]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_FOR_STAFF = ("prompts", "citizen", "session", "static")


def every_request(app: Any, values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(method, path, rule) of everything that staff can ask of the gateway."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in NOT_FOR_STAFF:
            continue
        path = rule.build({name: values.get(name, uuid.UUID(int=1)) for name in rule.arguments})[1]
        yield from ((method, path, rule.rule) for method in METHODS if method in rule.methods)


def told_beyond(answer: Any, asked_for: str, case: Any) -> str:
    """The page without what came back of the stranger's own words: the search box and addresses."""
    assert not answer.mimetype.startswith(("image/", "audio/"))
    told = answer.text if answer.mimetype.startswith("text/") else ""
    told = told.replace(f'value="{asked_for}"', "").replace(case.reference, "")
    return re.sub(r'(href|hx-get)="[^"]*"', "", told)


def a_head(work: Any, staff: Any, case: Any) -> Any:
    """Somebody whose case it is. Never "the first of the staff": that may be the stranger."""
    staff(case.owner, "head")
    return work.value("select staff_id from membership where org = :org and role = 'head'", org=case.owner)


def a_request(work: Any, case: Any, head: Any) -> Any:
    """The hub was asked about the foreign case."""
    return work.value(
        "insert into referral (id, case_id, asked, by_org, to_org, needs, reason, words, shared, state, due_at, made_at,"
        " made_by, reached_how, answer, link_serial, reminded) select gen_random_uuid(), :case, 'hub', :by, :hub, '{}',"
        " 'money', :words, '{}', 'sent', now(), now(), :head, '', '', 0, 0 returning id",
        case=case.id, by=KHUAN_LANG, hub=HUB, words=WORDS, head=head,
    )  # fmt: skip


@pytest.mark.parametrize(("org", "role"), STRANGERS)
def test_no_request_shows_a_foreign_case(
    app: Any, client: Any, work: Any, staff: Any, org: str, role: str
) -> None:
    case = plea(client, work, photos=photo(picture()))
    stranger, head = staff(org, role), a_head(work, staff, case)
    fields = {"csrf": csrf(stranger), "version": case.version, "words": "x", "urgency": "U3", "org": org}
    fields["other"] = case.reference
    values = {
        "reference": case.reference,
        "attachment": work.value("select id from attachment"),
        "message": work.value("select id from message where direction = 'in'"),
        "call_back": uuid.uuid4(),
        # a foreign alarm: tests/pages/test_alarm_pages.py
        "alarm": uuid.uuid4(),
        "shift": uuid.uuid4(),
        "contact": uuid.uuid4(),
        "source": "task",
        "task": uuid.uuid4(),
        # a chart of figures shows no case; what it draws for whom: tests/pages/test_head.py
        "name": "none",
        "account": "line",
        "token": "a" * 26,
        "org": org,
        "key": work.value(
            "insert into incident (id, title, opened_at) values (gen_random_uuid(), 'x', now()) returning id"
        ),
        "act": "rename",
        "change": uuid.uuid4(),
        "upload": uuid.uuid4(),
        "at": 0,
        "ends": 9_999_999_999,
        "seal": "0" * 32,
        "size": "full",
        "staff": uuid.uuid4(),
        "referral": a_request(work, case, head),
        "verb": "answer",
        "kind": "pdf",
        "file": uuid.uuid4(),
        "code": "agency-x",
        "need": work.value("select id from need limit 1"),
        "member": uuid.uuid4(),
        "meeting": uuid.uuid4(),
        "paper": uuid.uuid4(),
        "form": "pdf",
        "view": uuid.uuid4(),
        "row": uuid.uuid4(),
        "visit": uuid.uuid4(),
        "position": 0,
        "after": "accepted",
        "job": work.value(
            "insert into job (id, case_id, org, state, sent_by, sent_at, orders, found, version) select gen_random_uuid(),"
            " c.id, c.owner, 'sent', :head, now(), '', '', 1 from \"case\" c limit 1 returning id",
            head=head,
        ),
    }
    values |= outside_before_the_committee(work, case, WORDS, head)
    work.rows('update "case" set incident_id = :key returning 1', key=values["key"])
    searches = ("", WORDS[:8], case.reference, grouped(case.reference), "0890001234")
    # only a page looks anything up: what changes something is asked once, with words of the foreign case
    requests = [
        (each, search)
        for each in every_request(app, values)
        for search in (searches if each[0] == "GET" else searches[1:2])
    ]
    for (method, path, rule), search in requests:
        data = fields | {"reason": "advised"} if method == "POST" else None
        answer = stranger.open(
            path, query_string={"q": search}, method=method, data=data, follow_redirects=True
        )
        told = told_beyond(answer, search, case)
        assert not [hidden for hidden in everything_hidden(case) if hidden in told], (method, path, search)
        if "<reference>" in rule and method != "OPTIONS":
            assert answer.status_code in {400, 404}, (method, path)
            assert grouped(case.reference) not in told, (method, path)
    assert len(requests) > 60
    assert work.value('select version from "case"') == case.version
    assert work.value("select count(*) from audit where action = 'case.read'") == 0


def test_an_unknown_number_and_a_foreign_one_read_the_same(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    stranger = staff(HAT_YAI)
    foreign, unknown = stranger.get(f"/cases/{case.reference}"), stranger.get("/cases/691200000010")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace(case.reference, "691200000010") == unknown.text


def test_the_hub_sees_a_summary_and_no_word_or_name(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work, photos=photo(picture()))
    hub = staff(HUB)
    pages = [hub.get(f"/cases/{case.reference}"), hub.get("/inbox"), hub.get(f"/inbox?q={WORDS[:8]}")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "ต.ควนลัง" in pages[0].text
    assert grouped(case.reference) in pages[1].text
    for page in pages:
        assert WORDS not in page.text
        assert NAME not in page.text
        assert "0890001234" not in page.text
        assert "x-xxx-1234" not in page.text
    assert grouped(case.reference) not in pages[2].text  # a hit on a hidden word would tell that it is there
    assert hub.get(f"/cases/{case.reference}/thread").status_code == 404
    assert (
        hub.get(f"/cases/{case.reference}/files/{work.value('select id from attachment')}").status_code == 404
    )
    for verb, fields in VERBS.items():
        assert press(hub, f"/cases/{case.reference}/{verb}", **fields).status_code == 404, verb


def test_who_gave_a_case_away_keeps_its_number_and_state_only(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    assert (
        press(clerk, f"/cases/{case.reference}/hand-over", org=HAT_YAI, version=case.version).status_code
        == 303
    )
    page = clerk.get(f"/cases/{case.reference}")
    assert page.status_code == 200
    assert grouped(case.reference) in page.text
    assert not [hidden for hidden in (*everything_hidden(case), PLACE) if hidden in page.text]
    assert grouped(case.reference) not in clerk.get("/inbox").text
    assert WORDS in staff(HAT_YAI).get(f"/cases/{case.reference}").text


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_changes_without_the_sessions_own_token(
    client: Any, work: Any, staff: Any, verb: str
) -> None:
    case = plea(client, work)
    clerk, other = staff(KHUAN_LANG), staff(KHUAN_LANG, "head")
    path = f"/cases/{case.reference}/{verb}"
    for token in ("", "0" * 32, csrf(other), "ก"):
        assert clerk.post(path, data=VERBS[verb] | {"csrf": token}).status_code == 400
    assert work.value('select version from "case"') == case.version
    assert work.value("select count(*) from message where purpose = 'answer'") == 0


def test_staff_pages_stay_in_no_cache(staff: Any) -> None:
    assert staff(KHUAN_LANG).get("/inbox").headers["Cache-Control"] == "no-store"
