"""What the conversation changes in cases, in batches: cancelled, merged, rated, waiting for a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

from store.tasks import CaseTask, DataRequest

_CANCEL = text("""
update "case" set state = 'cancelled', closed_at = :now, updated_at = :now, version = version + 1, unread = true,
    wants_person_at = null
where id = :case and state not in ('helped', 'closed', 'cancelled', 'merged')
""")
_FLAG = text("""
update "case" set wants_person_at = coalesce(wants_person_at, :now), unread = true, version = version + 1,
    last_in_at = greatest(last_in_at, :now) where id = :case
""")
_RATE = text('update "case" set rating = :stars, version = version + 1 where id = :case')
# the receipt stays with the case whose number it tells
_MOVE_MESSAGES = text("update message set case_id = :into where case_id = :case and purpose <> 'ack'")
_MERGED = text("""
update "case" set state = 'merged', closed_at = :now, updated_at = :now, version = version + 1,
    wants_person_at = null
where id = :case and state not in ('closed', 'cancelled', 'merged')
""")
_MERGED_INTO = text("""
update "case" c set message_count = c.message_count + o.message_count, unread = true, version = c.version + 1,
    last_in_at = greatest(c.last_in_at, o.last_in_at), urgency = least(c.urgency, o.urgency), updated_at = :now,
    category = c.category || array(select e from unnest(o.category) e where e <> all(c.category)),
    phone = case when c.phone = '' then o.phone else c.phone end
from "case" o where c.id = :into and o.id = :case
""")


def cancel(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(_CANCEL, rows)


def flag_person(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"case", "now"}: somebody waits for a person there."""
    if rows:
        session.execute(_FLAG, rows)


def rate(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(_RATE, rows)


def merge(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"case", "into", "now"}: the citizen says that both are one matter."""
    if rows:
        for statement in (_MERGED_INTO, _MOVE_MESSAGES, _MERGED):
            session.execute(statement, rows)


def put_tasks(session: Session, tasks: Sequence[dict[str, Any]], requests: Sequence[dict[str, Any]]) -> None:
    if tasks:
        session.execute(insert(CaseTask), tasks)
    if requests:
        session.execute(insert(DataRequest), requests)


def put_task_once(session: Session, row: dict[str, Any]) -> None:
    """One of a kind a case: what is due already, or was done, stays as it is."""
    session.execute(postgresql.insert(CaseTask).values(row).on_conflict_do_nothing())
