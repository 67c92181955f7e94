"""Small signs at the provider: a name, the loading sign, shown as read; none holds up a plea (channels.md 31)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework import courtesies
from store.db import utc_now
from tests.conftest import Work, log_in
from tests.speak import line_event, post_line, user


def errands(work: Work, later: float = 0) -> int:
    return courtesies.do_errands(
        work.house.database, work.house.channels, now=utc_now() + timedelta(seconds=later)
    )


def waiting(work: Work) -> int:
    return courtesies.show_waiting(work.house.database, work.house.channels, now=utc_now())


def aged(work: Work, seconds: float) -> None:
    with work.house.database.session() as session:
        session.execute(
            text("update message set received_at = received_at - :gap"), {"gap": timedelta(seconds=seconds)}
        )


def test_the_name_a_person_shows_is_asked_for_after_the_plea_is_stored(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    post_line(wired_app.test_client(), line_event())
    wired_work.all()
    assert wired_work.value("select name from conversation") == ""
    assert errands(wired_work) == 1
    assert wired_work.rows(
        "select c.name, p.name from conversation c join person p on p.id = c.person_id"
    ) == [("สมหญิง", "สมหญิง")]
    assert errands(wired_work, 3600) == 0


def test_who_is_no_friend_has_no_name_and_a_case_all_the_same(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[31] profile 404; it is not asked for again and again."""
    post_line(wired_app.test_client(), line_event(source={"type": "user", "userId": "Ustranger"}))
    wired_work.all()
    assert errands(wired_work) == 1
    assert errands(wired_work, 3600) == 0
    assert wired_work.value("select name from conversation") == ""
    assert wired_work.value('select count(*) from "case"') == len(provider.deliveries) == 1


def test_a_provider_that_fails_is_asked_three_times_and_then_let_be(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[31]"""
    provider.fault("/v2/bot/profile", "error", status=500, times=None)
    post_line(wired_app.test_client(), line_event())
    wired_work.all()
    assert [errands(wired_work, hours * 3600) for hours in range(5)] == [1, 1, 1, 0, 0]


def test_somebody_line_does_not_name_is_not_asked_about(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[30]"""
    post_line(wired_app.test_client(), line_event(source={"type": "user"}))
    wired_work.all()
    before = provider.state.requests
    errands(wired_work)
    assert provider.state.requests == before


def test_what_staff_have_opened_is_shown_as_read_once(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    event = line_event()
    event["message"]["markAsReadToken"] = "tok-1"
    post_line(wired_app.test_client(), event)
    wired_work.all()
    errands(wired_work)
    assert "read" not in provider.state.settings
    row = wired_work.rows('select reference, owner from "case"')[0]
    clerk = log_in(wired_app, row.owner)
    for _ in range(2):
        clerk.get(f"/cases/{row.reference}")
        errands(wired_work)
    assert provider.state.settings["read"] == ["tok-1"]


def test_a_token_line_does_not_know_ends_the_errand(wired_app: Any, wired_work: Work, provider: Any) -> None:
    event = line_event()
    event["message"]["markAsReadToken"] = "wrong"
    post_line(wired_app.test_client(), event)
    wired_work.all()
    row = wired_work.rows('select reference, owner from "case"')[0]
    log_in(wired_app, row.owner).get(f"/cases/{row.reference}")
    errands(wired_work)
    assert wired_work.value("select count(*) from errand") == 0


@pytest.mark.parametrize(("age", "shown"), [(0, 0), (5, 1), (55, 0)])
def test_the_loading_sign_is_shown_only_when_reading_takes_long_and_only_while_the_free_reply_lives(
    wired_app: Any, wired_work: Work, provider: Any, age: float, shown: int
) -> None:
    post_line(wired_app.test_client(), line_event())
    aged(wired_work, age)
    assert waiting(wired_work) == shown
    assert waiting(wired_work) == 0, "once for each message"
    assert provider.state.settings.get("loading", []) == [user(1)] * shown


def test_the_loading_sign_that_line_refuses_costs_nothing(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    provider.fault("/v2/bot/chat/loading", "error", status=500)
    post_line(wired_app.test_client(), line_event())
    aged(wired_work, 5)
    assert waiting(wired_work) == 0
    assert [o.state for o in wired_work.all()] == ["sent"]
