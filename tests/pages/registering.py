"""A campaign of the tests, and somebody who registers in it."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from store.ids import BANGKOK
from tests.pages.helpers import KHUAN_LANG, csrf, press

FIELDS = ["people", "water_inside", "damage", "note"]


def moment(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M")


def opened(keeper: Any, **more: Any) -> str:
    """The code of a campaign that is open from an hour ago until in two."""
    told = {
        "code": "", "org": KHUAN_LANG, "title": "น้ำท่วมเดือนพฤศจิกายน 2569", "need": "disaster:money",
        "opens_at": moment(-1), "closes_at": moment(2), "places": "หอประชุม 8.30-16.30 น.", "note": "", "field": FIELDS,
    }  # fmt: skip
    answer = press(keeper, "/campaigns", **(told | more))
    assert answer.status_code == 303, answer.text
    return str(answer.location.rpartition("/")[2])


def form(n: int, **more: Any) -> dict[str, Any]:
    """Each number is another person in another house."""
    return {
        "nonce": str(uuid.uuid4()), "name": f"ทดสอบ คนที่{n}", "phone": f"0000{n:06d}", "house": f"{n}/1",
        "moo": str(n % 9 + 1), "tambon": "", "people": "3", "water_inside": "yes", "damage": ["house", "tools"], "true": "yes",
    } | more  # fmt: skip


def register(client: Any, code: str, n: int, *, address: str = "", **more: Any) -> Any:
    """By the citizen's page; address: the telephone network it comes from."""
    environ = {"REMOTE_ADDR": address or f"10.0.{n // 40}.1"}
    return client.post(f"/report/{code}", data=form(n, **more), environ_base=environ)


class Counter:
    """A clerk who registers one person after the other."""

    def __init__(self, clerk: Any, code: str) -> None:
        self.clerk, self.path, self.csrf = clerk, f"/campaigns/{code}/desk", csrf(clerk)

    def register(self, n: int, **more: Any) -> Any:
        return self.clerk.post(self.path, data={"csrf": self.csrf, **form(n, **more)})


def numbers(page: str) -> list[str]:
    return re.findall(r"\d{4}-\d{4}-\d{4}", page)
