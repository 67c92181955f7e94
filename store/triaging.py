"""What the triage reads and writes, in batches: rows claimed, cases opened and joined, answers laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlmodel import Session

from store import changes
from store.cases import Case, CaseAccess, CaseEvent
from store.messages import Message
from store.outbox import said_since
from store.proposals import joined

# The lock is on the conversation, so that two workers never read two pieces of one plea at once.
# NO KEY UPDATE, because the intake's foreign keys only share-lock it and must not wait for us.
_CLAIM = text("""
select c.id, c.account, c.sender, c.person_id, c.name, c.language, c.reachable, c.spam_count
from message m join conversation c on c.id = m.conversation_id
where m.state = 'received' and (m.not_before is null or m.not_before <= :now)
order by m.urgent desc, m.id
limit :limit
for no key update of c skip locked
""")
_MESSAGES = text("""
select m.id, m.conversation_id, m.sent_at, m.received_at, m.text, m.choice, m.latitude, m.longitude,
    m.language, m.sender_name, m.group_id, m.phone, m.standby, m.unreadable, m.urgent, m.facts, m.attempts,
    m.reply_token, m.case_id,
    exists (select from attachment a where a.message_id = m.id and a.kind in ('image', 'video')) as has_photo,
    exists (select from attachment a where a.message_id = m.id and a.kind = 'audio') as has_sound,
    m.facts ? 'image_set_id' and exists (select from message s where s.conversation_id = m.conversation_id
        and s.id <> m.id and s.case_id is not null and s.direction = 'in'
        and s.facts->>'image_set_id' = m.facts->>'image_set_id') as in_known_set
from message m
where m.conversation_id = any(:conversations) and m.state = 'received'
    and (m.not_before is null or m.not_before <= :now)
order by m.sent_at, m.id
""")
_CASE = """
select id, reference, conversation_id, state, kind, category, urgency, owner, coalesce(holder, owner) as holder, hub,
    asks_place, ask_orgs, ask_tambons, tambon_code, amphoe_code, province_code, moo, text, language, vulnerable, phone, last_in_at,
    decided, merged_into, coalesce((select m.facts->>'call' from message m where m.case_id = "case".id and m.direction = 'in'
        order by m.sent_at limit 1), '') as call
from "case"
"""
STATE_TOLD = """
coalesce((select k.state from "case" k where k.id = c.merged_into), c.state) as state
"""
"""To a citizen whose case goes on in another one: how far that one is."""
_OPEN = text(f"""
{_CASE} where conversation_id = any(:conversations) and last_in_at > :since
    and (state not in ('closed', 'cancelled', 'merged') or exists (select from "case" k
        where k.id = "case".merged_into and k.state not in ('closed', 'cancelled', 'merged')))
order by conversation_id, opened_at desc
""")
_BY_ID = text(f"{_CASE} where id = any(:cases)")
_SAID = text("""
select m.id, m.case_id, m.sent_at, m.text, m.choice, m.latitude, m.longitude, m.facts, m.group_id, m.attempts, m.urgent
from message m where m.case_id = any(:cases) and m.direction = 'in' and m.state <> 'received' order by m.sent_at, m.id
""")
_LATEST = text(f"""
select c.id, c.reference, c.conversation_id, c.person_id, {STATE_TOLD}, coalesce(c.holder, c.owner) as owner, c.kind, c.urgency, c.language,
    (select min(r.due_at) from data_request r where r.case_id = c.id and r.done_at is null) as due_at,
    (select min(n.due_at) from need n where n.case_id = c.id and n.paused_at is null) as step_due_at
from "case" c where c.reference = any(:references) or c.conversation_id = any(:conversations)
    or c.person_id = any(:persons)
order by c.opened_at desc
""")


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation held by this transaction, with what is still unread in it. open_cases: newest first."""

    conversation: Any
    messages: tuple[Any, ...]
    open_cases: tuple[Any, ...] = ()


def claim(session: Session, *, limit: int, now: datetime, join_within: timedelta) -> list[Talk]:
    """Lock up to `limit` conversations with unread messages, danger first, and read them afresh.

    Afresh, because another worker may have finished between our look and our lock.
    """
    found = {row.id: row for row in session.execute(_CLAIM, {"now": now, "limit": limit})}
    if not found:
        return []
    ids = list(found)
    unread: dict[UUID, list[Any]] = {}
    for row in session.execute(_MESSAGES, {"conversations": ids, "now": now}):
        unread.setdefault(row.conversation_id, []).append(row)
    cases = open_cases(session, ids, since=now - join_within)
    return [Talk(found[key], tuple(unread[key]), tuple(cases.get(key, ()))) for key in ids if key in unread]


def cases_by_id(session: Session, cases: Sequence[UUID]) -> dict[UUID, Any]:
    """The same of cases whose messages are read again, whatever their state."""
    if not cases:
        return {}
    return {row.id: row for row in session.execute(_BY_ID, {"cases": list(cases)})}


def said_before(session: Session, cases: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Case → what its citizen said in it so far, in order."""
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(_SAID, {"cases": list(cases)}) if cases else ():
        found.setdefault(row.case_id, []).append(row)
    return found


def open_cases(session: Session, conversations: Sequence[UUID], *, since: datetime) -> dict[UUID, list[Any]]:
    """The cases that a further message may join, newest first."""
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(_OPEN, {"conversations": list(conversations), "since": since}):
        found.setdefault(row.conversation_id, []).append(row)
    return found


def latest(
    session: Session, *, references: Sequence[str], conversations: Sequence[UUID], persons: Sequence[UUID]
) -> list[Any]:
    """Cases asked about, by reference or by who asks; newest first."""
    if not references and not conversations and not persons:
        return []
    asked = {"references": list(references), "conversations": list(conversations), "persons": list(persons)}
    return list(session.execute(_LATEST, asked))


def references(session: Session, count: int) -> list[int]:
    """The next `count` serial numbers of case references."""
    rows = session.execute(
        text("select nextval('case_reference_serial') from generate_series(1, :count)"), {"count": count}
    )
    return [int(row[0]) for row in rows]


def put_cases(
    session: Session,
    *,
    cases: Sequence[dict[str, Any]],
    access: Sequence[dict[str, Any]],
    events: Sequence[dict[str, Any]],
) -> None:
    for table, rows in ((Case, cases), (CaseAccess, access), (CaseEvent, events)):
        if rows:
            session.execute(insert(table), rows)
    for row in events:
        changes.touch(session, [row["case_id"]], row["staff_id"])


def put_messages(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(Message), rows)


_MARK = text("""
update message m set state = v.state, case_id = v.case_id
from unnest(cast(:ids as uuid[]), cast(:cases as uuid[]), cast(:states as text[])) as v(id, case_id, state)
where m.id = v.id and m.state = 'received'
""")


def mark_triaged(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"message": id, "case": id or None, "state": triaged | parked}. Compare-and-set on received."""
    if rows:
        columns = {
            "ids": [row["message"] for row in rows],
            "cases": [row["case"] for row in rows],
            "states": [row["state"] for row in rows],
        }
        session.execute(_MARK, columns)


def mark_canned(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The canned words said before there was a case belong to its thread: {"case": …, "conversation": …}."""
    if rows:
        session.execute(
            text(
                "update message set case_id = :case where conversation_id = :conversation"
                " and purpose = 'danger' and case_id is null"
            ),
            rows,
        )


def count_failure(session: Session, message: UUID, *, not_before: datetime, error: str) -> None:
    session.execute(
        text("update message set attempts = attempts + 1, not_before = :at, error = :error where id = :id"),
        {"id": message, "at": not_before, "error": error},
    )


def join_case(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """What a further message changes in its case: urgency only ever up, words and place only where missing.

    wakes: whether a case that waited, or was helped, is at work again. replaces: a phone given anew."""
    if rows:
        session.execute(
            text(
                'update "case" set last_in_at = greatest(last_in_at, :at), updated_at = :now, unread = true,'
                " version = version + 1, message_count = message_count + :count,"
                " state = case when :wakes and state in ('waiting_citizen', 'helped') then 'active' else state end,"
                " urgency = least(urgency, :urgency), silent = silent or :silent, text = case when text = '' then :text else text end,"
                " vulnerable = case when 'vulnerable' = any(decided) then vulnerable"
                f" else {joined('vulnerable')} end, marks = {joined('marks')},"
                f" emergency_numbers = {joined('emergency_numbers')},"
                " phone = case when phone = '' or (:replaces and :phone <> '') then :phone else phone end,"
                " moo = coalesce(moo, :moo),"
                " latitude = coalesce(:latitude, latitude), longitude = coalesce(:longitude, longitude)"
                " where id = :case"
            ),
            rows,
        )


def move_access(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"case_id", "org", "relation"}; who owned or might have owned keeps a stub (decisions.md 4)."""
    if rows:
        changes.left(session, {row["case_id"] for row in rows})
        session.execute(
            text(
                "update case_access set relation = 'former' where case_id = any(:cases)"
                " and relation in ('owner', 'candidate')"
            ),
            {"cases": list({row["case_id"] for row in rows})},
        )
        session.execute(
            text(
                "insert into case_access (case_id, org, relation) values (:case_id, :org, :relation)"
                " on conflict (case_id, org) do update set relation = excluded.relation"
                # what was referred to a hub, or taken down by it, stays open to it
                " where not (case_access.relation = 'referred' and excluded.relation = 'hub')"
            ),
            rows,
        )


def said_today(session: Session, conversation: UUID, purpose: str, now: datetime) -> bool:
    return said_since(session, conversation, purpose, since=now - timedelta(days=1))


def reference_of(session: Session, case: UUID) -> str:
    return str(
        session.execute(text('select reference from "case" where id = :id'), {"id": case}).scalar_one()
    )
