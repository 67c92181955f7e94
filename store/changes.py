"""Which cases a transaction changes: gathered while it runs, told to the live streams after its commit.

Every line of a case's story passes `store.triaging.put_cases`, so whoever tells the story tells the pages too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

CASE, ALARM, LOOK, NOTICE = "case", "alarm", "look", "notice"
STAFF = "staff:"
"""Before the id of a staff member in the topics of a change that concerns that person alone."""
EVERYBODY = "*"
_TOUCHED, _LEFT, _NOTICED = "changes.touched", "changes.left", "changes.noticed"


@dataclass(frozen=True, slots=True)
class Change:
    """What the streams carry: kind, an id, and whom it is for (organisations, or STAFF and an id). Never a text."""

    kind: str
    id: str
    topics: tuple[str, ...]
    version: int | None = None


def touch(session: Session, cases: Iterable[UUID], by: UUID | None = None) -> None:
    """These cases changed. by: the staff member who did it, who is not told of it as a watcher."""
    found: dict[UUID, set[UUID | None]] = session.info.setdefault(_TOUCHED, {})
    for case in cases:
        found.setdefault(case, set()).add(by)


def left(session: Session, cases: Iterable[UUID]) -> None:
    """Whoever owned these cases until now is told once more, so that they leave its lists."""
    session.info.setdefault(_LEFT, set()).update(cases)
    touch(session, cases)


def noticed(session: Session, staff: Iterable[UUID]) -> None:
    """The bell of these staff members has something new."""
    session.info.setdefault(_NOTICED, set()).update(staff)


# who is accused hears nothing of the case, who had it once only that it is gone (decisions.md 4)
_HEARD = text("""
select c.id, c.version, array_agg(a.org order by a.org) as orgs from "case" c join case_access a on a.case_id = c.id
where c.id = any(:cases)
    and (a.relation not in ('accused', 'former') or (a.relation = 'former' and c.id = any(:left)))
group by c.id order by c.id
""")
_WATCHERS = text("""
insert into staff_notice (id, staff_id, what, case_id, by_staff_id, at, times)
select gen_random_uuid(), w.staff_id, 'changed', w.case_id, t.by, now(), 1
from (select id, (array_agg(by))[1] as by from unnest(cast(:cases as uuid[]), cast(:by as uuid[])) as t(id, by) group by id) t
    join case_watch w on w.case_id = t.id
where t.by is distinct from w.staff_id
on conflict (staff_id, case_id, what) where read_at is null do update
    set at = excluded.at, by_staff_id = excluded.by_staff_id, times = staff_notice.times + 1
returning staff_id
""")


def gathered(session: Session) -> list[Change]:
    """What this transaction has to tell, watchers' bells included; called once, just before the commit."""
    touched: dict[UUID, set[UUID | None]] = session.info.pop(_TOUCHED, {})
    noticed: set[UUID] = session.info.pop(_NOTICED, set())
    left: set[UUID] = session.info.pop(_LEFT, set())
    if not touched and not noticed:
        return []
    session.flush()
    found = _of_cases(session, touched, left) if touched else []
    noticed |= _watching(session, touched) if touched else set()
    return [*found, *(Change(NOTICE, "", (f"{STAFF}{staff}",)) for staff in sorted(noticed))]


def _of_cases(session: Session, touched: Iterable[UUID], left: Iterable[UUID]) -> list[Change]:
    rows: Sequence[Any] = session.execute(_HEARD, {"cases": list(touched), "left": list(left)}).all()
    return [Change(CASE, str(row.id), tuple(row.orgs), row.version) for row in rows]


def _watching(session: Session, touched: dict[UUID, set[UUID | None]]) -> set[UUID]:
    pairs = [(case, next(iter(by)) if len(by) == 1 else None) for case, by in touched.items()]
    told = session.execute(_WATCHERS, {"cases": [case for case, _ in pairs], "by": [by for _, by in pairs]})
    return {row.staff_id for row in told}
