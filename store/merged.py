"""Cases that go on in another one: their reporters, and what was said there since. And a case cut in two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.cases import Case

REPORTERS = """
select c.id, c.reference, c.account, c.conversation_id, c.person_id, c.language, c.urgency, c.version, c.state,
    c.last_in_at, c.message_count, t.name as who, t.reachable
from "case" c join conversation t on t.id = c.conversation_id where c.merged_into = :case order by c.opened_at, c.id
"""


def reporters(session: Session, case: UUID) -> list[Any]:
    """The cases that go on in this one, each with its own reporter, number and channel; the earliest first."""
    return list(session.execute(text(REPORTERS), {"case": case}))


SEEN = f"""
select r.*, m.text as words, m.sent_at as said_at,
    exists (select from case_access a where a.case_id = r.id and a.org = any(:orgs) and a.relation = any(:full)) as readable
from ({REPORTERS}) r left join lateral (select text, sent_at from message where case_id = r.id
    and direction = 'in' and text <> '' order by sent_at desc limit 1) m on true
"""
"""The same for the page of a case: with their newest words, and whether these organisations may read them in full."""
KEPT = """
select k.id, k.reference, k.state from "case" c join "case" k on k.id = c.merged_into where c.id = :case
"""


def kept(session: Session, case: UUID) -> Any:
    """reference and state of the case in which this one goes on; None when it stands for itself."""
    return session.execute(text(KEPT), {"case": case}).first()


def take_along(session: Session, case: UUID, into: UUID) -> None:
    """What went on in a case goes on where that one does."""
    session.execute(
        text('update "case" set merged_into = :into, version = version + 1 where merged_into = :case'),
        {"case": case, "into": into},
    )


_PASS_ON = text("""
update "case" k set unread = true, version = k.version + 1, updated_at = :now,
    last_in_at = greatest(k.last_in_at, told.at), urgency = least(k.urgency, told.urgency),
    state = case when k.state = 'waiting_citizen' then 'active' else k.state end
from (select merged_into, max(last_in_at) as at, min(urgency) as urgency from "case"
    where id = any(:cases) and state = 'merged' and merged_into is not null group by merged_into) told
where k.id = told.merged_into and k.state not in ('closed', 'cancelled', 'merged')
""")


def pass_on(session: Session, cases: Sequence[UUID], *, now: datetime) -> None:
    """A reporter wrote in a case that goes on in another: there it is unread, and as urgent."""
    session.execute(_PASS_ON, {"cases": list(cases), "now": now})


# -- one case with two pleas ------------------------------------------------------------------------------------------


def said_in(session: Session, case: UUID) -> list[Any]:
    """id, sent_at, text of what the citizen said, in order, with how many files each has."""
    return list(
        session.execute(
            text(
                "select m.id, m.sent_at, m.text, m.latitude, m.longitude,"
                " (select count(*) from attachment a where a.message_id = m.id) as files from message m"
                " where m.case_id = :case and m.direction = 'in' order by m.sent_at, m.id"
            ),
            {"case": case},
        )
    )


def put_beside(session: Session, case: UUID, **columns: Any) -> None:
    """A new case like this one, but for these columns; whoever stands to the one stands to the other."""
    row = session.get(Case, case)
    if row is None:
        raise LookupError(str(case))
    session.add(Case(**(row.model_dump() | columns)))
    session.flush()
    session.execute(
        text(
            "insert into case_access (case_id, org, relation) select :new, org, relation from case_access"
            " where case_id = :case and relation <> 'former'"
        ),
        {"case": case, "new": columns["id"]},
    )


def move(
    session: Session, case: UUID, into: UUID, *, messages: Sequence[UUID], needs: Sequence[UUID]
) -> None:
    """Messages and needs of one case are the other's; the search looks at both anew."""
    given = {"case": case, "into": into, "messages": list(messages), "needs": list(needs)}
    for statement in (
        "update message set case_id = :into where case_id = :case and direction = 'in' and id = any(:messages)",
        "update need set case_id = :into where case_id = :case and id = any(:needs)",
        "update help_given set case_id = :into where case_id = :case and need_id = any(:needs)",
        "insert into search_due (case_id) values (:case), (:into)",
    ):
        wanted = {name: value for name, value in given.items() if f":{name}" in statement}
        session.execute(text(statement), wanted)
