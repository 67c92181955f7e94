"""Every hook over HTTP with mutations of genuine, rightly signed requests: never a 500, never a lost sibling."""

import itertools
import json
import random
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest

from channels.signing import HEADER, sign
from gateway.webhooks import LONGEST_BODY
from tests import speak
from tests.channels.test_fuzz import EVENTS, WRONG, changed, deep, dumped, places
from tests.conftest import SECRETS, Work
from tests.speak import ROOF, line_event, post_line, sign_twilio, user

TAKEN = {200, 403}
FORM_VALUES = ["", " ", "\x00", "-1", "x" * 5000, "น้ำ\x00😀", "<a>&'\"", "๑๒๓"]
STEPS = [
    "",
    "menu",
    "topic",
    "record",
    "recording",
    "receipt",
    "phone",
    "track",
    "dialled",
    "status",
    "nowhere",
    "a/b",
    "%00",
]


def post_raw(
    client: Any, path: str, body: bytes, headers: dict[str, str], kind: str = "application/json"
) -> int:
    """The status; an exception inside the application comes out here and fails the test."""
    status = client.post(path, data=body, headers=headers, content_type=kind).status_code
    assert status < 500
    return int(status)


def line_says(client: Any, body: bytes) -> int:
    return post_raw(client, "/hooks/line", body, {"X-Line-Signature": speak.sign_line(body)})


def own_says(client: Any, account: str, body: bytes) -> int:
    secret = SECRETS["SCREEN_SECRET" if account == "screen" else "SECRET_KEY"]
    return post_raw(client, f"/hooks/{account}", body, {HEADER: sign(body, secret)})


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event['type']}-{event['message']['type']}")
def test_a_hundred_broken_events_in_one_body_cost_no_sibling(client: Any, work: Work, event: Any) -> None:
    broken = [
        changed({**event, "webhookEventId": f"{n}-{m}"}, path, wrong)
        for n, path in enumerate(places(event))
        for m, wrong in enumerate((*WRONG, deep(200)))
    ]
    random.Random(2).shuffle(broken)
    siblings = [line_event(source={"type": "user", "userId": user(100 + n)}) for n in range(2)]
    for start in range(0, len(broken), 100):
        assert (
            line_says(client, dumped({"events": [siblings[0], *broken[start : start + 100], siblings[1]]}))
            == 200
        )
    kept = work.value("select count(*) from message where text = :words and direction = 'in'", words=ROOF)
    assert kept == 2
    assert work.value("select count(*) from raw_event") > len(broken) / 2


def test_whatever_was_taken_can_be_read_and_answered(client: Any, work: Work) -> None:
    """The worker meets the same mutations after the intake: none may be parked."""
    event = line_event(replyToken=None)
    broken = [
        changed(
            {**event, "webhookEventId": f"{n}-{m}", "source": {"type": "user", "userId": user(1000 + n)}},
            path,
            wrong,
        )
        for n, path in enumerate(places(event))
        for m, wrong in enumerate(WRONG[::3])
    ]
    assert line_says(client, dumped({"events": broken})) == 200
    work.all()
    states = {row.state for row in work.rows("select distinct state from message where direction = 'in'")}
    assert states == {"triaged"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}", b'{"events": {}}', b'{"events":[[' + b"[" * 5000],
)
def test_a_signed_body_that_is_no_webhook_is_kept_and_answered(client: Any, work: Work, body: bytes) -> None:
    assert line_says(client, body) == 200
    assert work.value("select count(*) from raw_event where state = 'unreadable'") == 1
    assert work.value("select body from raw_body") == body


def test_every_cut_and_every_flipped_byte_of_a_webhook_is_answered(client: Any, work: Work) -> None:
    body = speak.line_body(line_event())
    for at in range(0, len(body), 11):
        assert line_says(client, body[:at]) == 200
        assert line_says(client, body[:at] + bytes([body[at] ^ 0x80]) + body[at + 1 :]) == 200


def forms() -> list[tuple[str, dict[str, str]]]:
    """(path, form) of every genuine request of the SMS and voice hooks."""
    sid = speak.new_call()
    return [
        (
            "/hooks/sms",
            speak.sms()
            | {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m", "MediaContentType0": "image/jpeg"},
        ),
        (
            "/hooks/sms/status",
            {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+66812345678", "ErrorCode": "30003"},
        ),
        ("/hooks/voice", speak.call(sid)),
        ("/hooks/voice/menu?lang=th&n=1", speak.call(sid, Digits="2")),
        ("/hooks/voice/record?lang=ms&topic=1", speak.recorded(sid, "RE" + "1" * 32)),
        ("/hooks/voice/recording?who=x", speak.recorded(sid, "RE" + "1" * 32, RecordingStatus="completed")),
        ("/hooks/voice/phone?lang=en", speak.call(sid, Digits="0812345678")),
        ("/hooks/voice/track", speak.call(sid, Digits="691100000173")),
        ("/hooks/voice/status", speak.call(sid, CallStatus="completed")),
    ]


@pytest.mark.parametrize(("path", "form"), forms(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_form_with_a_missing_or_wrong_part_is_answered(
    client: Any, path: str, form: dict[str, str]
) -> None:
    for name in form:
        less = {key: value for key, value in form.items() if key != name}
        for spoilt in (less, *(form | {name: value} for value in FORM_VALUES)):
            assert speak.post_twilio(client, path, spoilt).status_code in TAKEN, (name, spoilt.get(name))


def test_a_form_in_bytes_that_are_no_text_or_with_a_field_twice_is_answered(client: Any) -> None:
    for raw in (
        "Body=%ff%fe&MessageSid=SM1",
        "Body=a&Body=b&MessageSid=SM1",
        "&&&=",
        "MessageSid",
        "%",
        "MessageSid=%00",
    ):
        for path in ("/hooks/sms", "/hooks/voice"):
            kind = "application/x-www-form-urlencoded"
            assert (
                post_raw(client, path, raw.encode(), {"X-Twilio-Signature": sign_twilio(path, {})}, kind)
                in TAKEN
            )
    assert (
        post_raw(client, "/hooks/sms", b"{}", {"X-Twilio-Signature": sign_twilio("/hooks/sms", {})}) in TAKEN
    )


@pytest.mark.parametrize("account", ["sms", "voice"])
def test_every_step_below_a_hook_is_answered_with_strange_queries_too(client: Any, account: str) -> None:
    for step in STEPS:
        for query in (
            "",
            "?lang=xx&n=999999&topic=%E0%B8%81&who=%00&rec=RE",
            "?" + urlencode({"lang": "th" * 500}),
            "?%ff=%fe",
        ):
            path = f"/hooks/{account}/{step}{query}" if step else f"/hooks/{account}{query}"
            assert speak.post_twilio(client, path, speak.call(speak.new_call())).status_code in TAKEN | {404}


OWN = {
    "web": {
        "nonce": "n-1", "sender": "link:1", "text": ROOF, "place": "ต.ควนลัง", "lat": 7.0, "lon": 100.0, "phone": "0890001234",
        "name": "ก", "topic": "disaster", "language": "th",
        "attachments": [{"stored": "0" * 64, "name": "ก.jpg", "media_type": "image/jpeg", "kind": "image"}],
    },
    "desk": {"nonce": "n-2", "sender": "desk:1", "text": ROOF, "by_staff": "x", "how": "call"},
    "screen": {"id": "s-1", "sender": "dev", "text": ROOF, "name": "ก"},
}  # fmt: skip


@pytest.mark.parametrize("account", OWN)
def test_our_own_doors_take_broken_words_like_any_providers(client: Any, work: Work, account: str) -> None:
    said = OWN[account]
    for path in places(said):
        for wrong in (*WRONG[::2], deep(50)):
            assert own_says(client, account, dumped(changed(said, path, wrong))) == 200, (path, wrong)
    assert own_says(client, account, json.dumps(said).encode()) == 200
    key = said.get("nonce") or said["id"]
    assert work.value("select count(*) from message where event_id = :key", key=key) == 1


ACCOUNTS = ["line", "sms", "voice", "web", "desk", "screen", "nobody", "x" * 300, quote_plus("ก/\x00")]


def test_a_strangers_noise_is_refused_and_leaves_nothing(client: Any, work: Work) -> None:
    noise = random.Random(7)
    kinds = (
        "",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/\xff",
    )
    headers = {"X-Line-Signature": "\xff", "X-Twilio-Signature": "é=", HEADER: "0"}
    for account, kind, size in itertools.product(ACCOUNTS, kinds, (0, 10, 3000)):
        assert post_raw(client, f"/hooks/{account}", noise.randbytes(size), headers, kind) in {400, 403, 404}
    assert work.value("select count(*) from raw_event") == 0


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_a_hook_is_only_posted_to(client: Any, method: str) -> None:
    assert getattr(client, method)("/hooks/line").status_code == 405


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: Any, work: Work) -> None:
    padding = LONGEST_BODY - len(speak.line_body(line_event())) - 1000
    fits = line_event(extra="x" * padding)
    assert post_line(client, fits).status_code == 200
    assert post_line(client, line_event(extra="x" * (padding + 2000))).status_code == 413
    form = speak.sms("ก" * LONGEST_BODY)
    assert speak.post_twilio(client, "/hooks/sms", form).status_code == 413
    assert work.value("select count(*) from message") == 1
