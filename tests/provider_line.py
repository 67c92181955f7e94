"""LINE's messaging API as documented: what it accepts, what it refuses, and in which words."""

import re
import unicodedata
from typing import Any
from uuid import UUID

from tests import provider_line_menu
from tests.provider_state import MONTHLY, Answer, Call, State, content_bytes, json_answer

_CONTENT = re.compile(r"/v2/bot/message/([^/]+)/content(/transcoding)?")
_PROFILE = re.compile(r"/v2/bot/profile/([^/]+)")


def answer(state: State, call: Call) -> Answer:
    if not call.headers.get("authorization", "").removeprefix("Bearer ").strip():
        return json_answer(401, {"message": "Authentication failed"})
    if (told := provider_line_menu.answer(state, call)) is not None:
        return told
    if call.method == "POST" and call.path in _POSTS:
        return _POSTS[call.path](state, call)
    if call.method == "GET":
        return _look_up(state, call.path)
    return json_answer(404, {"message": "Not found"})


def _look_up(state: State, path: str) -> Answer:
    limit = {"type": "none"} if state.quota is None else {"type": "limited", "value": state.quota}
    known = {
        "/v2/bot/message/quota": limit,
        "/v2/bot/message/quota/consumption": {"totalUsage": _pushed(state)},
        "/v2/bot/info": {
            "userId": "U" + "b" * 32,
            "basicId": "@216ru",
            "displayName": "สายตรง",
            "chatMode": state.settings.get("chat_mode", "bot"),
            "markAsReadMode": "auto",
        },
    }
    if path == "/v2/bot/channel/webhook/endpoint":
        return _endpoint(state)
    if path in known:
        return json_answer(200, known[path])
    if found := _CONTENT.fullmatch(path):
        return _content(state, found[1], transcoding=bool(found[2]))
    found = _PROFILE.fullmatch(path)
    return _profile(found[1]) if found else json_answer(404, {"message": "Not found"})


def _endpoint(state: State) -> Answer:
    address = state.settings.get("webhook", "")
    if not address:
        return json_answer(404, {"message": "Webhook endpoint not found"})
    return json_answer(200, {"endpoint": address, "active": state.settings.get("webhook_on", True)})


def _test_endpoint(state: State, _call: Call) -> Answer:
    """As LINE, without going there: what the test would find is set by the test."""
    status = state.settings.get("webhook_status", 200)
    reason = "OK" if status == 200 else "ERROR_STATUS_CODE" if status else "COULD_NOT_CONNECT"
    said = {"success": status == 200, "timestamp": "2026-11-22T13:15:00.000Z", "statusCode": status}
    return json_answer(200, said | {"reason": reason, "detail": str(status)})


def _reply(state: State, call: Call) -> Answer:
    said = call.json()
    token = said.get("replyToken", "")
    if "x-line-retry-key" in call.headers:
        return json_answer(400, {"message": "Retry key is not supported"})
    if problem := _problem(said.get("messages")):
        return json_answer(400, {"message": problem})
    if not token or token in state.used_tokens or token.startswith("expired"):
        return json_answer(400, {"message": "Invalid reply token"})
    state.used_tokens.add(token)
    return json_answer(200, {"sentMessages": _sent(state, "line.reply", "", token, said["messages"])})


def _push(state: State, call: Call) -> Answer:
    said, key = call.json(), call.headers.get("x-line-retry-key", "")
    if key and not _is_uuid(key):
        return json_answer(400, {"message": "The retry key is invalid"})
    if key in state.accepted_keys:
        request_id, sent = state.accepted_keys[key]
        body = {"message": "The retry key is already accepted", "sentMessages": sent}
        return json_answer(409, body, x_line_accepted_request_id=request_id)
    if problem := _problem(said.get("messages")):
        return json_answer(400, {"message": problem})
    if said.get("to", "")[:1] not in {"U", "C", "R"}:
        return json_answer(
            400, {"message": "The property, 'to', in the request body is invalid (line: -, column: -)"}
        )
    if state.quota is not None and _pushed(state) >= state.quota:
        return json_answer(429, MONTHLY)
    sent = _sent(state, "line.push", said["to"], key, said["messages"])
    if key:
        state.accepted_keys[key] = (state.next_id("req-"), sent)
    return json_answer(200, {"sentMessages": sent})


def _sent(state: State, api: str, to: str, key: str, messages: list[Any]) -> list[dict[str, str]]:
    """One delivery a call, an id a bubble. A blocked user's message is taken with 200 and goes nowhere."""
    if to.startswith("Ublocked"):
        return [{"id": state.next_id(), "quoteToken": "q"} for _ in messages]
    first = state.deliver(api, to, key, messages)
    rest = [state.next_id() for _ in messages[1:]]
    return [{"id": sent, "quoteToken": "q"} for sent in (first, *rest)]


def _pushed(state: State) -> int:
    return sum(one.api == "line.push" for one in state.deliveries)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _content(state: State, content_id: str, *, transcoding: bool) -> Answer:
    content = state.contents.get(content_id, {"statuses": [200]})
    statuses = content["statuses"]
    status = statuses.pop(0) if len(statuses) > 1 and not transcoding else statuses[0]
    if transcoding:
        return json_answer(200, {"status": "processing" if status == 202 else "succeeded"})
    if status != 200:
        return json_answer(status, {"message": "Not found"} if status in {404, 410} else {})
    return Answer(200, content_bytes(content), content.get("type", "image/jpeg"))


def _profile(user_id: str) -> Answer:
    if user_id.startswith("Ustranger"):
        return json_answer(404, {"message": "Not found"})
    return json_answer(200, {"userId": user_id, "displayName": "สมหญิง", "language": "th"})


def _problem(messages: Any) -> str:
    """What the platform refuses, "" if nothing."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return "The request body has 1 error(s): messages, size must be between 1 and 5"
    return next(filter(None, map(_message_problem, messages)), "")


def _message_problem(message: dict[str, Any]) -> str:
    if message["type"] == "text" and not (message["text"].strip() and _units(message["text"]) <= 5000):
        return "The request body has 1 error(s): text, length must be between 0 and 5000"
    if message["type"] == "flex" and not 0 < _units(message["altText"]) <= 1500:
        return "The request body has 1 error(s): altText"
    if message["type"] == "flex" and len(str(message["contents"]).encode()) > 30_000:
        return "The request body has 1 error(s): bubble larger than 30 KB"
    items = message.get("quickReply", {}).get("items", [])
    if len(items) > 13 or any(_letters(item["action"]["label"]) > 20 for item in items):
        return "The request body has 1 error(s): quickReply"
    return "" if "line" not in message.get("sender", {}).get("name", "").lower() else "sender.name"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _letters(text: str) -> int:
    """Thai clusters: whatever is not a mark above or below, nor sara am."""
    return sum(unicodedata.category(char) != "Mn" and char != "ำ" for char in text)


def _loading(state: State, call: Call) -> Answer:
    said = call.json()
    seconds = said.get("loadingSeconds", 20)
    if said.get("chatId", "")[:1] != "U" or seconds not in range(5, 61, 5):
        return json_answer(400, {"message": "chatId or loadingSeconds"})
    state.settings.setdefault("loading", []).append(said["chatId"])
    return json_answer(202, {})


def _mark_read(state: State, call: Call) -> Answer:
    token = call.json().get("markAsReadToken", "")
    if not token or token.startswith("wrong"):
        return json_answer(400, {"message": "An invalid markAsReadToken is specified"})
    state.settings.setdefault("read", []).append(token)
    return json_answer(200, {})


_POSTS = {
    "/v2/bot/message/reply": _reply,
    "/v2/bot/message/push": _push,
    "/v2/bot/chat/loading/start": _loading,
    "/v2/bot/chat/markAsRead": _mark_read,
    "/v2/bot/channel/webhook/test": _test_endpoint,
}
