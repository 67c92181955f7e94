"""The bell, watching, giving a case to a colleague, a shift's note and the rules of a centre: by their pages."""

import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from casework import mailing
from store import shift_notes
from tests.conftest import Work
from tests.pages.helpers import HAT_YAI, KHUAN_LANG, WORDS, csrf, plea


def press(clerk: Any, path: str, **fields: Any) -> Any:
    return clerk.post(path, data={"csrf": csrf(clerk), **fields})


def id_of(work: Work, role: str, org: str = KHUAN_LANG) -> str:
    return str(work.value("select id from staff where email = :e", e=f"{role}.{org}@example.org"))


def test_a_colleague_is_given_a_case_finds_it_under_the_bell_and_has_read_it_by_opening_it(
    client: Any, work: Work, staff: Any
) -> None:
    case = plea(client, work)
    head, clerk = staff(KHUAN_LANG, "head"), staff(KHUAN_LANG)
    part = head.get(f"/cases/{case.reference}/assigning?version={case.version}").text
    assert f'value="{id_of(work, "clerk")}"' in part
    assert (
        press(
            head, f"/cases/{case.reference}/assign", to=id_of(work, "clerk"), version=case.version
        ).status_code
        == 303
    )
    assert "<b>1</b>" in clerk.get("/notices/bell").text
    assert case.reference[:4] in clerk.get("/notices").text
    assert WORDS not in clerk.get("/notices").text
    press(clerk, f"/cases/{case.reference}/looking", **{"is": "looks"})
    assert "<b>" not in clerk.get("/notices/bell").text


def test_who_comes_too_late_keeps_the_case_as_it_is_and_is_told(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    head, clerk = staff(KHUAN_LANG, "head"), staff(KHUAN_LANG)
    assert press(clerk, f"/cases/{case.reference}/take", had="").status_code == 303
    late = press(head, f"/cases/{case.reference}/take", had="")
    assert late.status_code == 409
    assert press(head, f"/cases/{case.reference}/put-back", version=case.version).status_code == 409
    assert work.value('select assignee::text from "case"') == id_of(work, "clerk")


def test_a_stranger_neither_assigns_nor_watches(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    stranger = staff(HAT_YAI)
    for path, more in (
        ("assign", {"to": id_of(work, "clerk", HAT_YAI), "version": "1"}),
        ("watch", {"watch": "1"}),
        ("take", {}),
    ):
        assert press(stranger, f"/cases/{case.reference}/{path}", **more).status_code == 404
    assert stranger.get(f"/cases/{case.reference}/assigning").status_code == 404


def test_a_case_is_watched_and_no_more(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    press(clerk, f"/cases/{case.reference}/watch", watch="1")
    assert "เลิกติดตาม" in clerk.get(f"/cases/{case.reference}/assigning").text
    press(clerk, f"/cases/{case.reference}/watch", watch="0")
    assert work.value("select count(*) from case_watch") == 0


def test_a_shift_leaves_a_note_with_what_is_open_and_the_next_takes_over(
    client: Any, work: Work, staff: Any
) -> None:
    plea(client, work)
    one, other, stranger = staff(KHUAN_LANG), staff(KHUAN_LANG, "head"), staff(HAT_YAI)
    empty = press(one, "/handover", org=KHUAN_LANG, words=" ")
    assert empty.status_code == 400
    assert press(stranger, "/handover", org=KHUAN_LANG, words="x").status_code == 404
    press(one, "/handover", org=KHUAN_LANG, words="รอเรือจาก อบจ. ถึงบ่ายสาม")
    plea(client, work, text="น้ำประปาไม่ไหล", phone="089-000-4321")
    page = other.get("/handover").text
    assert "รอเรือจาก อบจ." in page
    assert "เรื่องที่เปิดอยู่ 1 · ยังไม่มีคนรับ 1</p>" in page
    assert "มีบันทึกส่งเวร" in other.get("/notices/bell").text
    assert "มีบันทึกส่งเวร" not in one.get("/notices/bell").text
    note = work.value("select id from shift_note")
    press(one, f"/handover/{note}")
    press(stranger, f"/handover/{note}")
    assert work.value("select seen_at from shift_note") is None
    press(other, f"/handover/{note}")
    assert "head 9079 รับเวรแล้ว" in one.get("/handover").text
    assert "รอเรือ" not in stranger.get("/handover").text


def test_the_head_makes_changes_and_drops_a_rule_and_nobody_else_does(work: Work, staff: Any) -> None:
    head, clerk, stranger = staff(KHUAN_LANG, "head"), staff(KHUAN_LANG), staff(HAT_YAI, "head")
    path = f"/admin/assigning/{KHUAN_LANG}"
    rule = {
        "position": "1",
        "most": "5",
        "category": "disaster",
        "tambon": "901118",
        "moo": "05",
        "active": "1",
    }
    wrong = press(head, path, **rule | {"tambon": ""})
    assert wrong.status_code == 400
    assert 'value="05"' in wrong.text
    assert press(head, path, **rule | {"most": "0"}).status_code == 400
    for other in (clerk, stranger):
        assert press(other, path, **rule).status_code == 404
        assert other.get(path).status_code == 404
    chosen = [id_of(work, "clerk"), id_of(work, "head", HAT_YAI)]
    assert press(head, path, **rule, staff=chosen).status_code == 303
    kept = work.rows("select * from assign_rule")[0]
    assert (kept.category, kept.moo, kept.most, kept.active, kept.only_here) == (
        "disaster",
        "5",
        5,
        True,
        False,
    )
    assert [str(each) for each in kept.staff] == chosen[:1]
    press(head, path, **rule | {"key": str(kept.id), "position": "2"})
    assert work.value("select position from assign_rule") == 2
    assert press(stranger, f"/admin/assigning/{HAT_YAI}", **rule | {"key": str(kept.id)}).status_code == 404
    press(head, path, key=str(kept.id), drop="1")
    assert work.value("select count(*) from assign_rule") == 0


class _Postman(socketserver.StreamRequestHandler):
    """As much of an SMTP server as a client asks for."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    body += more
                self.server.mail.append(body.decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")


@pytest.fixture
def post() -> Iterator[Any]:
    with socketserver.TCPServer(("127.0.0.1", 0), _Postman) as server:
        server.mail = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mail_a_day_tells_how_much_waits_and_nothing_of_a_case(
    client: Any, work: Work, staff: Any, post: Any
) -> None:
    import base64

    case = plea(client, work)
    head, clerk = staff(KHUAN_LANG, "head"), staff(KHUAN_LANG)
    press(head, f"/cases/{case.reference}/assign", to=id_of(work, "clerk"), version=case.version)
    assert "สรุปทางอีเมล" not in clerk.get("/notices").text
    with work.house.database.session() as session:
        shift_notes.want_digest(
            session, work.value("select id from staff where email like 'clerk.%'"), wants=True
        )
    url = f"smtp://127.0.0.1:{post.server_address[1]}/?from=saitrong@example.org"
    send = lambda at: mailing.send(work.house.database, url, url="https://saitrong.test", now=at)  # noqa: E731
    early, due, again = (datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (0, 1, 2))
    assert [send(at) for at in (early, due, again)] == [0, 1, 0]
    head_part, _, body = post.mail[0].replace("\r\n", "\n").partition("\n\n")
    words = base64.b64decode(body).decode() if "base64" in head_part else body
    assert "มอบหมายให้ท่าน: 1" in words
    assert case.reference not in words
    assert not re.search("หลังคา|089", words)
    nobody = "smtp://127.0.0.1:1/?from=a@example.org"
    later = datetime(2026, 11, 27, 2, tzinfo=UTC)
    assert mailing.send(work.house.database, nobody, url="", now=later) == 0
    assert send(later) == 1
