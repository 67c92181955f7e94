"""What staff do in the transcripts, by their own pages, and what they find in the case."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from store.ids import typed_reference
from tests.conftest import Work, log_in
from wording import say

if TYPE_CHECKING:
    from tests.stage import Stage

_SAYS = re.compile(r'ตอบ "(.+)"')
_CLOSES = re.compile(r'ยุติเรื่อง(?: "(.+)")?')


def act(app: Any, work: Work, words: str) -> None:
    """ตอบ "…" · ยุติเรื่อง · ยุติเรื่อง "…" · ช่วยแล้ว · คืนให้ระบบ, in the newest case that is open."""
    case = work.rows("select * from \"case\" where state not in ('cancelled', 'merged') order by opened_at")[
        -1
    ]
    if words == "ช่วยแล้ว":
        work.change("update \"case\" set state = 'helped' where id = :id", id=case.id)
        return
    if said := _SAYS.fullmatch(words):
        post(app, case, "reply", words=said[1])
    elif words == "คืนให้ระบบ":
        post(app, case, "give-back")
    elif words.startswith("รวมคน "):
        first = work.rows('select * from "case" order by opened_at')[0]
        post(app, first, "join-person", other=typed_reference(case.reference) or "")
    elif closed := _CLOSES.fullmatch(words):
        post(app, case, "close", reason="advised", closing=closed[1] or "")
    else:
        raise AssertionError(f"staff cannot {words}")


def post(app: Any, case: Any, verb: str, **fields: str) -> Any:
    clerk = log_in(app, case.owner)
    page = clerk.get(f"/cases/{case.reference}").get_data(as_text=True)
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    version = page.partition('name="version" value="')[2].partition('"')[0]
    answer = clerk.post(f"/cases/{case.reference}/{verb}", data={"csrf": token, "version": version, **fields})
    assert answer.status_code == 303, (verb, answer.status_code, answer.get_data(as_text=True)[-2000:])
    return answer


def _newest(stage: "Stage") -> Any:
    return stage.cases()[-1]


FACTS: dict[str, Callable[["Stage"], str]] = {
    "จำนวน": lambda stage: str(len(stage.cases())),
    "สถานะ": lambda stage: say(f"state_staff.{_newest(stage).state}"),
    "สถานะแรก": lambda stage: say(f"state_staff.{stage.cases()[0].state}"),
    "ผู้ดูแล": lambda stage: stage.work.house.directory().name(_newest(stage).owner),
    "ชนิด": lambda stage: say(f"kind.{_newest(stage).kind}"),
    "ด่วน": lambda stage: say(f"urgency.{_newest(stage).urgency}"),
    "เบอร์": lambda stage: _newest(stage).phone or "ไม่มี",
    "หมู่": lambda stage: _newest(stage).moo or "ไม่มี",
    "ประเภท": lambda stage: " ".join(say(f"category.{each}") for each in _newest(stage).category) or "ไม่มี",
    "หมุด": lambda stage: "มี" if _newest(stage).latitude is not None else "ไม่มี",
    "รอเจ้าหน้าที่": lambda stage: "ใช่" if _newest(stage).wants_person_at else "ไม่",
    "คะแนน": lambda stage: str(_newest(stage).rating or "ไม่มี"),
    "ข้อความ": lambda stage: str(_newest(stage).message_count),
    "ต้องแจ้งเจ้าของข้อมูล": lambda stage: _count(stage, "case_task"),
    "คำขอข้อมูล": lambda stage: _count(stage, "data_request"),
    "ไปต่อ": lambda stage: _told(stage, "went_on"),
    "ยืนยันว่าได้รับ": lambda stage: _told(stage, "help_confirmed"),
    "บอกว่าไม่อันตราย": lambda stage: _told(stage, "said_no_danger"),
    "ผู้แจ้งกี่คน": lambda stage: str(len({case.person_id for case in stage.cases()})),
}


def _count(stage: "Stage", table: str) -> str:
    return str(stage.work.value(f"select count(*) from {table}"))


def _told(stage: "Stage", verb: str) -> str:
    count = stage.work.value("select count(*) from case_event where verb = :verb", verb=verb)
    return "ใช่" if count else "ไม่"
