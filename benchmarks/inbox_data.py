"""A country's worth of cases for benchmarks/inbox.py, laid down by COPY.

A hundred LAOs of five districts with a hub each, sizes unlike (the largest has a tenth of everything). Six months, most of
what is open from the last two weeks. Cases are routed as real ones are: district, tambon, village; needs, an assignee,
lines of a story, alarms for U0; every third writer has written before.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg

from benchmarks.inbox_words import COMMON, FILLING, FIRST, LAST, PLEAS, RARE
from benchmarks.machine import Stand

LAOS = 100
STAFF = 5
"""Clerks of each LAO and hub."""
BACK = timedelta(days=180)
FRESH = timedelta(days=14)
_OPEN = (
    "new",
    "active",
    "active",
    "active",
    "waiting_citizen",
    "referred",
    "active",
    "new",
    "helped",
    "awaiting_governor",
)
_ENDED = ("closed",) * 14 + ("cancelled",)
_KINDS = ("plea",) * 95 + ("info",) * 3 + ("offer", "complaint")
_RISKS = ("elder", "elder", "child", "ill", "disabled", "infant", "pregnant")
ROW = (
    "n", "id", "conversation", "reference", "org", "hub", "tambon", "moo", "state", "kind", "category", "urgency",
    "vulnerable", "needs", "assignee", "unread", "phone", "place", "name", "words", "opened_at", "folded", "grams",
)  # fmt: skip
_STAGE = """
create unlogged table staged (n bigint, id uuid, conversation uuid, reference text, org text, hub text, tambon text,
    moo text, state text, kind text, category text[], urgency text, vulnerable text[], needs text[], assignee uuid,
    unread boolean, phone text, place text, name text, words text[], opened_at timestamptz, folded text, grams text[])
"""
_BLANKS = """
select table_name, column_name, data_type from information_schema.columns
where table_name in ('case', 'message', 'conversation', 'need', 'alarm', 'assignment') and is_nullable = 'NO'
and column_default is null and data_type in ('boolean', 'ARRAY', 'jsonb', 'text', 'character varying', 'integer', 'double precision')
"""
"""Columns that the program always writes and this benchmark leaves blank."""
_FILLED = (
    "conversation",
    "case",
    "case_access",
    "need",
    "message",
    "case_event",
    "alarm",
    "assignment",
    "case_search",
)
_BUILD = """
create function pg_temp.v7(at timestamptz, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || left(md5(n::text), 3) || '8'
        || left(md5((n + 1)::text), 15))::uuid $$;
insert into conversation (id, account, sender, name, language, reachable, spam_count, opened_at)
    select conversation, 'line', 'U' || min(n), min(name), 'th', true, 0, min(opened_at) from staged group by 1;
insert into "case" (id, reference, account, conversation_id, state, kind, category, urgency, confidence, vulnerable, owner,
    hub, tambon_code, amphoe_code, province_code, moo, place_text, phone, text, language, version, unread, message_count,
    opened_at, last_in_at, updated_at, assignee, closed_at, ended_as)
    select id, reference, 'line', conversation, state, kind, category, urgency, 0.9, vulnerable, org, hub, tambon,
    left(tambon, 4), left(tambon, 2), moo, place, phone, words[1], 'th', 1, unread, cardinality(words), opened_at, opened_at,
    now(), assignee, case when state in ('closed', 'cancelled') then opened_at + interval '2 days' end,
    case when state = 'closed' then 'helped' end from staged order by n;
insert into need (id, case_id, code, state, track, created_at, since, due_at, version)
    select pg_temp.v7(opened_at, n * 10 + nth), id, code, case when state in ('closed', 'cancelled') then 'helped'
    when state = 'new' then 'proposed' when n % 5 = 0 then 'surveying' else 'confirmed' end,
    case when n % 3 = 0 then 'committee' else 'immediate' end, opened_at, opened_at,
    case when state not in ('closed', 'cancelled', 'new') then opened_at + interval '3 days' end, 1
    from staged cross join unnest(needs) with ordinality as asked(code, nth);
analyze need;
insert into case_access (case_id, org, relation, rank, state, assignee, opened_at, due_at, facets)
    select c.id, c.owner, 'owner', case_rank(state, urgency, last_in_at), state, assignee, opened_at, case_due(c.id),
    case_facets(c) from "case" c;
insert into case_access (case_id, org, relation, rank, state, assignee, opened_at, due_at, facets)
    select a.case_id, c.hub, 'hub', a.rank, a.state, a.assignee, a.opened_at, a.due_at, a.facets from case_access a
    join "case" c on c.id = a.case_id;
insert into message (id, direction, account, conversation_id, case_id, state, sent_at, received_at, text, language, purpose,
    staff_id, sent_how)
    select pg_temp.v7(at, n * 50 + nth), way, 'line', conversation, id, case way when 'in' then 'triaged' else 'sent' end,
    at, at, word, 'th', case when way = 'in' then '' when nth = 2 then 'ack' else 'answer' end,
    case when way = 'out' and nth > 2 then assignee end, case way when 'out' then 'reply' else '' end
    from (select s.*, word, nth, opened_at + nth * interval '40 minutes' as at,
        case when nth in (2, 3, 5) then 'out' else 'in' end as way
        from staged s cross join unnest(words) with ordinality as said(word, nth)) told order by at;
insert into case_event (id, case_id, at, staff_id, verb, facts)
    select pg_temp.v7(opened_at, n * 4 + 3), id, opened_at, null, 'opened', jsonb_build_object('urgency', urgency) from staged
    union all select pg_temp.v7(opened_at, n * 4), id, opened_at + interval '1 hour', assignee, 'taken', '{}' from staged
    where assignee is not null
    union all select pg_temp.v7(opened_at, n * 4 + 1), id, opened_at + interval '2 days', assignee, 'closed', '{}' from staged
    where state in ('closed', 'cancelled');
insert into assignment (id, case_id, staff_id, from_at, to_at)
    select pg_temp.v7(opened_at, n), id, assignee, opened_at + interval '1 hour',
    case when state in ('closed', 'cancelled') then opened_at + interval '2 days' end from staged where assignee is not null;
insert into alarm (id, case_id, cause, orgs, opened_at, acknowledged_at, ended_at, acknowledged_how, end_reason)
    select pg_temp.v7(opened_at, n), id, 'opened', array[org, hub], opened_at, case when assignee is not null then
    opened_at + interval '3 minutes' end, case when state in ('closed', 'cancelled') then opened_at + interval '1 day' end,
    'page', '' from staged where urgency = 'U0';
insert into case_search (case_id, orgs, folded, grams)
    select id, array[org], folded, array_to_tsvector(grams) from staged;
"""


def fill(at: Stand, cases: int, each: int) -> tuple[str, str, str, str]:
    """Codes of the largest LAO, a small one and the hub of the largest; a place that some of each mention."""
    with psycopg.connect(at.database_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set maintenance_work_mem = '1GB'")
        connection.execute("set work_mem = '256MB'")
        _blanks(connection)
        laos = _organisations(connection)
        connection.execute(_STAGE)
        with connection.cursor().copy(f"copy staged ({', '.join(ROW)}) from stdin") as copy:
            for row in _rows(laos, cases, each):
                copy.write_row(row)
        connection.execute("set session_replication_role = replica")  # no triggers, no look-ups of keys
        indexes = _without_indexes(connection)
        for statement in _BUILD.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        for made in indexes:
            connection.execute(made)
        connection.execute("drop table staged")
        connection.execute("set session_replication_role = origin")
        connection.execute("vacuum (analyze, freeze)")
        connection.execute("checkpoint")
    return laos[0].org, laos[-1].org, laos[0].hub, laos[50].named


def _blanks(connection: psycopg.Connection[Any]) -> None:
    blank = {"boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'", "text": "''", "character varying": "''"}
    for table_name, column, kind in connection.execute(_BLANKS).fetchall():
        connection.execute(
            f'alter table "{table_name}" alter column "{column}" set default {blank.get(kind, "0")}'
        )


def _without_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Every index that is not a key is dropped; the statements that make them again."""
    found = connection.execute(
        "select indexname, indexdef from pg_indexes where tablename = any(%s) and indexdef not like 'CREATE UNIQUE%%'",
        (list(_FILLED),),
    ).fetchall()
    for name, _ in found:
        connection.execute(f'drop index "{name}"')
    return [made for _, made in found]


def _organisations(connection: psycopg.Connection[Any]) -> list[SimpleNamespace]:
    """The LAOs, largest first, twenty to a district: org, hub, tambon, named, staff."""
    from store.gazetteer import amphoes, tambon_name, tambons

    by_amphoe: dict[str, list[str]] = {}
    for code in tambons():
        by_amphoe.setdefault(code[:4], []).append(code)
    wide = [each for each in amphoes() if len(by_amphoe.get(each, ())) >= 20 and each[:2] not in {"10", "90"}]
    found: list[SimpleNamespace] = []
    for amphoe in wide[: LAOS // 20]:
        hub = f"hub-{amphoe}"
        _org(connection, hub, "hub", "", amphoe, amphoe)
        _staff(connection, hub)
        for tambon in by_amphoe[amphoe][:20]:
            org, named = f"b{len(found):03d}", tambon_name(tambon)
            _org(connection, org, "lao", "TAO", named, amphoe)
            connection.execute(
                "insert into coverage (tambon_code, org, extent, valid_from) values (%s, %s, 'completely', '2020-01-01')",
                (tambon, org),
            )
            found.append(
                SimpleNamespace(org=org, hub=hub, tambon=tambon, named=named, staff=_staff(connection, org))
            )
    return found


def _org(
    connection: psycopg.Connection[Any], code: str, kind: str, of_type: str, name: str, amphoe: str
) -> None:
    connection.execute(
        "insert into org (code, kind, type, name, name_en, sms_name, dla_code, url, phone, aliases, at_work, amphoe_code,"
        " province_code, valid_from) values (%s, %s, %s, %s, '', %s, '', '', '', '{}', true, %s, %s, '2020-01-01')"
        " on conflict do nothing",
        (code, kind, of_type, name, name[:18], amphoe, amphoe[:2]),
    )


def _staff(connection: psycopg.Connection[Any], org: str) -> list[UUID]:
    people = [uuid4() for _ in range(STAFF)]
    for n, key in enumerate(people):
        connection.execute(
            "insert into staff (id, email, name, password_hash, active, created_at) values (%s, %s, %s, '-', true, now())",
            (key, f"{org}-{n}@saitrong.test", f"{FIRST[n]} {LAST[n]}"),
        )
        for role in ("clerk", "head") if n == 0 else ("clerk",):
            connection.execute(
                "insert into membership (staff_id, org, role) values (%s, %s, %s)", (key, org, role)
            )
    return people


def _rows(laos: list[SimpleNamespace], cases: int, each: int) -> Iterator[tuple[Any, ...]]:
    """Oldest first, as a table that has grown lies on the disk."""
    from store.ids import case_reference, conversation_id, new_id
    from store.search import searched

    dice, now = random.Random(6), datetime.now(UTC)
    for n in range(1, cases + 1):
        opened = now - BACK * (1 - n / cases) - timedelta(minutes=1)
        lao = laos[int(dice.random() ** 2 * len(laos))]
        is_open = dice.random() < (0.7 if now - opened < FRESH else 0.028)
        state = dice.choice(_OPEN if is_open else _ENDED)
        urgency = dice.choices(("U0", "U1", "U2", "U3"), (5, 150, 550, 295))[0]
        words, category, needs = dice.choice(COMMON) if dice.random() < 0.3 else dice.choice(PLEAS)
        moo = str(dice.randint(1, 12))
        place = f"หมู่ {moo} ต.{lao.named}"
        other = f" ญาติอยู่{dice.choice(laos).named}" if dice.random() < 0.02 else ""
        rare = f" {RARE}" if n % 50_000 == 17 else ""
        plea = f"{words} {dice.choice(FILLING)} {place} บ้านเลขที่ {n % 311}/{n % 17}{other}{rare}"
        vulnerable = ["bedridden"] if n % 2000 == 7 else [dice.choice(_RISKS)] * (dice.random() < 0.3)
        told = [plea, *(dice.choice(FILLING) for _ in range(each - 1))]
        phone = f"08{n * 7919 % 100_000_000:08d}" if dice.random() < 0.35 else ""
        reference = case_reference(n, opened)
        # who has written before is one of an earlier hundredth
        sender = n if dice.random() < 0.7 else max(1, n - dice.randint(1, max(1, cases // 100)))
        name = f"{FIRST[sender % len(FIRST)]} {LAST[sender // 7 % len(LAST)]}"
        assignee = dice.choice(lao.staff) if state != "new" or dice.random() < 0.1 else None
        row = searched(
            SimpleNamespace(
                id=None, orgs=(), reference=reference, name=name, place_text=place, registered_text="", phone=phone,
                text=plea, said=told[::-1],
            )
        )  # fmt: skip
        yield (
            n, new_id(opened), conversation_id("line", f"U{sender}"), reference, lao.org, lao.hub, lao.tambon, moo, state,
            dice.choice(_KINDS), [category], urgency, vulnerable, list(needs), assignee,
            is_open and dice.random() < 0.2, phone, place, name, told, opened, row["folded"], row["grams"],
        )  # fmt: skip
