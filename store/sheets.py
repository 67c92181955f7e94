"""Rows of cases for a sheet: what a list shows and a little more, portion by portion."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlmodel import Session

from store.audit import Audit
from store.ids import new_id

# full, led: whether one of the reader's organisations (one of those they lead) sees it in full
_ROWS = text("""
select c.id, c.reference, c.account, c.opened_at, c.last_in_at, c.closed_at, c.state, c.kind, c.category, c.urgency,
    c.vulnerable, c.owner, c.place_text, c.tambon_code, c.moo, c.message_count, c.rating, c.text, c.phone, t.name as who,
    coalesce(nullif(s.name, ''), s.email) as assignee_name, stands.full, stands.led
from unnest(cast(:keys as uuid[])) with ordinality as k(id, place) join "case" c on c.id = k.id
    join conversation t on t.id = c.conversation_id left join staff s on s.id = c.assignee
    cross join lateral (select coalesce(bool_or(a.relation = any(:full)), false) as full,
        coalesce(bool_or(a.relation = any(:full) and a.org = any(:led)), false) as led
        from case_access a where a.case_id = c.id and a.org = any(:orgs)) stands
order by k.place
""")


def rows(
    session: Session, keys: Sequence[UUID], *, orgs: Sequence[str], led: Sequence[str], full: Sequence[str]
) -> list[Any]:
    facts = {"keys": list(keys), "orgs": list(orgs), "led": list(led), "full": list(full)}
    return list(session.execute(_ROWS, facts))


def note_taken(session: Session, cases: Sequence[UUID], *, staff: UUID, detail: str, now: datetime) -> None:
    """Each case that leaves in a sheet with its words was read in full: a line of the log for every one."""
    if cases:
        session.execute(
            insert(Audit),
            [
                {"id": new_id(now), "at": now, "staff_id": staff, "action": "case.exported", "case_id": case,
                 "org": None, "detail": detail}
                for case in cases
            ],
        )  # fmt: skip
