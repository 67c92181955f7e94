"""The one statement of the intake: everything a request brought, stored once, in one round trip.

Hand-written because it stands in every webhook's way: with one prepared statement in autocommit the
server parses, inserts and commits in a single exchange (benchmarks/intake.py compares the plain design).
Everything else in the house goes through SQLModel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg_pool import ConnectionPool

# Foreign keys are checked when the statement ends, so the order of the parts does not matter to them.
# A redelivered event finds its key taken: nothing of it is written again, not even the body.
# What its sender took back before it came (store/aftermath.py:erase) finds a tombstone: not even its body is kept.
_STORE = """
with given as (
    select * from jsonb_to_recordset(%s::jsonb) as g(
        id uuid, event_id text, kind text, state text, facts jsonb, conversation uuid, sender text,
        name text, language text, message_id text, sent_at timestamptz, text text, choice text,
        latitude float8, longitude float8, group_id text, phone text, standby bool, unreadable bool,
        urgent bool, reply_token text, files jsonb)
), fresh as (
    insert into raw_event (id, account, event_id, body_id, kind, state, facts, attempts, received_at)
    select id, %s, event_id, %s, kind, state, facts, 0, %s from given order by event_id
    on conflict (account, event_id) do nothing returning id
), body as (
    insert into raw_body (id, account, url, received_at, body)
    select %s, %s, %s, %s, case when exists (
        select from given g join message m on m.account = %s and m.provider_message_id = g.message_id
        where m.direction = 'in' and m.provider_message_id <> '' and m.facts ? 'unsent') then ''::bytea else %s end
    where exists (select from fresh)
), spoken as (
    select given.* from given join fresh using (id) where kind = 'message'
), talk as (
    insert into conversation (id, account, sender, name, language, reachable, unreachable_why, spam_count, opened_at)
    select distinct on (conversation) conversation, %s, sender, name, language, true, '', 0, %s
    from spoken order by conversation
    on conflict do nothing
), said as (
    insert into message (id, direction, account, conversation_id, state, event_id,
        provider_message_id, sent_at, received_at, text, choice, latitude, longitude, language,
        sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token, reply_used,
        purpose, parts, attempts, sent_how, error, segments)
    select id, 'in', %s, conversation, 'received', event_id, message_id, sent_at, %s, text, choice,
        latitude, longitude, language, name, group_id, phone, standby, unreadable, urgent, facts,
        reply_token, false, '', '{}', 0, '', '', 0
    from spoken order by id
    on conflict do nothing returning id
), filed as (
    insert into attachment (id, message_id, position, kind, state, account, provider_id, url, stored,
        name, media_type, size, seconds, thumb, attempts, error, created_at)
    select f.id, said.id, f.position, f.kind, f.state, %s, f.provider_id, f.url, f.stored, f.name,
        f.media_type, f.size, f.seconds, '', 0, '', %s
    from said join spoken using (id), jsonb_to_recordset(spoken.files) as f(
        id uuid, position int, kind text, state text, provider_id text, url text, stored text, name text,
        media_type text, size int, seconds int)
)
select coalesce(array_agg(id), '{}') from said
"""

# The same for what nearly every request brings: one message without files. A third cheaper for the server,
# since nothing has to be joined (benchmarks/intake.py); what it writes is held equal by tests/store.
_STORE_ONE = """
with fresh as (
    insert into raw_event (id, account, event_id, body_id, kind, state, facts, attempts, received_at)
    values (%s, %s, %s, %s, 'message', %s, '{}', 0, %s)
    on conflict (account, event_id) do nothing returning id
), body as (
    insert into raw_body (id, account, url, received_at, body)
    select %s, %s, %s, %s, case when exists (
        select from message m where m.account = %s and m.provider_message_id = %s and m.direction = 'in'
        and m.provider_message_id <> '' and m.facts ? 'unsent') then ''::bytea else %b end
    from fresh
), talk as (
    insert into conversation (id, account, sender, name, language, reachable, unreachable_why, spam_count, opened_at)
    select %s, %s, %s, %s, %s, true, '', 0, %s from fresh on conflict do nothing
)
insert into message (id, direction, account, conversation_id, state, event_id,
    provider_message_id, sent_at, received_at, text, choice, latitude, longitude, language,
    sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token, reply_used,
    purpose, parts, attempts, sent_how, error, segments)
select id, 'in', %s, %s, 'received', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
    %s::jsonb, %s, false, '', '{}', 0, '', '', 0
from fresh on conflict do nothing returning id
"""

# The canned words to a person in danger: at most one in five minutes to the same conversation.
_CANNED = """
insert into message (id, direction, account, conversation_id, state, provider_message_id, sent_at,
    received_at, text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts,
    reply_token, reply_used, purpose, parts, attempts, first_tried_at, sent_how, error, segments)
select %(id)s, 'out', %(account)s, %(conversation)s, %(state)s, '', %(now)s, %(now)s, %(text)s, '',
    %(language)s, '', '', '', false, false, true, '{}', '', false, 'danger', %(parts)s::jsonb,
    0, %(tried)s, %(how)s, %(error)s, 0
where exists (select from message where id = %(answers)s)
and not exists (
    select from message where conversation_id = %(conversation)s and purpose = 'danger'
    and sent_at > %(now)s - interval '5 minutes')
returning id
"""


@dataclass(frozen=True, slots=True)
class Body:
    """The request as it came; url without host secrets, body byte for byte."""

    id: UUID
    account: str
    url: str
    received_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class Canned:
    """state: pending (a sender thread takes it), sent (it went out in the HTTP answer), unsure (database was away)."""

    id: UUID
    conversation: UUID
    answers: UUID
    state: str
    how: str
    text: str
    language: str
    parts: dict[str, Any]
    error: str = ""


def store(
    pool: "ConnectionPool[Connection[Any]]",
    body: Body,
    events: Sequence[dict[str, Any]],
    canned: Sequence[Canned],
) -> tuple[list[UUID], list[UUID]]:
    """Store in one transaction; returns the ids of new inbound messages and of new canned rows.

    psycopg.OperationalError (and its pool's timeout) means: the database is away, nothing is known.
    """
    with pool.connection() as connection:
        if not canned:
            return _store(connection, body, events), []
        with connection.transaction():
            new = _store(connection, body, events)
            return new, [each.id for each in canned if each.answers in new and _say(connection, body, each)]


def _store(connection: Connection[Any], body: Body, events: Sequence[dict[str, Any]]) -> list[UUID]:
    if len(events) == 1 and events[0]["kind"] == "message" and not events[0]["files"]:
        return _store_one(connection, body, events[0])
    account, now = body.account, body.received_at
    parameters = (
        orjson.dumps(events).decode(), account, body.id, now,
        body.id, account, body.url, now, account, body.body,
        account, now, account, now, account, now,
    )  # fmt: skip
    row = connection.execute(_STORE, parameters).fetchone()
    return list(row[0]) if row else []


def _store_one(connection: Connection[Any], body: Body, said: dict[str, Any]) -> list[UUID]:
    account, now, talk = body.account, body.received_at, said["conversation"]
    parameters = (
        said["id"], account, said["event_id"], body.id, said["state"], now,
        body.id, account, body.url, now, account, said["message_id"], body.body,
        talk, account, said["sender"], said["name"], said["language"], now,
        account, talk, said["event_id"], said["message_id"], said["sent_at"], now, said["text"], said["choice"],
        said["latitude"], said["longitude"], said["language"], said["name"], said["group_id"], said["phone"],
        said["standby"], said["unreadable"], said["urgent"], orjson.dumps(said["facts"]).decode(),
        said["reply_token"],
    )  # fmt: skip
    row = connection.execute(_STORE_ONE, parameters).fetchone()
    return [row[0]] if row else []


def _say(connection: Connection[Any], body: Body, canned: Canned) -> bool:
    row = connection.execute(
        _CANNED,
        {
            "id": canned.id,
            "account": body.account,
            "conversation": canned.conversation,
            "answers": canned.answers,
            "state": canned.state,
            "now": body.received_at,
            "tried": None if canned.state == "pending" else body.received_at,
            "text": canned.text,
            "language": canned.language,
            "parts": orjson.dumps(canned.parts).decode(),
            "how": canned.how,
            "error": canned.error,
        },
    ).fetchone()
    return row is not None
