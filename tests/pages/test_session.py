"""Login and out: limited, silent about who exists, never a way to another site."""

from datetime import UTC, datetime
from typing import Any

import pytest

import demo
from gateway.pages.session import safe_next
from store.staff import Role
from tests.pages.helpers import press

EMAIL, PASSWORD = "clerk@example.org", "correct horse"


@pytest.fixture
def person(house: Any) -> Any:
    with house.database.session() as session:
        staff = demo.add_staff(session, EMAIL, PASSWORD, now=datetime.now(UTC), name="สมศรี")
        demo.give_role(session, staff, "9079", Role.CLERK, now=datetime.now(UTC))
        return staff


def enter(client: Any, email: str = EMAIL, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/login", data={"email": email, "password": password, **more})


def test_a_staff_member_comes_in_and_goes_to_the_page_asked_for(app: Any, person: Any) -> None:
    client = app.test_client()
    refused = client.get("/cases/691100000017?view=mine")
    assert refused.status_code == 303
    assert refused.location == "/login?next=/cases/691100000017?view%3Dmine"
    answer = enter(client, EMAIL.upper(), next="/inbox?view=mine")
    assert (answer.status_code, answer.location) == (303, "/inbox?view=mine")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" in cookie


def test_a_wrong_password_and_an_unknown_email_read_the_same_and_keep_what_was_typed(
    client: Any, person: Any
) -> None:
    wrong, unknown = enter(client, password="x"), enter(client, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text.replace(EMAIL, "") == unknown.text.replace("nobody@example.org", "")
    assert f'value="{EMAIL}"' in wrong.text
    assert "correct horse" not in unknown.text


def test_the_sixth_try_of_an_email_is_refused_even_with_the_right_password(client: Any, person: Any) -> None:
    assert [enter(client, password="x").status_code for _ in range(5)] == [403] * 5
    assert enter(client).status_code == 429
    assert enter(client, "other@example.org").status_code == 403


def test_right_logins_are_not_counted(client: Any, person: Any) -> None:
    assert {enter(client).status_code for _ in range(8)} == {303}


def test_an_address_is_limited_over_all_emails(client: Any, house: Any) -> None:
    codes = [enter(client, f"{n}@example.org").status_code for n in range(31)]
    assert codes == [403] * 30 + [429]


def test_somebody_who_left_does_not_come_in(client: Any, house: Any, person: Any) -> None:
    from sqlalchemy import text

    with house.database.session() as session:
        session.execute(text("update staff set active = false"))
    assert enter(client).status_code == 403


def test_logins_and_failures_are_recorded_by_id(client: Any, house: Any, person: Any, work: Any) -> None:
    enter(client, password="x")
    enter(client)
    rows = work.rows("select action, staff_id, detail from audit where action like 'login%' order by at")
    assert [(row.action, row.staff_id, row.detail) for row in rows] == [
        ("login.failed", person.id, ""),
        ("login", person.id, ""),
    ]


def test_a_logout_ends_the_session(staff: Any, work: Any) -> None:
    client = staff("9079")
    assert press(client, "/logout").status_code == 303
    assert work.value("select count(*) from staff_session") == 0
    assert client.get("/inbox").status_code == 303


def test_a_poll_after_the_session_ended_reloads_the_whole_page(client: Any) -> None:
    answer = client.get("/inbox/live", headers={"HX-Request": "true"}, follow_redirects=True)
    assert answer.headers["HX-Refresh"] == "true"
    assert not answer.text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        "/\r\nx",
        "inbox",
    ],
)
def test_the_way_on_never_leads_to_another_site(app: Any, path: str) -> None:
    with app.test_request_context():
        assert safe_next(path) == "/inbox"
