"""What the tests of the committee do over and over: a plea whose need is ready, members, a meeting."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from tests.days import today
from tests.pages.helpers import KHUAN_LANG, csrf, plea

MEMBERS = (
    ("นายประธาน ทดสอบ", "chair"),
    ("นางสาวจังหวัด ทดสอบ", "provincial"),
    ("นายชุมชน ทดสอบ", "civic"),
    ("นายปลัด ทดสอบ", "secretary"),
    ("นางผู้ช่วย ทดสอบ", "assistant"),
)


def ready(client: FlaskClient, work: Any, **fields: Any) -> Any:
    """A plea of the form with one need that is ready for the committee: the need's row with its case's reference."""
    case = plea(client, work, **fields)
    code = work.value("select min(code) from need where case_id = :id", id=case.id)
    work.change("delete from need where case_id = :id and code <> :code", id=case.id, code=code)
    work.change("update need set state = 'ready' where case_id = :id", id=case.id)
    work.change("update \"case\" set state = 'active' where id = :id", id=case.id)
    return of(work, case.reference)


def of(work: Any, reference: str, code: str = "") -> Any:
    """The need of that code, or the only one."""
    return work.rows(
        'select n.*, c.reference, c.state as case_state from need n join "case" c on c.id = n.case_id'
        " where c.reference = :reference and (:code = '' or n.code = :code)",
        reference=reference,
        code=code,
    )[0]


def appoint(secretary: FlaskClient, org: str = KHUAN_LANG) -> None:
    for name, seat in MEMBERS:
        form = {"csrf": csrf(secretary), "name": name, "seat": seat, "from_day": "2025-01-01"}
        assert secretary.post(f"/committee/{org}/members", data=form).status_code == 303


def meet(secretary: FlaskClient, work: Any, org: str = KHUAN_LANG) -> UUID:
    """Planned for today; whatever is ready is on its agenda."""
    form = {"csrf": csrf(secretary), "day": today().isoformat(), "starts": "9.30", "place": "ห้องประชุม"}
    assert secretary.post(f"/committee/{org}/meetings", data=form).status_code == 303
    found: UUID = work.value("select id from meeting order by created_at desc limit 1")
    return found


def attend(secretary: FlaskClient, work: Any, meeting: UUID) -> None:
    members = work.rows("select id from committee_member")
    form = {"csrf": csrf(secretary), **{f"how-{row.id}": "present" for row in members}}
    assert secretary.post(f"/committee/meetings/{meeting}/attendance", data=form).status_code == 303


def decide(secretary: FlaskClient, work: Any, meeting: UUID, need: Any, decision: str, **told: str) -> Any:
    """One line of the table."""
    item = work.value(
        "select id from agenda_item where meeting_id = :m and need_id = :n", m=meeting, n=need.id
    )
    form = {"csrf": csrf(secretary), f"version-{item}": str(need.version), f"decision-{item}": decision}
    form |= {f"{name}-{item}": value for name, value in told.items()}
    return secretary.post(f"/committee/meetings/{meeting}/decisions", data=form)


def close(secretary: FlaskClient, work: Any, meeting: UUID) -> Any:
    version = work.value("select version from meeting where id = :id", id=meeting)
    form = {
        "csrf": csrf(secretary),
        "version": version,
        "minutes_number": "5/2569",
        "notes": "",
        "close": "1",
    }
    return secretary.post(f"/committee/meetings/{meeting}/minutes", data=form)


def outside_before_the_committee(work: Any, case: Any, words: str, staff: UUID) -> dict[str, Any]:
    """For the walls: a case that is before its own LAO's committee, outside the criteria, and in a dossier that was
    drawn for `staff`, somebody of that LAO."""
    need = work.value("select min(id::text)::uuid from need")
    meeting = work.value(
        "insert into meeting (id, org, number, year, day, place, state, minutes_number, notes, version, created_by,"
        " created_at) values (gen_random_uuid(), :org, 1, 2569, now(), '', 'planned', '', '', 1, :staff, now())"
        " returning id",
        org=case.owner, staff=staff,
    )  # fmt: skip
    work.rows(
        "insert into agenda_item (id, meeting_id, need_id, purpose, position, decision, help, reason)"
        " values (gen_random_uuid(), :m, :n, 'decide', 1, '', '', '') returning 1",
        m=meeting, n=need,
    )  # fmt: skip
    work.rows(
        "insert into consent_request (need_id, org, letter_number, help, reason, answer, consent_number, answer_reason,"
        " changed_by, changed_at) values (:n, :org, '', :words, :words, '', '', '', :staff, now()) returning 1",
        n=need, org=case.owner, staff=staff, words=words,
    )  # fmt: skip
    paper = work.value(
        "insert into paper_job (id, org, meeting_id, form, thai_digits, state, done, total, file, error, asked_by, asked_at,"
        " finished_at)"
        " values (gen_random_uuid(), :org, :m, 'pdf', false, 'done', 1, 1, '', '', :staff, now(), now()) returning id",
        org=case.owner, m=meeting, staff=staff,
    )  # fmt: skip
    return {"meeting": meeting, "need": need, "paper": paper, "member": meeting, "form": "docx"}
