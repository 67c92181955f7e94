"""LINE's webhook: what is taken, and that no deviation ever costs a citizen's words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.contract import InboundMessage, Location, Presence, Unknown, Unsent
from tests.channels.specimens import AT, USER, line, line_body, line_event


@pytest.fixture
def channel(open_one) -> Any:
    return open_one("line")


def read(channel: Any, *events: Any, **changes: Any) -> list[Any]:
    specimen = line(*events, **changes)
    channel.verify(specimen.request)
    return list(channel.parse(specimen.request).events)


def message(kind: str, **parts: Any) -> dict[str, Any]:
    return {"type": kind, "id": "444", **parts}


def test_one_event_in_two_deliveries_has_one_key(channel):
    """Case 7, the adapter's half: redelivery is told by the event's key, not by LINE's flag."""
    (first,), (again,) = read(channel), read(channel, deliveryContext={"isRedelivery": True})
    assert first == again


def test_an_event_without_a_key_gets_the_same_one_each_time(channel):
    (first,) = read(channel, webhookEventId=None)
    (again,) = read(channel, webhookEventId=None, deliveryContext={"isRedelivery": True})
    assert first.event_id == again.event_id
    assert len(first.event_id) == 64


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "message"},
        {"type": 7},
        "text",
        None,
        [],
        3,
        {"type": "message", "message": "x"},
        {"type": "x"},
    ],
)
def test_a_malformed_sibling_costs_nobody_else_a_word(channel, broken):
    """Case 12."""
    first, middle, last = read(
        channel, line_event(), broken, line_event(webhookEventId="01X", replyToken="r2")
    )
    assert first.text == last.text == "น้ำท่วมบ้านยายค่ะ"
    assert isinstance(middle, Unknown)
    assert middle.event_id


def test_a_broken_emoji_costs_no_sibling_a_word(channel):
    body = json.dumps({"events": [line_event(), line_event(webhookEventId="01X")]}).replace(
        "\\u0e19", "\\ud83d", 1
    )
    specimen = line_body(body.encode())
    broken, whole = channel.parse(specimen.request).events
    assert whole.text == "น้ำท่วมบ้านยายค่ะ"
    assert broken.text.encode("utf-8")


def test_what_no_column_takes_is_left_out_of_the_words(channel):
    (said,) = read(channel, message=message("text", text="น้ำ\x00ท่วม"))
    assert said.text == "น้ำท่วม"


def test_a_new_kind_of_message_is_kept_as_unreadable(channel):
    """Case 13."""
    (said,) = read(channel, message=message("hologram", frames=[1]))
    assert said.unreadable
    assert said.message_id == "444"
    assert said.reply_token


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "holiday"},
        {"source": {"type": "openchat", "userId": USER}},
        {"message": message("text", text="ช่วยด้วย", stickerResourceType="NEW", mentioned=3)},
        {"deliveryContext": None},
        {"mode": None},
    ],
)
def test_new_values_elsewhere_leave_the_plea_readable(channel, changes):
    """Case 13."""
    (said,) = read(channel, **changes)
    assert said.text
    assert said.sender == USER
    assert not said.standby


def test_missing_extra_and_reordered_parts_are_no_matter(channel):
    """Case 14."""
    event = line_event(message=message("text", text="น้ำท่วมบ้านยายค่ะ", id="444573844083572737"), extra={"a": 1})
    reordered = dict(reversed(event.items()))
    assert read(channel, reordered) == read(channel)


def test_the_message_is_read_in_full(channel):
    (said,) = read(channel)
    assert said == InboundMessage(
        event_id="01G17DD4XVVWSBJ2ZC1Q4QX4J5",
        sender=USER,
        sent_at=datetime(2026, 11, 22, 13, 15, tzinfo=UTC),
        message_id="444573844083572737",
        text="น้ำท่วมบ้านยายค่ะ",
        reply_token="b60d432864f44d079f6d8efe86cf404b",
    )


@pytest.mark.parametrize("timestamp", [None, "soon", -1, 0, 1e300, True, [], 10**25])
def test_a_senseless_time_becomes_the_time_of_arrival(channel, timestamp):
    (said,) = read(channel, timestamp=timestamp)
    assert said.sent_at == AT


def test_a_numeric_message_id_is_read(channel):
    (said,) = read(channel, message={"type": "text", "id": 444573844083572737, "text": "x"})
    assert said.message_id == "444573844083572737"


@pytest.mark.parametrize(
    ("provider", "external"),
    [({"type": "line"}, False), (None, False), ({"type": "external"}, True), ({"type": "s3"}, True)],
)
def test_a_photo_is_external_unless_line_holds_it(channel, provider, external):
    """Case 20, the reading."""
    (said,) = read(channel, message=message("image", contentProvider=provider))
    (photo,) = said.attachments
    assert (photo.kind, photo.provider_id, photo.external) == ("image", "444", external)


def test_photos_sent_together_say_so(channel):
    """Case 16, the reading."""
    found = {"id": "E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855", "index": 2, "total": 5}
    (said,) = read(channel, message=message("image", imageSet=found))
    assert said.facts == {"image_set_id": found["id"], "image_set_index": "2", "image_set_total": "5"}


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"keywords": ["ขอบคุณ", "ดีใจ"]}, "[สติกเกอร์ ขอบคุณ, ดีใจ]"),
        ({"text": "ช่วยด้วย", "keywords": ["help"]}, "[สติกเกอร์ ช่วยด้วย]"),
        ({"keywords": [None, 3]}, "[สติกเกอร์]"),
        ({}, "[สติกเกอร์]"),
    ],
)
def test_a_sticker_speaks_by_its_keywords(channel, parts, text):
    """Case 24, the reading."""
    (said,) = read(channel, message=message("sticker", stickerResourceType="BRAND_NEW", **parts))
    assert (said.text, said.choice, said.unreadable) == (text, "sticker", False)


def test_a_bare_location_with_a_whole_degree_is_taken(channel):
    """Case 25."""
    (bare,) = read(channel, message=message("location", latitude=7, longitude=100.5))
    assert bare.location == Location(7.0, 100.5)
    (named,) = read(
        channel, message=message("location", latitude=7, longitude=100, title="บ้าน", address="หมู่ 3")
    )
    assert named.location.label == "บ้าน หมู่ 3"


@pytest.mark.parametrize("latitude", [None, "7", True, 91, [], 1e308])
def test_a_location_without_a_place_on_earth_is_kept_as_unreadable(channel, latitude):
    (said,) = read(channel, message=message("location", latitude=latitude, longitude=100))
    assert said.unreadable
    assert said.location is None


def test_following_and_leaving_change_only_presence(channel):
    """Case 26."""
    follow = {"type": "follow", "message": None}
    (came,) = read(channel, **follow, follow={"isUnblocked": True})
    (left,) = read(channel, **{**follow, "type": "unfollow", "replyToken": None})
    assert isinstance(came, Presence)
    assert (came.reachable, left.reachable, left.sender) == (True, False, USER)


def test_a_pressed_button_is_a_choice(channel):
    """Case 27, the reading."""
    postback = {"data": "status:691100000173", "params": {"datetime": "2026-11-22T10:00"}}
    (said,) = read(channel, type="postback", message=None, postback=postback)
    assert (said.choice, said.text, said.facts["datetime"]) == ("status:691100000173", "", "2026-11-22T10:00")


@pytest.mark.parametrize(
    "source", [{"type": "group", "groupId": "C1", "userId": USER}, {"type": "room", "roomId": "C1"}]
)
def test_words_in_a_group_carry_the_group(channel, source):
    """Case 29, the reading."""
    (said,) = read(channel, source=source)
    assert said.group == "C1"


@pytest.mark.parametrize("source", [None, {}, {"type": "user"}, {"userId": None}, "U1", {"userId": "ก" * 5}])
def test_a_person_line_does_not_name_is_a_stranger_of_their_own(channel, source):
    """Case 30."""
    first, other = read(channel, line_event(source=source), line_event(source=source, webhookEventId="01X"))
    assert first.text == other.text == "น้ำท่วมบ้านยายค่ะ"
    assert first.sender.startswith("anon:")
    assert first.sender != other.sender


def test_standby_is_kept_and_marked(channel):
    """Case 32, the reading."""
    (said,) = read(channel, mode="standby", replyToken=None)
    assert (said.standby, said.reply_token, said.text) == (True, "", "น้ำท่วมบ้านยายค่ะ")


def test_unsending_names_the_message(channel):
    """Case 22, the reading."""
    (said,) = read(channel, type="unsend", message=None, unsend={"messageId": "444"})
    assert said == Unsent("01G17DD4XVVWSBJ2ZC1Q4QX4J5", sender=USER, message_id="444")


def test_an_edit_carries_the_same_message_id(channel):
    """Case 23, the reading."""
    (said,) = read(channel, type="messageEdited", webhookEventId="01Y", message=message("text", text="แก้แล้ว"))
    assert (said.event_id, said.message_id, said.text) == ("01Y", "444", "แก้แล้ว")


@pytest.mark.parametrize("kind", ["join", "memberLeft", "beacon", "membership", "ข้อความลับ", "a b"])
def test_other_events_are_kept_raw_and_named_without_anyones_words(channel, kind):
    (said,) = read(channel, type=kind, message=None)
    assert isinstance(said, Unknown)
    assert said.reason == f"event type {kind if kind.isascii() and kind.isalpha() else '?'}"
