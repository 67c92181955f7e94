"""What the tests of requests to other bodies do over and over."""

from typing import Any

from tests.pages.helpers import press


def now(work: Any) -> Any:
    return work.rows('select * from "case" order by opened_at limit 1')[0]


def at(case: Any, verb: str = "") -> str:
    return f"/cases/{case.reference}" + (f"/{verb}" if verb else "")


def beyond(clerk: Any, work: Any, **more: Any) -> Any:
    case = now(work)
    told = {"reason": "equipment", "beyond": "ไม่มีเรือท้องแบน", "version": case.version}
    return press(clerk, at(case, "beyond"), **(told | more))


def asked(work: Any, org: str = "") -> Any:
    """The request to that body, else the newest."""
    return work.rows(
        "select * from referral where (:org = '' or to_org = :org) order by made_at desc limit 1", org=org
    )[0]


def do(person: Any, work: Any, verb: str, org: str = "", **fields: Any) -> Any:
    return press(person, f"/requests/{asked(work, org).id}/{verb}", **fields)


def stands(work: Any) -> dict[str, str]:
    return {row.org: row.relation for row in work.rows("select org, relation from case_access")}


def an_agency(hub: Any, **more: Any) -> Any:
    told = {
        "kind": "livestock", "area": "9011", "name": "ปศุสัตว์อำเภอหาดใหญ่", "phone": "000 000 000", "email": "",
        "contact": "", "source": "เว็บไซต์หน่วยงาน", "checked_on": "2026-01-05",
    }  # fmt: skip
    return press(hub, "/hub/agencies", **(told | more))
