"""What staff are told in the page: each once until it was read, nobody of their own deed."""

from typing import Any

from casework.access import Actor
from casework.notices_staff import notify
from store import staff_notices
from store.staff import Role
from tests.casework.shared import KHUAN_LANG, now, person
from tests.conftest import Work


def test_who_is_told_finds_one_line_until_it_was_read_however_often_it_happened(
    work: Work, case: Any, clerk: Actor
) -> None:
    head = person(work, KHUAN_LANG, Role.HEAD)
    with work.house.database.session() as session:
        for _ in range(3):
            notify(session, [head.id, clerk.id, head.id], "mentioned", case.id, now(), by=clerk.id)
        notify(session, [head.id], "assigned", case.id, now())
        assert staff_notices.unread(session, head.id) == 2
        assert staff_notices.unread(session, clerk.id) == 0
        lines = {line.what: line for line in staff_notices.listed(session, head.id)}
        assert (lines["mentioned"].times, lines["assigned"].times) == (3, 1)
        assert lines["mentioned"].reference == case.reference
        assert staff_notices.mark_read(session, head.id, case=case.id, now=now()) == 2
        assert staff_notices.unread(session, head.id) == 0
        notify(session, [head.id], "mentioned", case.id, now())
        assert staff_notices.unread(session, head.id) == 1
        assert len(staff_notices.listed(session, head.id)) == 3
