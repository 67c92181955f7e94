"""Twilio's REST API as far as we use it: messages, calls, recordings."""

import re
from email.utils import format_datetime
from typing import Any

from tests.provider_state import Answer, Call, State, content_bytes, json_answer

_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)/(?P<what>Messages|Calls)\.json")
_ACCOUNT = re.compile(r"/2010-04-01/Accounts/[^/]+\.json")
_NUMBERS = re.compile(r"/2010-04-01/Accounts/[^/]+/IncomingPhoneNumbers\.json")
_RECORDING = re.compile(r"/2010-04-01/Accounts/[^/]+/Recordings/(?P<sid>\w+)(?:\.mp3|\.wav)?")

_LISTED = re.compile(r"/2010-04-01/Accounts/[^/]+/(?P<what>Recordings|Calls)(?:/(?P<sid>\w+))?\.json")


def answer(state: State, call: Call) -> Answer:
    if not call.headers.get("authorization", "").startswith("Basic "):
        return json_answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
    if call.method == "GET" and (listed := _LISTED.fullmatch(call.path)):
        return _listed(state, listed["what"], listed["sid"])
    recording = _RECORDING.fullmatch(call.path)
    if call.method == "GET" and recording:
        return _recording(state, recording["sid"])
    if call.method == "GET" and _ACCOUNT.fullmatch(call.path):
        said = {"sid": call.path, "status": state.settings.get("account", "active"), "type": "Full"}
        return json_answer(200, said)
    if call.method == "GET" and _NUMBERS.fullmatch(call.path):
        return _numbers(state)
    created = _PATH.fullmatch(call.path)
    if call.method == "POST" and created:
        return _create(state, created["what"], call.form())
    return json_answer(404, {"code": 20404, "message": "not found", "status": 404})


def _listed(state: State, what: str, sid: str | None) -> Answer:
    """Recordings of the account, one of them, or one call."""
    made = [_recording_of(each) for each in state.recordings]
    if what == "Recordings" and sid is None:
        return json_answer(200, {"recordings": made, "page": 0, "page_size": 50, "next_page_uri": None})
    if what == "Recordings":
        found = next((each for each in made if each["sid"] == sid), None)
        return json_answer(200, found) if found else json_answer(404, {"code": 20404, "status": 404})
    if sid not in state.calls:
        return json_answer(404, {"code": 20404, "message": "not found", "status": 404})
    return json_answer(200, {"sid": sid, "from": state.calls[sid], "status": "completed"})


def _recording_of(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"date_created": format_datetime(told["date_created"])}


def _numbers(state: State) -> Answer:
    """The one number of the account, unless the test took it away."""
    number = {name: state.settings.get(name, "") for name in ("sms_url", "voice_url")}
    owned = (
        [] if state.settings.get("no_number") else [{"sid": "PN0", "phone_number": "+6621112222"} | number]
    )
    return json_answer(
        200, {"incoming_phone_numbers": owned, "page": 0, "page_size": 1, "next_page_uri": None}
    )


def _recording(state: State, sid: str) -> Answer:
    content = state.contents.get(sid, {"statuses": [200], "type": "audio/mpeg"})
    statuses = content["statuses"]
    status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
    if status != 200:
        return json_answer(status, {"code": 20404, "message": "not found", "status": status})
    return Answer(200, content_bytes(content), content.get("type", "audio/mpeg"))


def _create(state: State, what: str, form: dict[str, str]) -> Answer:
    to = form.get("To", "")
    if to in state.opted_out:
        return _refused(21610, "Attempt to send to unsubscribed recipient")
    if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
        return _refused(21211, "Invalid 'To' Phone Number")
    if what == "Messages" and not 0 < len(form.get("Body", "")) <= 1600:
        return _refused(21617, "The concatenated message body exceeds the 1600 character limit")
    delivered = state.deliver("twilio.message" if what == "Messages" else "twilio.call", to, "", form)
    sid = ("SM" if what == "Messages" else "CA") + delivered
    return json_answer(201, _resource(sid, form))


def _resource(sid: str, form: dict[str, str]) -> dict[str, Any]:
    named = {"sid": sid, "to": form.get("To"), "from": form.get("From"), "body": form.get("Body")}
    return named | {"status": "queued", "error_code": None, "account_sid": "AC0"}


def _refused(code: int, message: str) -> Answer:
    return json_answer(400, {"code": code, "message": message, "status": 400})
