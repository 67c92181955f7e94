"""What people do in LINE besides writing a line: groups, edits, taking back, photos; for tests of the whole path."""

import base64
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from casework import attachments
from store.db import utc_now
from tests.conftest import Work
from tests.speak import line_event, user

GROUP = {"type": "group", "groupId": "C" + "1" * 32, "userId": user(1)}
US = {"mentionees": [{"index": 0, "length": 4, "type": "user", "isSelf": True}]}


def said(text: str, message_id: str, **more: Any) -> dict[str, Any]:
    return {"message": {"type": "text", "id": message_id, "text": text, **more}}


def unsend(message_id: str, **more: Any) -> dict[str, Any]:
    return line_event(type="unsend", message=None, replyToken=None, unsend={"messageId": message_id}, **more)


def edited(text: str, message_id: str, after: int, **more: Any) -> dict[str, Any]:
    at = int(datetime.now(UTC).timestamp() * 1000) + after
    return line_event(type="messageEdited", timestamp=at, **said(text, message_id), **more)


def fetch_all(work: Work) -> list[str]:
    house = work.house
    due = attachments.claim(house.database, now=utc_now(), limit=20)
    return [attachments.fetch(house.database, house.channels, house.files, row, utc_now()) for row in due]


def picture(content_id: str, provider: Any, **set_: Any) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(out, "JPEG", comment=content_id.encode())
    provider.content(content_id, 200, body=base64.b64encode(out.getvalue() + content_id.encode()).decode())
    contents = {"contentProvider": {"type": "line"}}
    return line_event(
        message={"type": "image", "id": content_id, **contents, **({"imageSet": set_} if set_ else {})}
    )
