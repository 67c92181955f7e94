"""What the tests of answering do over and over: answer a case, ask what a press would do, put a file into the draft."""

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from casework import delivery
from store.db import utc_now
from tests.conftest import Work
from tests.pages.helpers import csrf, press

WORDS = "พรุ่งนี้เช้าช่างไปดูหลังคาค่ะ"


def newest(work: Work) -> Any:
    return work.rows('select * from "case" order by opened_at desc limit 1')[0]


def at(case: Any, verb: str) -> str:
    return f"/cases/{case.reference}/{verb}"


def answer(clerk: FlaskClient, work: Work, case: Any, words: str = WORDS, **fields: Any) -> Any:
    version = work.value('select version from "case" where id = :id', id=case.id)
    return press(clerk, at(case, "reply"), words=words, version=version, **fields)


def told(clerk: FlaskClient, case: Any, words: str = WORDS, **fields: Any) -> str:
    """What a press would do, as the page hears it while somebody types."""
    got = press(clerk, at(case, "draft"), words=words, **fields)
    assert got.status_code == 200
    return str(got.text)


def enclose(clerk: FlaskClient, case: Any, data: bytes, name: str) -> Any:
    return clerk.post(
        at(case, "draft/files"),
        data={"csrf": csrf(clerk), "file": FileStorage(io.BytesIO(data), name, "file")},
        headers={"X-Asks": "1"},
    )


def held(work: Work) -> list[Any]:
    return work.rows("select * from message where hold_until is not null and state = 'pending' order by id")


def at_once(work: Work) -> list[Any]:
    """What a worker takes this very second."""
    return delivery.claim(work.house.database, work.house.channels, now=utc_now(), limit=50, by=1)
