"""A routed case and the people around it."""

from datetime import UTC, datetime
from typing import Any

import demo
from casework.access import Actor
from store.staff import Role
from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line

KHUAN_LANG, HAT_YAI, HUB = "9079", "9098", "hub-9011"


def now() -> datetime:
    return datetime.now(UTC)


def opened(client: Any, work: Work, words: str = ROOF, **event: Any) -> Any:
    """The newest case, acknowledged."""
    post_line(client, line_event(words, **event))
    work.all()
    return the_case(work)


def the_case(work: Work) -> Any:
    return work.rows('select * from "case" order by opened_at desc, id desc limit 1')[0]


def person(work: Work, org: str, *roles: Role) -> Actor:
    """A member of staff with these roles (a clerk when none is named)."""
    roles = roles or (Role.CLERK,)
    email = f"{'-'.join(roles)}@{org}.example"
    with work.house.database.session() as session:
        row = demo.add_staff(session, email, "correct horse", now=now())
        for role in roles:
            demo.give_role(session, row, org, role, now=now())
    return Actor(row.id, email, {org: frozenset(roles)})


def standing(work: Work) -> dict[str, str]:
    return {row.org: row.relation for row in work.rows("select org, relation from case_access")}


def story(work: Work) -> list[str]:
    return [row.verb for row in work.rows("select verb from case_event order by at, id")]
