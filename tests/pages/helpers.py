"""What the tests of the pages do over and over: send the form, find the case, press a button."""

import io
import re
import uuid
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

KHUAN_LANG = "9079"
HAT_YAI = "9098"
HUB = "hub-9011"
WORDS = "หลังคาปลิวทั้งหลัง ขอผ้าใบคลุม"
PLACE = "หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"
PHONE = "089-000-1234"
NAME = "นิดา ทดสอบ"


def picture(kind: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, kind, **more)
    return out.getvalue()


def form(**fields: Any) -> dict[str, Any]:
    told = {
        "nonce": str(uuid.uuid4()),
        "text": WORDS,
        "place": PLACE,
        "phone": PHONE,
        "name": NAME,
        "lat": "",
        "lon": "",
    }
    return told | fields


def send(client: FlaskClient, **fields: Any) -> Any:
    # encoded here, because the client would leave a large form's temporary file open
    boundary, body = encode_multipart(MultiDict(form(**fields)))
    return client.post("/report", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def photo(data: bytes, name: str = "photo.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(data), name, "photos")


def plea(client: FlaskClient, work: Any, **fields: Any) -> Any:
    """A plea sent by the form and read by a worker: its case row."""
    assert send(client, **fields).status_code == 303
    work.all()
    return work.rows('select * from "case" order by opened_at desc, reference desc limit 1')[0]


def csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/inbox").text)
    assert found
    return found[1]


def press(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf": csrf(client), **fields})


def press_now(client: FlaskClient, work: Any, case: Any, verb: str, **fields: Any) -> Any:
    """A button of the case's page, opened just now."""
    version = work.value('select version from "case" where id = :id', id=case.id)
    return press(client, f"/cases/{case.reference}/{verb}", version=version, **fields)


FLOOD = {"text": "น้ำท่วมบ้านครึ่งเมตรแล้ว ขอข้าวกล่องกับน้ำดื่มค่ะ", "place": "หมู่ 3 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"}
ROOF = {"text": "หลังคาปลิวทั้งหลัง ยายป่วยติดเตียง ขอผ้าใบคลุม", "place": "หมู่ 5 ต.ควนลัง อ.หาดใหญ่ จ.สงขลา"}


def shown(client: Any, path: str = "/inbox", **asked: str) -> set[str]:
    """References of the rows."""
    answer = client.get(path, query_string=asked or None)
    assert answer.status_code == 200
    return set(re.findall(r'class="row[^"]*"[^>]* href="/cases/(\d{12})', answer.text))


def ones(*cases: Any) -> list[str]:
    return [f"{case.reference}.{case.version}" for case in cases]


def fresh(work: Any, *cases: Any) -> list[Any]:
    return [work.rows('select * from "case" where id = :id', id=case.id)[0] for case in cases]


def chat(client: Any, work: Any, words: str, number: int = 7) -> None:
    from tests.speak import line_event, post_line, user

    post_line(client, line_event(words, source={"type": "user", "userId": user(number)}))
    work.all()


def sent(work: Any, case: Any, purpose: str) -> list[str]:
    return [
        row.text
        for row in work.rows(
            "select text from message where case_id = :id and direction = 'out' and purpose = :purpose order by id",
            id=case.id,
            purpose=purpose,
        )
    ]
