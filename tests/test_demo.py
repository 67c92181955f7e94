"""The demo cases: told by invented people through the real path, and never a word of them leaves the house."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import demo_cases
from tests.conftest import Work

CASES = 80


@pytest.fixture
def played(house: Any) -> Callable[..., int]:
    def load(**more: Any) -> int:
        given = {"real": False, "now": datetime.now(UTC), "cases": CASES} | more
        with house.database.session() as session:
            directory = house.shelf.directory(session)
            return demo_cases.load(session, directory, house.files, **given)

    return load


def test_demo_cases_fill_every_channel_state_and_urgency_and_nothing_of_them_is_sent(
    played: Callable[..., int], work: Work, staff: Any
) -> None:
    assert played() == CASES
    assert {row[0] for row in work.rows('select distinct account from "case"')} == set(demo_cases.CHANNELS)
    assert {"U0", "U1", "U2", "U3"} == {row[0] for row in work.rows('select distinct urgency from "case"')}
    states = {row[0] for row in work.rows('select distinct state from "case"')}
    # rarer ones are chance: the hours of the cases hang on the hour at which they are told
    assert {"new", "active", "waiting_citizen", "closed"} <= states
    fates = {row[0] for row in work.rows("select distinct state from message where direction = 'out'")}
    assert {"sent", "delivered", "failed"} <= fates
    opened = work.rows('select min(opened_at), max(opened_at) from "case"')[0]
    assert opened[1] - opened[0] > timedelta(days=25)
    # worker and clock find nothing to do, or else invented people would be written to
    assert not fates & {"pending", "sending"}
    assert work.all() == []
    work.go_on()
    assert work.value("select count(*) from message where state in ('pending', 'sending', 'received')") == 0
    assert work.value("select count(*) from alarm where ended_at is null and acknowledged_at is null") > 0
    assert work.value("select count(*) from attachment where state = 'stored'") > 10
    assert work.value('select count(*) from "case" where rating is not null') > 0
    assert "060-000" not in staff("hub-9011").get("/inbox").text
    assert 'class="row' in staff("9098").get("/inbox").text


def test_demo_cases_are_told_once_and_never_beside_real_ones(played: Callable[..., int], work: Work) -> None:
    played(cases=2)
    with pytest.raises(demo_cases.NotEmpty):
        played(cases=2)
    assert work.value("select count(*) from message where direction = 'in' and event_id like 'demo-%'") >= 2


def test_demo_cases_are_refused_where_a_provider_would_send_them(
    played: Callable[..., int], work: Work
) -> None:
    with pytest.raises(demo_cases.RealChannels):
        played(real=True)
    assert work.value('select count(*) from "case"') == 0
