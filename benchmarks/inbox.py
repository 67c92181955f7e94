"""The inbox at size: lists, counts, cases and search beside the bare SQL of the same rows.

    python -m benchmarks.inbox [CASES] [MESSAGES_A_CASE]

A hundred organisations share the cases, 8 % of them open; a clerk of the largest, a hub officer, real pages of the
gateway asked through its WSGI application in this process. Milliseconds of the server; the ratio is of medians.
"""

import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks.machine import Stand, stand, table
from store.ids import case_reference

WORDS = (
    "น้ำท่วมบ้านถึงเอวแล้ว", "ขอข้าวสารกับน้ำดื่มด้วยค่ะ", "ยายป่วยติดเตียงไม่มีคนดูแล", "หลังคาปลิวเมื่อคืน",
    "ไข้เลือดออกขอพ่นยุง", "ข้าวในนาเสียหายหมด", "ขอทุนการศึกษาให้ลูก", "ถนนขาดรถเข้าไม่ได้", "วัวตายสามตัวขอให้มาดู",
    "ไฟดับทั้งหมู่บ้านสองวันแล้ว", "ขอเรือมารับคนแก่", "ปวดท้องมากขอรถพยาบาล",
)  # fmt: skip
RARE = "จระเข้หลุดจากฟาร์ม"
FILTERED = (
    "category=disaster", "vulnerable=bedridden", "view=closed&vulnerable=bedridden", "need=disaster:food",
)  # fmt: skip
BUILD = """
create temp table w as select row_number() over () - 1 as n, word from unnest(%(words)s::text[]) as word;
create temp table o as select row_number() over () - 1 as n, code from
    (select code from org where kind = 'lao' order by code limit 100) t;
insert into conversation (id, account, sender, name, language, reachable, spam_count, opened_at)
    select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'line', 'U' || i, 'คุณ' || chr(3585 + i %% 40)
    || i, 'th', true, 0, now() from generate_series(1, %(cases)s) i;
alter table "case" disable trigger user; alter table message disable trigger user;
alter table case_access disable trigger user;
insert into "case" (id, reference, account, conversation_id, state, kind, category, urgency, confidence,
    emergency_numbers, vulnerable, reasons, owner, hub, asks_place, ask_orgs, ask_tambons, place_text, registered_text,
    phone, text, language, version, unread, message_count, opened_at, last_in_at, updated_at)
    select t.id, r.reference, 'line', t.id, case when i %% 13 = 0 then 'active' else 'closed' end, 'plea',
    '{disaster}', 'U' || (1 + i %% 3), 0.9, '{}',
    case when i %% 2000 = 7 then '{bedridden}' else '{}' end::text[], '{}', o.code, null, false, '{}', '{}',
    'ต.บ้าน' || (i %% 7500), '', '08' || lpad((i * 7919 %% 100000000)::text, 8, '0'),
    w.word || ' หมู่ ' || (i %% 12) || ' ตำบลที่' || (i %% 7500)
    || case when i %% 50000 = 17 then ' ' || %(rare)s else '' end,
    'th', 1, false, %(each)s, now() - i * interval '3 seconds', now() - i * interval '3 seconds', now()
    from r join w on w.n = i %% %(kinds)s
    join o on o.n = (power((i * 7919 %% 10007) / 10007.0, 2) * (select count(*) from o))::int %% (select count(*) from o)
    join conversation t on t.id = ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid;
insert into case_access (case_id, org, relation, rank, state, opened_at, facets)
    select c.id, owner, 'owner', case_rank(state, urgency, last_in_at), state, opened_at, case_facets(c) from "case" c;
insert into case_access (case_id, org, relation, rank, state, opened_at, facets)
    select c.id, %(hub)s, 'hub', case_rank(state, urgency, last_in_at), state, opened_at, case_facets(c) from "case" c
    where owner in (select code from o where n < 20);
insert into message (id, direction, account, conversation_id, case_id, state, provider_message_id, sent_at, received_at,
    text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token, reply_used,
    purpose, parts, attempts, sent_how, error)
    select gen_random_uuid(), case when k %% 3 = 2 then 'out' else 'in' end, 'line', c.conversation_id, c.id,
    case when k %% 3 = 2 then 'sent' else 'triaged' end, '', c.opened_at + k * interval '1 minute', now(),
    case when k = 1 then c.text else w.word end, '', 'th', '', '', '', false, false, false, '{}', '', false, '', '{}',
    0, '', '' from "case" c cross join generate_series(1, %(each)s) k join w on w.n = (k * 5) %% %(kinds)s;
alter table "case" enable trigger user; alter table message enable trigger user;
alter table case_access enable trigger user;
"""


BLANKS = """
select table_name, column_name, data_type from information_schema.columns
where table_name in ('case', 'message', 'conversation') and is_nullable = 'NO' and column_default is null
and data_type in ('boolean', 'ARRAY', 'jsonb', 'text', 'character varying', 'integer')
"""
"""Columns that the program always writes and this benchmark leaves blank."""


def fill(at: Stand, cases: int, each: int, hub: str) -> None:
    facts = {
        "cases": cases, "each": each, "words": list(WORDS), "kinds": len(WORDS), "rare": RARE, "hub": hub,
    }  # fmt: skip
    with psycopg.connect(at.database_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        for table_name, column, kind in connection.execute(BLANKS).fetchall():
            value = {"boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'"}.get(
                kind, "''" if "char" in kind or kind == "text" else "0"
            )
            connection.execute(f'alter table "{table_name}" alter column "{column}" set default {value}')
        connection.execute("create temp table r (i bigint, reference text)")
        with connection.cursor().copy("copy r from stdin") as copy:
            for n in range(1, cases + 1):
                copy.write_row((n, case_reference(n, datetime.now(UTC))))
        for statement in BUILD.split(";\n"):
            if statement.strip():
                connection.execute(statement, facts)


def index(at: Stand) -> float:
    """Search rows of every case, by the program's own function; seconds."""
    from casework.access import SEES_FULL
    from store.db import connect
    from store.search import reindex

    database = connect(at.database_url)
    with database.session() as session:
        from sqlalchemy import text

        session.execute(text('insert into search_due (case_id) select id from "case"'))
    begin = time.monotonic()
    taken = 1
    while taken:
        with database.session() as session:
            taken = reindex(session, full=SEES_FULL, limit=2000)
    took = time.monotonic() - begin
    database.close()
    psycopg.connect(at.database_url, autocommit=True).execute("vacuum analyze")
    return took


def spread(act: Callable[[int], Any], times: int) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds."""
    for n in range(5):
        act(n)
    took = []
    for n in range(times):
        begin = time.perf_counter()
        act(n)
        took.append((time.perf_counter() - begin) * 1000)
    return median(took), quantiles(took, n=20)[18]


def pages(at: Stand, org: str, role: str) -> tuple[Any, list[str]]:
    """A logged-in client, and references of cases in its list."""
    os.environ.update(at.environ)
    from gateway.app import create_app
    from gateway.guard import COOKIE, begin
    from settings import load
    from store.ids import new_id
    from store.staff import Membership, Staff
    from wiring import build

    house = build(load(dict(at.environ)))
    now = datetime.now(UTC)
    with house.database.session() as session:
        staff = Staff(
            id=new_id(now), email=f"{org}@saitrong.test", name="เจ้าหน้าที่", password_hash="-", created_at=now
        )
        session.add(staff)
        session.flush()
        session.add(Membership(staff_id=staff.id, org=org, role=role))
        token = begin(session, staff, now)
    client = create_app(house).test_client()
    client.set_cookie(COOKIE, token)
    shown = client.get("/inbox").get_data(as_text=True)
    return client, re.findall(r"/cases/(\d{12})", shown)


def bare(at: Stand) -> Callable[[str, Any], list[Any]]:
    connection = psycopg.connect(at.database_url, autocommit=True)
    return lambda sql, facts: connection.execute(sql, facts).fetchall()


BARE = (
    """select s.staff_id, p.name from staff_session s join staff p on p.id = s.staff_id left join membership m
    on m.staff_id = p.id where s.ends_at > now() limit 3""",
    """select c.id, c.reference, c.state, c.kind, c.category, c.urgency, c.place_text, c.text, c.last_in_at, t.name
    from (select case_id, rank from case_access where org = %(org)s and relation in ('owner', 'candidate', 'referred', 'hub')
        and rank < 16000000000000000 order by rank, case_id limit 51) a join "case" c on c.id = a.case_id
    join conversation t on t.id = c.conversation_id order by a.rank""",
    """select (select count(*) from (select 1 from case_access where org = %(org)s and rank < 16000000000000000 limit 100) x),
    (select count(*) from (select 1 from case_access where org = %(org)s and rank < 4000000000000000 limit 100) x),
    (select count(*) from (select 1 from case_access where org = %(org)s and rank < 16000000000000000
        and assignee is null limit 100) x)""",
)
"""The same page by hand: who asks, the rows, the counts; each one exchange, without a frame or a word of HTML."""


def _search(client: Any, words: str, _n: int) -> Any:
    return client.get("/inbox/more", query_string={"q": words})


def main(cases: int = 50_000, each: int = 5) -> None:
    with stand() as at:
        with psycopg.connect(at.database_url) as connection:
            connection.execute(
                "insert into org (code, kind, type, name, name_en, sms_name, dla_code, url, phone, aliases, at_work,"
                " valid_from) select 'b' || i, 'lao', 'TAO', 'อบต.ทดสอบ' || i, '', 'อบต.' || i, '', '', '', '{}', true,"
                " '2020-01-01' from generate_series(1, 100) i on conflict do nothing"
            )
            (hub,) = connection.execute("select min(code) from org where kind = 'hub'").fetchone() or ("",)
        fill(at, cases, each, hub)
        indexed = index(at)
        ask = bare(at)
        owners = "select org from case_access where relation = 'owner' group by 1 order by count(*)"
        small, *_, largest = (row[0] for row in ask(owners, ()))
        clerk, shown = pages(at, largest, "clerk")
        officer, _ = pages(at, hub, "clerk")
        few, _ = pages(at, small, "clerk")
        rows = []

        def line(
            name: str, act: Callable[[int], Any], goal: str, against: float = 0.0, times: int = 60
        ) -> float:
            middle, high = spread(act, times)
            rows.append(
                (name, f"{middle:.1f}", f"{high:.1f}", f"{middle / against:.1f}" if against else "", goal)
            )
            return middle

        def get(client: Any, path: str) -> Callable[[int], Any]:
            def act(_n: int) -> None:
                assert client.get(path).status_code == 200

            return act

        sql = line("bare SQL of that page", lambda _n: [ask(each, {"org": largest}) for each in BARE], "")
        most = 40 if cases <= 50_000 else 80
        line("list, clerk of the largest LAO", get(clerk, "/inbox"), f"<= 4 x, p95 <= {most}", sql)
        hub_sql = line(
            "bare SQL of the hub's page", lambda _n: [ask(each, {"org": hub}) for each in BARE], ""
        )
        line("list, officer of the hub", get(officer, "/inbox"), f"<= 4 x, p95 <= {most}", hub_sql)
        line("list without the frame (more)", get(clerk, "/inbox/more?view=open"), "", sql)
        line("counts and freshness", get(clerk, "/inbox/live?view=open&print=x"), "")
        for view in ("mine", "unassigned", "waiting", "closed"):
            line(f"list: {view}", get(clerk, f"/inbox?view={view}"), f"p95 <= {most}")
        for asked in FILTERED:
            for who, client in (("largest LAO", clerk), ("hub", officer)):
                line(f"list {asked}, {who}", get(client, f"/inbox?{asked}"), f"p95 <= {most}")
        line("a case", lambda n: clerk.get(f"/cases/{shown[n % len(shown)]}"), "p95 <= 60")
        names = {
            "common word": "น้ำท่วม", "two words": "ข้าวสาร หมู่ 3", "place": "ตำบลที่4211", "rare": "จระเข้",
            "phone": "081-2345", "misspelt": "จรเข้หลุดจากฟาม", "no tone marks": "นำทวม",
        }  # fmt: skip
        for name, words in names.items():
            goal = "p95 <= 60" if name == "misspelt" else "p95 <= 25"
            for who, client in (("largest LAO", clerk), ("small LAO", few)):
                line(f"search: {name}, {who}", partial(_search, client, words), goal)
        table(
            f"inbox at {cases:,} cases x {each}; index made in {indexed:.0f} s    python -m benchmarks.inbox {cases} {each}",
            ("what", "p50 ms", "p95 ms", "x bare", "goal"),
            rows,
        )


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
