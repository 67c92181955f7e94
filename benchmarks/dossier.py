"""The committee of a flood: agenda, check for double help, decisions in one press, and the dossier as PDF and DOCX.

    python -m benchmarks.dossier [NEEDS] [OTHERS]

NEEDS are before the meeting, OTHERS asked for the same in the same tambon. Seconds of one process on real engines.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from benchmarks.machine import Stand, stand, table
from casework import dossiers, double_help, meetings, minutes, paperwork
from casework.access import Actor
from casework.deciding import Typed, decide
from casework.documents import docx, pdf
from casework.sheets import Desk
from store.ids import case_reference
from store.staff import Role

LAO, TAMBON = "9079", "901113"
BUILD = """
insert into person (id, name, language, created_at) select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
    'นาย' || chr(3585 + i % 40) || i || ' ทดสอบ' || (i / 3), 'th', now() from generate_series(1, :all) i;
insert into conversation (id, account, sender, person_id, name, language, reachable, unreachable_why, spam_count, opened_at)
    select id, 'line', 'U' || id, id, name, 'th', true, '', 0, now() from person;
insert into "case" (id, reference, account, conversation_id, person_id, state, kind, category, urgency, confidence,
    emergency_numbers, vulnerable, reasons, read_by, said_in, marks, decided, owner, asks_place, ask_orgs, ask_tambons,
    tambon_code, amphoe_code, province_code, moo, place_text, registered_text, phone, text, language, silent, version,
    unread, message_count, opened_at, last_in_at, updated_at)
    select t.id, r.reference, 'line', t.id, t.id, 'active', 'plea', '{disaster}', 'U2', 0.9, '{}', '{elder}', '{}', '',
    '', '{}', '{}', cast(:lao as text), false, '{}', '{}', cast(:tambon as text), left(cast(:tambon as text), 4), left(cast(:tambon as text), 2), (r.i % 9)::text,
    'บ้านเลขที่ ' || (r.i % 2000) || '/1 หมู่ ' || (r.i % 9) || ' ต.ควนลัง', '', '', cast(:words as text), 'th', false, 1, false, 1,
    now(), now(), now() from r join conversation t on t.id = ('00000000-0000-7000-8000-' || lpad(to_hex(r.i), 12, '0'))::uuid;
insert into message (id, direction, account, conversation_id, case_id, state, provider_message_id, sent_at, received_at,
    text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token, reply_used,
    purpose, parts, attempts, sent_how, error, segments)
    select id, 'in', 'line', conversation_id, id, 'triaged', '', opened_at, now(), text, '', 'th', '', '', '', false,
    false, false, '{}', '', false, '', '{}', 0, '', '', 0 from "case";
insert into need (id, case_id, code, state, track, created_at, since, stops, decision, decision_reason, note, version)
    select id, id, 'disaster:repair', case when row_number() over (order by id) <= :needs then 'ready' else 'confirmed' end,
    'committee', now(), now(), false, '', '', '', 1 from "case";
insert into case_access (case_id, org, relation) select id, owner, 'owner' from "case";
analyze;
"""
WORDS = (
    "น้ำท่วมบ้านสูงถึงหน้าต่าง หลังคาด้านครัวพังทั้งแถบ ข้าวสารกับที่นอนเปียกหมด อยู่กับแม่อายุ 78 ปีและหลานสองคน "
    "ตอนนี้ไปอาศัยวัดอยู่ กลับเข้าบ้านไม่ได้ ขอวัสดุซ่อมหลังคาและฝาผนังก่อนฝนรอบหน้า"
)


def main(needs: int = 300, others: int = 5000) -> None:
    with stand() as found:
        _measure(found, needs, others)


def _measure(found: Stand, needs: int, others: int) -> None:
    import settings
    import wiring

    house = wiring.build(settings.load(dict(found.environ)))
    now = datetime.now(UTC)
    _build(house, needs, needs + others)
    with house.database.session() as session:
        staff = session.execute(text("select id from staff limit 1")).scalar_one()
        session.execute(
            text("insert into membership values (:id, :lao, 'secretary')"), {"id": staff, "lao": LAO}
        )
        actor = Actor(staff, "", {LAO: frozenset({Role.SECRETARY})})
        day = now.date()
        key = meetings.plan(session, actor, LAO, day=day, starts=None, place="ห้องประชุม", number=None, now=now)
    lines: list[list[str]] = []
    desk = Desk(actor, house.directory().name, "https://example.org", now)

    def timed(what: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        made = work()
        size = f"{len(made) / 1e6:.1f} MB" if isinstance(made, bytes) else ""
        lines.append([what, f"{time.perf_counter() - began:.2f}", size])
        return made

    with house.database.session() as session:
        timed("agenda filled", lambda: meetings.fill(session, actor, key, now=now))
        sitting = timed("meeting read", lambda: meetings.sitting(session, actor, key))
        timed("double help", lambda: double_help.check(session, actor, sitting.items))
        told = timed(
            "facts of the dossier", lambda: dossiers.of_meeting(session, desk, sitting, lambda _: None)
        )
        timed("dossier as PDF", lambda: pdf("paper", told))
        timed("dossier as DOCX", lambda: docx("paper", told))
    _by_the_worker(house, actor, key, now, timed)
    with house.database.session() as session:
        timed("decisions in one press", lambda: _decide(session, actor, key, now))
    with house.database.session() as session:
        sitting = meetings.sitting(session, actor, key)
        timed("minutes as PDF", lambda: pdf("paper", minutes.minutes(desk, sitting)))
    house.close()
    table(
        f"{needs} needs before one meeting, {others} others in the tambon", ["step", "seconds", "size"], lines
    )


def _build(house: Any, needs: int, count: int) -> None:
    now = datetime.now(UTC)
    with house.database.session() as session:
        session.execute(text("create temp table r (i int, reference text) on commit drop"))
        rows = [{"i": i, "reference": case_reference(i, now)} for i in range(1, count + 1)]
        session.execute(text("insert into r values (:i, :reference)"), rows)
        given = {"all": count, "needs": needs, "lao": LAO, "tambon": TAMBON, "words": WORDS}
        for statement in BUILD.strip().split(";\n"):
            session.execute(
                text(statement.rstrip(";")), {k: v for k, v in given.items() if f":{k}" in statement}
            )


def _by_the_worker(house: Any, actor: Actor, key: UUID, now: datetime, timed: Callable[..., Any]) -> None:
    """From the press to the file, as the page's bar follows it."""
    with house.database.session() as session:
        paperwork.ask(session, actor, key, form="pdf", thai_digits=False, now=now)
    timed("the worker's whole job (PDF)", lambda: paperwork.draw_next(house, lambda: datetime.now(UTC)))


def _decide(session: Any, actor: Actor, key: UUID, now: datetime) -> None:
    sitting = meetings.sitting(session, actor, key)
    typed = [Typed(item.item, "approved", "วัสดุซ่อมบ้าน", "5,000", "", item.version) for item in sitting.items]
    wrong = decide(session, actor, sitting, typed, now=now)
    assert wrong == {}, wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
