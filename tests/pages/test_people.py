"""Staff come in by invitation, keep a second factor if they like, and only their own administrators change them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

import demo
from casework import people
from store.staff import Role
from tests.pages.helpers import HAT_YAI, KHUAN_LANG

EMAIL, PASSWORD = "new@example.org", "ขอให้ฝนหยุดตกเสียที"


def csrf(client: Any, path: str = "/me") -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def ask(client: Any, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf": csrf(client), **fields})


def link_of(client: Any, org: str = KHUAN_LANG, email: str = EMAIL, role: str = "clerk") -> str:
    page = ask(client, "/admin/staff/invite", email=email, org=org, role=role).text
    found = re.search(r">https?://[^<]*(/invite/[\w-]+)<", page)
    assert found, page
    return found[1]


def enter(client: Any, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return client.post("/login", data={"email": email, "password": password})


def test_who_is_invited_makes_an_account_once_and_sees_the_inbox(app: Any, staff: Any) -> None:
    link = link_of(staff(KHUAN_LANG, "admin"))
    stranger = app.test_client()
    assert EMAIL in stranger.get(link).text
    short = stranger.post(link, data={"name": "ใหม่ ทดสอบ", "password": "สั้นไป"})
    assert short.status_code == 400
    assert "ใหม่ ทดสอบ" in short.text
    assert stranger.post(link, data={"name": "ใหม่ ทดสอบ", "password": PASSWORD}).status_code == 303
    assert "ใหม่ ทดสอบ" in stranger.get("/inbox").text
    assert app.test_client().get(link).status_code == 404
    assert enter(app.test_client()).status_code == 303


def test_an_invitation_ends_after_seven_days(app: Any, work: Any, staff: Any) -> None:
    link = link_of(staff(KHUAN_LANG, "admin"))
    work.rows("update invitation set made_at = made_at - interval '8 days' returning email")
    assert app.test_client().post(link, data={"name": "x", "password": PASSWORD}).status_code == 404
    assert work.value("select count(*) from staff where email = :email", email=EMAIL) == 0


def test_an_invitation_to_somebody_with_an_account_gives_roles_and_no_way_in(
    app: Any, work: Any, staff: Any
) -> None:
    staff(HAT_YAI, email=EMAIL)
    link = link_of(staff(KHUAN_LANG, "admin"), role="head")
    client = app.test_client()
    answer = client.post(link, data={"name": "เปลี่ยนชื่อ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert client.get("/inbox").status_code == 303
    assert enter(app.test_client()).status_code == 403
    held = work.rows(
        "select org, role from membership m join staff s on s.id = m.staff_id where email = :e", e=EMAIL
    )
    assert set(held) == {(HAT_YAI, "clerk"), (KHUAN_LANG, "head")}


@pytest.mark.parametrize(("org", "role"), [(HAT_YAI, "admin"), (KHUAN_LANG, "clerk"), (KHUAN_LANG, "head")])
def test_only_the_administrators_of_an_organisation_change_its_staff(
    work: Any, staff: Any, org: str, role: str
) -> None:
    staff(KHUAN_LANG, "field")
    person = work.value("select id from staff where email like 'field.%'")
    stranger = staff(org, role)
    token = csrf(stranger)
    for path, fields in (
        ("/admin/staff/invite", {"email": EMAIL, "org": KHUAN_LANG, "role": "admin"}),
        (f"/admin/staff/{KHUAN_LANG}/{person}", {"do": "roles", "role": "admin"}),
        (f"/admin/staff/{KHUAN_LANG}/{person}", {"do": "close"}),
        (f"/admin/staff/{KHUAN_LANG}/{person}", {"do": "reset"}),
    ):
        assert stranger.post(path, data={"csrf": token, **fields}).status_code == 404
    assert work.rows("select role from membership where staff_id = :id", id=person) == [("field",)]
    assert work.value("select active from staff where id = :id", id=person)


def test_an_administrator_makes_no_operator_and_cannot_close_another_bodys_clerk(
    work: Any, staff: Any
) -> None:
    admin = staff(KHUAN_LANG, "admin")
    page = ask(admin, "/admin/staff/invite", email=EMAIL, org=KHUAN_LANG, role="operator")
    assert page.status_code == 400
    staff(KHUAN_LANG, "clerk", email="both@example.org")
    staff(HAT_YAI, "clerk", email="both@example.org")
    person = work.value("select id from staff where email = 'both@example.org'")
    assert ask(admin, f"/admin/staff/{KHUAN_LANG}/{person}", do="close").status_code == 404
    assert work.value("select active from staff where id = :id", id=person)


def test_an_organisation_keeps_an_administrator(work: Any, staff: Any) -> None:
    admin = staff(KHUAN_LANG, "admin")
    # the demo's own administrator of every body
    work.rows(
        "delete from membership where role = 'admin' and staff_id <> :me returning org", me=_id(work, "admin")
    )
    path = f"/admin/staff/{KHUAN_LANG}/{_id(work, 'admin')}"
    assert ask(admin, path, do="roles", role="clerk").status_code == 409
    assert ask(admin, path, do="close").status_code == 409
    assert work.value("select count(*) from membership where role = 'admin'") == 1


def _id(work: Any, role: str) -> Any:
    return work.value("select id from staff where email like :like", like=f"{role}.%")


def test_a_closed_account_is_out_at_once(work: Any, staff: Any) -> None:
    admin, clerk = staff(KHUAN_LANG, "admin"), staff(KHUAN_LANG, "clerk")
    assert clerk.get("/inbox").status_code == 200
    ask(admin, f"/admin/staff/{KHUAN_LANG}/{_id(work, 'clerk')}", do="close")
    assert clerk.get("/inbox").status_code == 303
    assert enter(clerk, f"clerk.{KHUAN_LANG}@example.org", "correct horse").status_code == 403


def test_the_second_factor_stands_between_the_password_and_the_inbox(app: Any, staff: Any, work: Any) -> None:
    email = f"clerk.{KHUAN_LANG}@example.org"
    clerk = staff(KHUAN_LANG)
    secret = re.search(r'name="secret" value="(\w+)"', clerk.get("/me").text)[1]  # type: ignore[index]
    wrong = ask(clerk, "/me/second-factor", secret=secret, code="000000")
    assert wrong.status_code == 400
    assert secret in wrong.text
    now = datetime.now(UTC)
    page = ask(clerk, "/me/second-factor", secret=secret, code=pyotp.TOTP(secret).at(now)).text
    spare = re.findall(r"<li>(\d{8})</li>", page)
    assert len(spare) == people.SPARE_CODES

    client = app.test_client()
    asked = enter(client, email, "correct horse")
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)
    assert ticket
    assert client.get("/inbox").status_code == 303
    used = pyotp.TOTP(secret).at(now)
    for code in ("", "123456", used):  # the code that switched it on was overheard
        assert client.post("/login/code", data={"ticket": ticket[1], "code": code}).status_code == 403
    assert client.post("/login/code", data={"ticket": ticket[1], "code": spare[0]}).status_code == 303
    assert client.get("/inbox").status_code == 200
    again = app.test_client()
    assert again.post("/login/code", data={"ticket": ticket[1], "code": spare[0]}).status_code == 403
    assert again.post("/login/code", data={"ticket": ticket[1] + "x", "code": spare[1]}).status_code == 403


def test_codes_are_tried_five_times_and_no_more(app: Any, staff: Any, work: Any) -> None:
    clerk = staff(KHUAN_LANG)
    secret = people.new_secret()
    ask(clerk, "/me/second-factor", secret=secret, code=pyotp.TOTP(secret).now())
    client = app.test_client()
    page = enter(client, f"clerk.{KHUAN_LANG}@example.org", "correct horse").text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]  # type: ignore[index]
    tried = [client.post("/login/code", data={"ticket": ticket, "code": "1"}).status_code for _ in range(7)]
    assert tried == [403] * 5 + [429] * 2


def test_a_code_is_good_half_a_minute_aside_and_never_later() -> None:
    secret, now = people.new_secret(), datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
    code = pyotp.TOTP(secret).at(now)
    assert people.step_of(secret, code, now + timedelta(seconds=40)) is not None
    assert people.step_of(secret, code, now + timedelta(seconds=90)) is None


def test_a_new_password_needs_the_old_one_and_logs_out_everywhere_else(app: Any, staff: Any) -> None:
    clerk = staff(KHUAN_LANG)
    other = app.test_client()
    email = f"clerk.{KHUAN_LANG}@example.org"
    enter(other, email, "correct horse")
    assert ask(clerk, "/me/password", old="wrong", new=PASSWORD).status_code == 400
    assert ask(clerk, "/me/password", old="correct horse", new="short").status_code == 400
    assert ask(clerk, "/me/password", old="correct horse", new=PASSWORD).status_code == 200
    assert clerk.get("/inbox").status_code == 200
    assert other.get("/inbox").status_code == 303
    assert enter(app.test_client(), email, PASSWORD).status_code == 303


def test_an_operator_keeps_staff_of_every_body_at_work(house: Any, staff: Any) -> None:
    with house.database.session() as session:
        person = demo.add_staff(session, "a@example.org", "correct horse", now=datetime.now(UTC))
        demo.give_role(session, person, HAT_YAI, Role.CLERK, now=datetime.now(UTC))
    assert "a@example.org" in staff(KHUAN_LANG, "operator").get("/admin/staff").text
