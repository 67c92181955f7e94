"""The one statement of the intake: everything a request brought, stored once, in one round trip.

Hand-written because it stands in every webhook's way: with one prepared statement in autocommit the
server parses, inserts and commits in a single exchange (benchmarks/intake.py compares the plain design).
Everything else in the house goes through SQLModel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakSet

import orjson
from psycopg import Connection, DataError, OperationalError
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg_pool import ConnectionPool

from store.canned import Canned, say

if TYPE_CHECKING:
    from psycopg.pq.abc import Buffer, PGconn, PGresult

_prepared: "WeakSet[Connection[Any]]" = WeakSet()
"""Connections that know the statement below."""

# Foreign keys are checked when the statement ends, so the order of the parts does not matter to them.
# A redelivered event finds its key taken: nothing of it is written again, not even the body.
# What its sender took back before it came (store/takeback.py:erase) finds a tombstone: not even its body is kept.
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
    -- asked event by event: as a join the planner may read every message the account ever had
    select %s, %s, %s, %s, case when exists (select from given where (
            select m.facts ? 'unsent' from message m where m.account = %s and m.direction = 'in'
            and m.provider_message_id <> '' and m.provider_message_id = given.message_id limit 1
        )) then ''::bytea else %s end
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
), carrying as materialized (
    -- looked through once: as a join it is looked through for every message of the body
    select id, files from spoken where files <> '[]'
), filed as (
    insert into attachment (id, message_id, position, kind, state, account, provider_id, url, stored,
        name, media_type, size, seconds, thumb, attempts, error, created_at)
    select f.id, said.id, f.position, f.kind, f.state, %s, f.provider_id, f.url, f.stored, f.name,
        f.media_type, f.size, f.seconds, '', 0, '', %s
    from carrying join said using (id),
        jsonb_to_recordset(carrying.files) as f(
        id uuid, position int, kind text, state text, provider_id text, url text, stored text, name text,
        media_type text, size int, seconds int)
)
select coalesce(array_agg(id), '{}') from said
"""

# The same for what nearly every request brings: one message without files. A third cheaper for the server,
# since nothing has to be joined (benchmarks/intake.py); what it writes is held equal by tests/store.
_STORE_ONE = b"""
with fresh as (
    insert into raw_event (id, account, event_id, body_id, kind, state, facts, attempts, received_at)
    values ($1::uuid, $2::text, $3, $4::uuid, 'message', $5, '{}', 0, $6::timestamptz)
    on conflict (account, event_id) do nothing returning id
), body as (
    insert into raw_body (id, account, url, received_at, body)
    select $4::uuid, $2::text, $7::text, $6::timestamptz, case when exists (
        select from message m where m.account = $2::text and m.provider_message_id = $13::text
        and m.direction = 'in' and m.provider_message_id <> '' and m.facts ? 'unsent')
        then ''::bytea else $8::bytea end
    from fresh
), talk as (
    insert into conversation (id, account, sender, name, language, reachable, spam_count, opened_at)
    select $9::uuid, $2::text, $10::text, $11::text, $12::text, true, 0, $6::timestamptz from fresh
    on conflict do nothing
)
insert into message (id, direction, account, conversation_id, state, event_id,
    provider_message_id, sent_at, received_at, text, choice, latitude, longitude, language,
    sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token, reply_used,
    purpose, parts, attempts, sent_how, error)
select id, 'in', $2::text, $9::uuid, 'received', $3, $13::text, $14::timestamptz, $6::timestamptz, $15::text,
    $16::text, $17::float8, $18::float8, $12::text, $11::text, $19::text, $20::text, $21::bool, $22::bool,
    $23::bool, $24::jsonb, $25::text, false, '', '{}', 0, '', ''
from fresh on conflict do nothing returning id
"""
_ONE = b"intake_one"
_ONE_FORMATS = [1 if n in (1, 4, 8, 9) else 0 for n in range(1, 26)]
"""uuids and the raw body travel as bytes, the rest as text."""


@dataclass(frozen=True, slots=True)
class Body:
    """The request as it came; url without host secrets, body byte for byte."""

    id: UUID
    account: str
    url: str
    received_at: datetime
    body: bytes


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
        try:
            return _stored(connection, body, events, canned)
        except InvalidSqlStatementName:
            # after a rollback psycopg has the server forget what was prepared there: nothing was stored
            _prepared.discard(connection)
            return _stored(connection, body, events, canned)


def _stored(
    connection: Connection[Any], body: Body, events: Sequence[dict[str, Any]], canned: Sequence[Canned]
) -> tuple[list[UUID], list[UUID]]:
    if not canned:
        return _store(connection, body, events), []
    with connection.transaction():
        new = _store(connection, body, events)
        return new, [
            each.id
            for each in canned
            if each.answers in new and say(connection, each, account=body.account, now=body.received_at)
        ]


def _store(connection: Connection[Any], body: Body, events: Sequence[dict[str, Any]]) -> list[UUID]:
    if len(events) == 1 and events[0]["kind"] == "message" and not events[0]["files"]:
        return _store_one(connection, body, events[0])
    account, now = body.account, body.received_at
    parameters = (
        orjson.dumps(events).decode(), account, body.id, now, body.id, account, body.url, now, account, body.body,
        account, now, account, now, account, now,
    )  # fmt: skip
    (ids,) = connection.execute(_STORE, parameters).fetchone() or ([],)
    return list(ids)


def _store_one(connection: Connection[Any], body: Body, said: dict[str, Any]) -> list[UUID]:
    parameters = [
        said["id"].bytes, _text(body.account), _text(said["event_id"]), body.id.bytes, _text(said["state"]),
        _text(body.received_at), _text(body.url), body.body, said["conversation"].bytes, _text(said["sender"]),
        _text(said["name"]), _text(said["language"]), _text(said["message_id"]), _text(said["sent_at"]),
        _text(said["text"]), _text(said["choice"]), _text(said["latitude"]), _text(said["longitude"]),
        _text(said["group_id"]), _text(said["phone"]), _text(said["standby"]), _text(said["unreadable"]),
        _text(said["urgent"]), orjson.dumps(said["facts"]), _text(said["reply_token"]),
    ]  # fmt: skip
    return [said["id"]] if _exchange(connection, parameters).ntuples else []


def _exchange(connection: Connection[Any], parameters: "list[Buffer | None]") -> "PGresult":
    """One statement by libpq itself: psycopg's cursor costs this path as much time as the rest of the request.

    psycopg.OperationalError: the connection is lost. Any other psycopg.Error: nothing was stored.
    """
    server = connection.pgconn
    if connection not in _prepared:
        _checked(server, server.prepare(_ONE, _STORE_ONE))
        _prepared.add(connection)
    return _checked(server, server.exec_prepared(_ONE, parameters, _ONE_FORMATS))


def _checked(server: "PGconn", done: "PGresult") -> "PGresult":
    if server.status != ConnStatus.OK:
        raise OperationalError("the connection was lost")
    if done.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return done
    if done.error_field(DiagnosticField.SQLSTATE) is None:
        # libpq's own words, not the server's: it went away in the middle, and libpq has not said so of the connection yet
        raise OperationalError("the connection was lost")
    raise error_from_result(done, encoding="utf-8")


def _text(value: str | float | datetime | None) -> bytes | None:
    """As PostgreSQL reads it: True and False, numbers and ISO instants are all understood as written."""
    if value is None:
        return None
    if "\0" in (written := str(value)):
        raise DataError("a NUL ends a text on its way to PostgreSQL, the rest would be lost in silence")
    return written.encode()
