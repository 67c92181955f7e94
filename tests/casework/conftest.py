"""A routed case, a clerk of its body, and one verb in one transaction."""

from collections.abc import Callable
from typing import Any

import pytest

from casework import ending, handling, sending
from casework.access import Actor
from casework.sending import Sending
from tests.casework.shared import KHUAN_LANG, now, opened, person
from tests.conftest import Work


@pytest.fixture
def case(client: Any, work: Work) -> Any:
    return opened(client, work)


@pytest.fixture
def clerk(work: Work) -> Actor:
    return person(work, KHUAN_LANG)


@pytest.fixture
def do(work: Work) -> Callable[..., Any]:
    """do("close", clerk, case, …): one verb in one transaction."""

    def done(verb: str, actor: Actor, case: Any, *args: Any, **facts: Any) -> Any:
        with work.house.database.session() as session:
            home: Any = ending if verb in {"close", "reopen", "give_back"} else handling
            if verb in {"reply", "send_again"}:
                home = sending
            if "waits" in facts:
                facts["how"] = Sending(waits=facts.pop("waits"))
            return getattr(home, verb)(session, actor, case.reference, *args, now=now(), **facts)

    return done
