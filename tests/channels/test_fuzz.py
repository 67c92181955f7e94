"""Mutated genuine requests: whatever is missing, wrong, huge or deep, only the family's own errors come out."""

import json
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.contract import BadSignature, InboundMessage, Malformed, Reception
from tests.channels import specimens
from tests.channels.specimens import Specimen, line, line_body, line_event, own, sms, sms_thai, twilio, voice

QUIET = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WRONG: list[Any] = [
    None, True, False, 0, -1, 7, 10**30, 1e308, -1e308, 0.5, "", " ", "x", "น้ำ", "\x00", "\ud83d", "A" * 100_000,
    [], [None], {}, {"a": 1}, {"": []}, ["x"] * 1000,
]  # fmt: skip


def deep(levels: int) -> Any:
    found: Any = "x"
    for _ in range(levels):
        found = [found]
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every part of a JSON value, by its path."""
    keys: Any = (
        value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def survives(channel: Any, specimen: Specimen) -> Reception | None:
    """Take and read it; None for an error of the family. Any other exception fails the test."""
    try:
        channel.verify(specimen.request)
        reception = channel.parse(specimen.request)
    except (BadSignature, Malformed):
        return None
    for event in reception.events:
        # what goes into columns can go into columns
        text = repr(event)
        assert "\\x00" not in text
        text.encode("utf-8")
    if hasattr(channel, "answer"):
        channel.answer(specimen.request, reception, urgent="", brief=None)
    return reception


EVENTS = [
    line_event(),
    line_event(
        message={
            "type": "image",
            "id": "1",
            "contentProvider": {"type": "line"},
            "imageSet": {"id": "a", "index": 1, "total": 2},
        }
    ),
    line_event(message={"type": "sticker", "id": "1", "keywords": ["a", "b"], "text": "c"}),
    line_event(
        message={"type": "location", "id": "1", "latitude": 7, "longitude": 100, "title": "a", "address": "b"}
    ),
    line_event(message={"type": "audio", "id": "1", "duration": 1000, "contentProvider": {"type": "line"}}),
    line_event(type="postback", postback={"data": "a", "params": {"date": "2026-01-01"}}),
    line_event(type="unsend", unsend={"messageId": "1"}),
    line_event(type="follow", follow={"isUnblocked": False}),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event['type']}-{event['message']['type']}")
def test_a_wrong_part_of_an_event_costs_no_sibling_a_word(open_one, event):
    channel, sibling = open_one("line"), line_event(webhookEventId="SIBLING")
    for path in places(event):
        for wrong in (*WRONG, deep(200)):
            body = dumped(
                {"destination": "U" + "b" * 32, "events": [sibling, changed(event, path, wrong), sibling]}
            )
            reception = survives(channel, line_body(body))
            assert reception is not None, (path, wrong)
            kept = [one for one in reception.events if one.event_id == "SIBLING"]
            assert len(kept) == 2, (path, wrong)
            assert all(isinstance(one, InboundMessage) and one.text == "น้ำท่วมบ้านยายค่ะ" for one in kept)


def test_a_missing_part_of_an_event_costs_no_crash(open_one):
    channel = open_one("line")
    for event in EVENTS:
        for path in places(event)[1:]:
            parent = event
            for key in path[:-1]:
                parent = parent[key]
            if isinstance(parent, dict):
                less = {name: value for name, value in parent.items() if name != path[-1]}
                reception = survives(channel, line(changed(event, path[:-1], less)))
                assert reception is not None
                assert len(reception.events) == 1


def test_every_cut_and_every_flipped_byte_is_an_error_of_the_family(open_one):
    channel = open_one("line")
    body = line().body
    for at in range(0, len(body), 3):
        survives(channel, line_body(body[:at]))
        survives(channel, line_body(body[:at] + bytes([body[at] ^ 0x80]) + body[at + 1 :]))
        survives(channel, line_body(body[:at] + b"\x00" + body[at:]))


@pytest.mark.parametrize("levels", [100, 1_000, 5_000, 100_000])
@pytest.mark.parametrize("kind", ["line", "web", "screen"])
def test_deep_nesting_is_no_crash(open_one, kind, levels):
    body = b'{"events":' + b"[" * levels + b"]" * levels + b"}"
    made = line_body(body) if kind == "line" else own(kind, {})
    if kind != "line":
        made = replace(made, body=body, headers={specimens.HEADER: specimens.sign(body, "house-secret")})
    survives(open_one(kind), made)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp874", "latin-1"])
def test_another_encoding_is_no_crash(open_one, encoding):
    body = line().body.decode().encode(encoding, "replace")
    survives(open_one("line"), line_body(body))


@pytest.mark.parametrize("kind", ["web", "desk", "screen"])
def test_wrong_parts_of_our_own_pages_requests_are_no_crash(open_one, kind):
    genuine = orjson.loads((specimens.screen() if kind == "screen" else specimens.web()).body)
    channel = open_one(kind)
    for path in places(genuine):
        for wrong in WRONG:
            if wrong == "\ud83d":
                continue  # our own pages write proper text
            survives(channel, own(kind, changed(genuine, path, wrong)) if path else own(kind, {"x": wrong}))


@pytest.mark.parametrize("step", ["inbound", "status"])
def test_wrong_parts_of_an_aggregators_report_are_no_crash(open_one, step):
    genuine = orjson.loads(sms_thai(step, status="SUCCESS").body)
    channel, door = open_one("smsth"), sms_thai(step)
    for path in places(genuine):
        for wrong in (*WRONG, deep(200)):
            survives(channel, replace(door, body=dumped(changed(genuine, path, wrong))))
    for at in range(0, len(door.body), 5):
        survives(channel, replace(door, body=door.body[:at]))


@pytest.mark.parametrize("step", ["", "status"])
def test_wrong_form_values_of_an_sms_are_no_crash(open_one, step):
    channel = open_one("sms")
    for name in (*dict(sms().request.form), "MessageStatus", "ErrorCode", "MediaUrl0", "MediaContentType0"):
        for wrong in ("", "\x00", "น้ำ", "A" * 100_000, "%", "\ufffd", "-1", "1e9", "\n"):
            survives(channel, sms(step, **{name: wrong}))
        survives(
            channel, twilio("sms", "/hooks/sms", [pair for pair in sms().request.form if pair[0] != name])
        )


@pytest.mark.parametrize(
    "step",
    ["", "menu", "topic", "record", "recording", "phone", "receipt", "track", "dialled", "status", "x"],
)
def test_wrong_form_values_of_a_call_are_no_crash(open_one, step):
    channel = open_one("voice", TWILIO_STAFF_NUMBER="+662")
    names = ("CallSid", "From", "Digits", "CallStatus", "DialCallStatus", "RecordingUrl", "RecordingSid")
    for name in (
        *names,
        "RecordingDuration",
        "RecordingStatus",
        "Direction",
        "lang",
        "n",
        "topic",
        "who",
        "rec",
    ):
        for wrong in ("", "\x00", "น้ำ", "A" * 100_000, "²", "٣", "-1", "999999999999", "hangup", "\n"):
            survives(channel, voice(step, **{name: wrong}))
    survives(channel, voice(step, "lang=%FF&n=%00&who=%E0%B8&rec=%"))


@QUIET
@given(body=st.binary(max_size=400))
def test_any_signed_bytes_are_an_error_of_the_family_or_a_reception(open_one, body):
    survives(open_one("line"), line_body(body))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@QUIET
@given(event=_JSON, message=_JSON, source=_JSON)
def test_any_json_event_is_kept_and_its_siblings_too(open_one, event, message, source):
    made = line(
        line_event(), event, line_event(message=message or 0, source=source or 0, webhookEventId="01Y")
    )
    reception = survives(open_one("line"), made)
    assert reception is not None
    assert len(reception.events) == 3


@QUIET
@given(
    given=st.text(),
    headers=st.dictionaries(
        st.sampled_from(["x-line-signature", "x-twilio-signature", "x-saitrong-signature"]), st.text()
    ),
)
def test_any_header_is_only_a_bad_signature(open_one, given, headers):
    for kind, specimen in (("line", line()), ("sms", sms()), ("web", specimens.web())):
        request = replace(specimen.request, headers=headers, url=specimen.url + given)
        with pytest.raises(BadSignature):
            open_one(kind).verify(request)
