"""What staff do with a case: each step checked, told in the story, recorded in the audit, and never over another's."""

import uuid
from typing import Any

import pytest

from casework import handling
from casework.access import Actor, NotAllowed, Sight
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from store.staff import Role
from tests.casework.shared import HAT_YAI, HUB, KHUAN_LANG, now, opened, person, standing, story, the_case
from tests.conftest import Work


def close(do: Any, actor: Actor, case: Any, **more: Any) -> None:
    do("close", actor, case, **{"version": case.version, "reason": "advised", "words": ""} | more)


VERBS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "reply": (("ครับ",), {}),
    "hand_over": ((), {"version": 1, "org": HAT_YAI, "org_name": "ทน.หาดใหญ่"}),
    "take": ((), {}),
    "close": ((), {"version": 1, "reason": "advised", "words": "จบ"}),
    "reopen": ((), {"version": 1}),
    "send_again": ((uuid.UUID(int=1),), {"version": 1}),
    "see": ((), {}),
}


@pytest.mark.parametrize(
    ("org", "role"), [(HAT_YAI, Role.ADMIN), (KHUAN_LANG, Role.OPERATOR), (KHUAN_LANG, Role.AUDITOR)]
)
def test_a_stranger_does_nothing_and_leaves_no_trace(
    work: Work, case: Any, do: Any, org: str, role: Role
) -> None:
    actor = person(work, org, role)
    before = work.value("select count(*) from audit")
    for verb, (args, facts) in VERBS.items():
        with pytest.raises(NotAllowed):
            do(verb, actor, case, *args, **facts)
    assert the_case(work) == case
    assert story(work) == ["opened"]
    assert work.value("select count(*) from audit") == before


def test_the_hub_sees_its_summary_and_changes_nothing(work: Work, case: Any, do: Any) -> None:
    actor = person(work, HUB)
    assert do("see", actor, case).sight == Sight.SUMMARY
    for verb in VERBS.keys() - {"see"}:
        args, facts = VERBS[verb]
        with pytest.raises(NotAllowed):
            do(verb, actor, case, *args, **facts)
    assert the_case(work) == case


def test_a_number_that_is_no_case_is_refused_like_a_foreign_one(work: Work, case: Any, clerk: Actor) -> None:
    with work.house.database.session() as session, pytest.raises(NotAllowed):
        handling.see(session, clerk, "691100000000", now=now())


def test_every_full_reading_is_recorded_and_a_glance_or_a_summary_is_not(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    do("see", clerk, case)
    do("see", clerk, case)
    do("see", person(work, HUB), case)
    with work.house.database.session() as session:
        handling.glance(session, clerk, case.reference)
    reads = work.rows("select staff_id, case_id from audit where action = 'case.read'")
    assert reads == [(clerk.id, case.id)] * 2


def test_an_answer_waits_for_the_citizen_only_if_its_writer_says_so(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    do("reply", clerk, case, "จะไปวันนี้")
    assert the_case(work).state == "active"
    do("reply", clerk, case, "บ้านเลขที่เท่าไร", waits=True)
    assert the_case(work).state == "waiting_citizen"
    rows = work.rows("select text, staff_id, state from message where purpose = 'answer' order by id")
    assert rows == [("จะไปวันนี้", clerk.id, "pending"), ("บ้านเลขที่เท่าไร", clerk.id, "pending")]


def test_an_answer_to_what_has_changed_meanwhile_is_held_back(
    work: Work, client: Any, case: Any, clerk: Actor, do: Any
) -> None:
    opened(client, work, "มีคนแก่อยู่ด้วย")
    assert the_case(work).version > case.version
    with pytest.raises(Stale):
        do("reply", clerk, case, "ครับ", version=case.version)
    assert work.value("select count(*) from message where purpose = 'answer'") == 0


@pytest.mark.parametrize("verb", ["hand_over", "close", "reopen"])
def test_nobody_overwrites_what_somebody_else_changed(
    work: Work, case: Any, clerk: Actor, do: Any, verb: str
) -> None:
    close(do, clerk, case)
    if verb != "reopen":
        do("reopen", clerk, case, version=the_case(work).version)
    before = the_case(work)
    args, facts = VERBS[verb]
    with pytest.raises(Stale):
        do(verb, clerk, case, *args, **facts)
    assert the_case(work) == before


def test_a_case_handed_over_is_its_new_bodys_and_leaves_a_stub_behind(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    do("take", clerk, case)
    do("hand_over", clerk, case, org=HAT_YAI, org_name="เทศบาลนครหาดใหญ่", version=the_case(work).version)
    moved = the_case(work)
    assert (moved.owner, moved.assignee) == (HAT_YAI, None)
    assert standing(work) == {KHUAN_LANG: "former", HAT_YAI: "owner", HUB: "hub"}
    assert do("see", clerk, case).sight == Sight.STUB
    assert do("see", person(work, HAT_YAI), case).sight == Sight.FULL
    told = work.value("select text from message where purpose = 'moved'")
    assert "เทศบาลนครหาดใหญ่" in told
    with pytest.raises(NotAllowed):
        do("reply", clerk, case, "ครับ")


def test_a_case_handed_back_and_forth_has_one_owner(work: Work, case: Any, clerk: Actor, do: Any) -> None:
    do("hand_over", clerk, case, org=HUB, org_name="ศูนย์", version=case.version)
    assert standing(work) == {KHUAN_LANG: "former", HUB: "owner"}
    do("hand_over", person(work, HUB), case, org=KHUAN_LANG, org_name="ควนลัง", version=the_case(work).version)
    assert standing(work) == {KHUAN_LANG: "owner", HUB: "hub"}


def test_handing_a_case_to_its_owner_says_nothing_to_anybody(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    do("hand_over", clerk, case, org=KHUAN_LANG, org_name="ควนลัง", version=case.version)
    assert the_case(work) == case
    assert story(work) == ["opened"]


def test_a_complaint_is_not_handed_to_the_body_it_accuses(client: Any, work: Work, do: Any) -> None:
    complaint = opened(client, work, "นายก อบต.พะตง ทุจริตเงินช่วยเหลือน้ำท่วม ขอร้องเรียน")
    hub = person(work, HUB)
    with pytest.raises(NotAllowed):
        do("hand_over", hub, complaint, org="901118", org_name="อบต.พะตง", version=complaint.version)
    assert standing(work)["901118"] == "accused"
    do("hand_over", hub, complaint, org=HAT_YAI, org_name="ทน.หาดใหญ่", version=complaint.version)
    assert standing(work) == {"901118": "accused", HUB: "hub", HAT_YAI: "owner"}


def test_who_takes_a_case_is_noted_and_the_one_before_too(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    head = person(work, KHUAN_LANG, Role.HEAD)
    do("take", clerk, case)
    do("take", clerk, case)
    do("take", head, case)
    assert (the_case(work).assignee, the_case(work).state) == (head.id, "active")
    rows = work.rows("select staff_id, to_at is null as open from assignment order by from_at, id")
    assert rows == [(clerk.id, False), (head.id, True)]


def test_a_closed_case_is_ended_told_and_can_be_opened_again(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    close(do, clerk, case, words="ดำเนินการแล้ว")
    closed = the_case(work)
    assert (closed.state, closed.closed_at is not None) == ("closed", True)
    said = work.value("select text from message where purpose = 'closed'")
    assert said.splitlines()[0] == "ดำเนินการแล้ว"
    assert "1-5" in said
    do("reopen", clerk, case, version=closed.version)
    again = the_case(work)
    assert (again.state, again.closed_at) == ("active", None)
    assert story(work) == ["opened", "closed", "reopened"]


def test_an_answer_in_a_closed_case_does_not_open_it(work: Work, case: Any, clerk: Actor, do: Any) -> None:
    close(do, clerk, case)
    do("reply", clerk, case, "ขอบคุณครับ")
    assert the_case(work).state == "closed"


def test_a_case_awaiting_nothing_cannot_become_what_the_table_does_not_know(
    work: Work, case: Any, clerk: Actor, do: Any
) -> None:
    work.value("""with set as (update "case" set state = 'cancelled' returning 1) select 1 from set""")
    with pytest.raises(IllegalMove):
        close(do, clerk, case)


@pytest.mark.parametrize("state", ["failed", "withheld", "unsure"])
def test_a_person_may_send_again_what_did_not_surely_arrive(
    work: Work, case: Any, clerk: Actor, do: Any, state: str
) -> None:
    message = do("reply", clerk, case, "ครับ")
    work.value(
        "with set as (update message set state = :s, attempts = 8 where id = :m returning 1) select 1 from set",
        s=state,
        m=message,
    )
    assert do("send_again", clerk, case, message, version=the_case(work).version)
    assert work.rows("select state, attempts from message where id = :m", m=message) == [("pending", 0)]
    assert not do("send_again", clerk, case, message, version=the_case(work).version), (
        "it is on its way already"
    )


def test_nobody_sends_again_a_message_of_another_case(
    work: Work, client: Any, case: Any, clerk: Actor, do: Any
) -> None:
    other = opened(client, work, source={"type": "user", "userId": "U" + "9" * 32})
    message = work.value("select id from message where case_id = :c and direction = 'out'", c=other.id)
    work.value(
        "with set as (update message set state = 'failed' where id = :m returning 1) select 1 from set",
        m=message,
    )
    assert not do("send_again", clerk, case, message, version=the_case(work).version)


def test_every_change_is_in_the_audit_with_who_did_it(work: Work, case: Any, clerk: Actor, do: Any) -> None:
    do("take", clerk, case)
    do("reply", clerk, case, "ครับ")
    close(do, clerk, case, version=the_case(work).version)
    rows = work.rows("select action, staff_id from audit where case_id = :c order by at, id", c=case.id)
    assert rows == [("case.taken", clerk.id), ("case.answered", clerk.id), ("case.closed", clerk.id)]
