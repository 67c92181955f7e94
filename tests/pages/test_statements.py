"""A page asks the database at most eight times, however much it shows (issue 6); htmx pieces may not ask for more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from store.cases import Relation
from store.db import libpq_url
from tests.conftest import Work
from tests.pages.helpers import KHUAN_LANG, plea

MOST = 8
LINKED = """insert into case_pair (one, other, verdict, staff_id, at)
    select least(a.id, b.id), greatest(a.id, b.id), 'same_person', s.id, now()
    from "case" a, "case" b, staff s where a.id = :one and b.id = :other limit 1"""


@contextmanager
def counted(house: Any) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(house.database.engine, "before_cursor_execute", note)


def asks(house: Any, clerk: FlaskClient, path: str) -> list[str]:
    clerk.get(path)  # outlines and the register are read once for a process
    with counted(house) as seen:
        assert clerk.get(path).status_code == 200
    return seen


@pytest.fixture
def full_case(client: FlaskClient, work: Work, staff: Callable[..., FlaskClient]) -> Any:
    """A case with a pin, a photo's neighbour, an incident, an earlier one of the same person, an alarm and duties."""
    other = plea(client, work, text="น้ำท่วมบ้าน ขอข้าวสาร")
    case = plea(client, work, text="น้ำท่วมบ้าน ยายติดอยู่บนหลังคา ขอเรือด่วน", lat="7.0050", lon="100.4700")
    work.change(
        'update "case" set unread = true, conversation_id = conversation_id where id = :id', id=case.id
    )
    staff(KHUAN_LANG, email="linker@example.org")
    work.change(LINKED, one=case.id, other=other.id)
    work.change("insert into incident (id, title, opened_at) values (gen_random_uuid(), 'น้ำท่วม', now())")
    work.change('update "case" set incident_id = (select id from incident)')
    work.change(
        "insert into case_task (id, case_id, kind, due_at, created_at) values (gen_random_uuid(), :id,"
        " 'tell_third_person', now(), now())",
        id=case.id,
    )
    return case


def test_the_page_of_a_case_asks_at_most_eight_times(
    house: Any, full_case: Any, work: Work, staff: Callable[..., FlaskClient]
) -> None:
    clerk = staff(KHUAN_LANG)
    path = f"/cases/{full_case.reference}"
    seen = asks(house, clerk, path)
    assert len(seen) <= MOST, "\n".join(seen)
    work.change('update "case" set unread = true where id = :id', id=full_case.id)
    with counted(house) as first:
        page = clerk.get(path).text
    assert len(first) <= MOST, "\n".join(first)
    assert 'id="together"' in page
    assert not work.value('select unread from "case" where id = :id', id=full_case.id)
    assert (
        work.value("select count(*) from audit where action = 'case.read' and case_id = :id", id=full_case.id)
        == 3
    )


def test_so_do_the_list_and_what_is_asked_for_every_few_seconds(
    house: Any, full_case: Any, staff: Callable[..., FlaskClient]
) -> None:
    clerk = staff(KHUAN_LANG)
    paths = ("/inbox", "/inbox?view=mine", "/inbox/live", f"/cases/{full_case.reference}/thread")
    for path in paths:
        seen = asks(house, clerk, path)
        assert len(seen) <= MOST, "\n".join([path, *seen])


def test_a_summary_asks_no_more_than_the_whole(
    house: Any, full_case: Any, work: Work, staff: Callable[..., FlaskClient]
) -> None:
    officer = staff("hub-9011")
    relation = work.value(
        "select relation from case_access where case_id = :id and org = 'hub-9011'", id=full_case.id
    )
    assert relation == Relation.HUB
    assert len(asks(house, officer, f"/cases/{full_case.reference}")) <= MOST


@pytest.mark.parametrize("words", ["น้ำท่วม", "ไม่มีใครเขียนคำนี้", "น้าท่วมบาน", "น้ำถวม", "ฟ้าฝ่า", "0812345678"])
def test_a_search_asks_no_more_whether_it_finds_something_or_only_what_is_close(
    house: Any, full_case: Any, staff: Callable[..., FlaskClient], words: str
) -> None:
    clerk = staff(KHUAN_LANG)
    for path in (f"/inbox?q={words}", f"/inbox/more?q={words}"):
        seen = asks(house, clerk, path)
        assert len(seen) <= MOST, "\n".join([path, *seen])


def test_the_page_of_the_head_asks_at_most_eight_times(
    house: Any, full_case: Any, staff: Callable[..., FlaskClient]
) -> None:
    head = staff(KHUAN_LANG, role="head")
    seen = asks(house, head, "/head")
    assert len(seen) <= MOST, "\n".join(seen)


def test_a_line_that_the_server_closed_is_not_used_again(house: Any) -> None:
    with house.database.session() as session:
        mine = session.execute(text("select pg_backend_pid()")).scalar_one()
    with psycopg.connect(libpq_url(house.database.url), autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", (mine,))
    with house.database.session() as session:
        assert session.execute(text("select pg_backend_pid()")).scalar_one() != mine
    assert house.database.ask(text("select 1 as one"), {}).one == 1
