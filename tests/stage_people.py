"""The people of the transcripts, each on a channel: how they speak, what reaches them, which buttons they see."""

import html
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from tests import speak
from tests.conftest import PUBLIC_URL, Work

_PIN = re.compile(r"\[หมุด ([\d.]+) ([\d.]+)\]")
_PRESS = re.compile(r"\[กด (.+)\]")
_STICKER = re.compile(r"\[สติกเกอร์ ?(.*)\]")


class Person:
    def __init__(self, app: Any, work: Work, provider: Any, number: int) -> None:
        self.app, self.work, self.provider, self.number = app, work, provider, number
        self.client = app.test_client()
        self.answered = ""
        self._since = 0

    def forget(self) -> None:
        self._since = len(self.provider.deliveries)
        self.answered = ""

    def says(self, words: str) -> None:
        raise NotImplementedError

    def mine(self, delivery: Any) -> bool:
        raise NotImplementedError

    def told(self) -> list[Any]:
        return [each for each in self.provider.deliveries[self._since :] if self.mine(each)]

    def heard(self) -> str:
        raise NotImplementedError

    def buttons(self) -> list[str]:
        return []

    def code(self) -> str:
        """The newest code that went out by text message."""
        found = [re.search(r"\d{6}", each.body["Body"]) for each in self.provider.deliveries if each.api == "twilio.message" and "รหัส" in each.body["Body"]]  # fmt: skip
        return found[-1][0] if found and found[-1] else ""


class Chatter(Person):
    """LINE. [รูป] [เสียง] [สติกเกอร์ คำ] [หมุด lat lon] [กด ปุ่ม] are what a phone can send beside words."""

    def __init__(self, app: Any, work: Work, provider: Any, number: int) -> None:
        super().__init__(app, work, provider, number)
        self.user = speak.user(number)
        self.tokens: set[str] = set()
        self.seen: list[dict[str, Any]] = []

    def says(self, words: str) -> None:
        event = self._event(words)
        self.tokens.add(event.get("replyToken", ""))
        assert speak.post_line(self.client, event).status_code == 200

    def _event(self, words: str) -> dict[str, Any]:
        source = {"type": "user", "userId": self.user}
        if pressed := _PRESS.fullmatch(words):
            action = self._action(pressed[1])
            if action["type"] == "postback":
                postback = {"data": action["data"]}
                return speak.line_event(type="postback", message=None, postback=postback, source=source)
            words = action["text"]
        message = self._message(words)
        return speak.line_event(message=message, source=source)

    def _message(self, words: str) -> dict[str, Any]:
        key = str(uuid.uuid4().int)[:18]
        if pin := _PIN.fullmatch(words):
            return {
                "type": "location",
                "id": key,
                "latitude": float(pin[1]),
                "longitude": float(pin[2]),
            }
        if sticker := _STICKER.fullmatch(words):
            said = {"keywords": [sticker[1]]} if sticker[1] else {}
            return {"type": "sticker", "id": key, "stickerId": "1", "packageId": "1", **said}
        kind = {"[รูป]": "image", "[เสียง]": "audio"}.get(words)
        if kind:
            self.provider.content(key, 404)
            return {"type": kind, "id": key, "duration": 5000, "contentProvider": {"type": "line"}}
        return {"type": "text", "id": key, "quoteToken": "q", "text": words}

    def _action(self, label: str) -> dict[str, Any]:
        found = [action for action in self._actions() if action["label"] == label]
        assert found, f"no button {label!r} among {[action['label'] for action in self._actions()]}"
        return found[-1]

    def _actions(self) -> Iterator[dict[str, Any]]:
        """Of everything that ever reached this phone: old buttons can be pressed too."""
        for each in self.provider.deliveries:
            if self.mine(each):
                yield from _actions_in(each.body)

    def mine(self, delivery: Any) -> bool:
        return delivery.to == self.user or (delivery.api == "line.reply" and delivery.key in self.tokens)

    def heard(self) -> str:
        return "\n".join(json.dumps(each.body, ensure_ascii=False) for each in self.told())

    def buttons(self) -> list[str]:
        return [action["label"] for each in self.told() for action in _actions_in(each.body)]


def _actions_in(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        if isinstance(body.get("action"), dict) and "label" in body["action"]:
            yield body["action"]
        for each in body.values():
            yield from _actions_in(each)
    elif isinstance(body, list):
        for each in body:
            yield from _actions_in(each)


class Texter(Person):
    """A text message phone."""

    def __init__(self, app: Any, work: Work, provider: Any, number: int) -> None:
        super().__init__(app, work, provider, number)
        self.phone = f"+6681234567{7 + number}"

    def says(self, words: str) -> None:
        answer = speak.post_twilio(self.client, "/hooks/sms", speak.sms(words, sender=self.phone))
        assert answer.status_code == 200
        self.answered += html.unescape(
            "".join(re.findall(r"<Message>(.*?)</Message>", answer.get_data(as_text=True)))
        )

    def mine(self, delivery: Any) -> bool:
        return bool(delivery.api == "twilio.message" and delivery.to == self.phone)

    def heard(self) -> str:
        from channels.segments import segments

        bodies = [each.body["Body"] for each in self.told()]
        assert [body for body in bodies if segments(body) > 2] == [], "longer than two parts"
        return "\n".join(filter(None, (self.answered, *bodies)))


class Caller(Texter):
    """A telephone: (โทรเข้า) (กด 2) (พูด) (เงียบ) (วางสาย); what is heard is the document and the text messages."""

    def __init__(self, app: Any, work: Work, provider: Any, number: int) -> None:
        super().__init__(app, work, provider, number)
        self.sid, self.at = "", ET.Element("Response")

    def says(self, words: str) -> None:
        verb, _, rest = words.strip("()").partition(" ")
        match verb:
            case "โทรเข้า":
                self.sid = speak.new_call()
                self._turn("/hooks/voice")
            case "กด":
                self._turn(self._target("Gather"), Digits=rest)
            case "เงียบ":
                self._turn((self.at.findtext("Redirect") or "").removeprefix(PUBLIC_URL))
            case "พูด":
                form = speak.recorded(self.sid, "RE" + uuid.uuid4().hex)
                self._post(self._target("Record"), form)
            case "รอ":
                self.work.triage()
                self._turn((self.at.findtext("Redirect") or "").removeprefix(PUBLIC_URL))
            case "วางสาย":
                form = speak.call(self.sid, From=self.phone) | {"CallStatus": "completed"}
                self._post("/hooks/voice/status", form)
            case other:
                raise AssertionError(f"a caller cannot {other}")

    def _target(self, verb: str) -> str:
        found = self.at.find(verb)
        assert found is not None, f"no {verb} in {ET.tostring(self.at, encoding='unicode')}"
        return found.attrib["action"].removeprefix(PUBLIC_URL)

    def _turn(self, path: str, **more: str) -> None:
        self._post(path, speak.call(self.sid) | more)

    def _post(self, path: str, form: dict[str, str]) -> None:
        answer = speak.post_twilio(self.client, path, form | {"From": self.phone})
        assert answer.status_code == 200
        body = answer.get_data(as_text=True)
        if body.startswith("<"):
            self.at = ET.fromstring(body)  # noqa: S314 our own
            self.answered += "\n".join(each.text or "" for each in self.at.iter("Say"))


class Visitor(Person):
    """The web form first, then the private page of the receipt; what is heard is the newest of that page."""

    def __init__(self, app: Any, work: Work, provider: Any, number: int) -> None:
        super().__init__(app, work, provider, number)
        self.page, self.shown = "", ""

    def says(self, words: str) -> None:
        text, _, rest = words.partition("|")
        fields = dict(each.strip().split("=", 1) for each in rest.split("|") if each.strip())
        named = {"เบอร์": "phone", "ที่อยู่": "place"}
        address = self.page or "/report"
        form = self.client.get(address).get_data(as_text=True)
        nonce = form.partition('name="nonce" value="')[2].partition('"')[0]
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        data = {
            "nonce": nonce,
            "text": text.strip(),
            **{named[name]: value for name, value in fields.items()},
        }
        if token:
            data["csrf"] = token[1]
        answer = self.client.post(address, data=data)
        assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
        if (
            "/report/" in answer.location
        ):  # the further pages are passed over: the dialogue asks for what is missing
            answer = self.client.post("/report/check", data={"nonce": nonce})
            assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
        self.page = answer.location.partition("?")[0]
        self.answered = answer.location

    def forget(self) -> None:
        self.shown = self._thread()
        self.answered = ""

    def _thread(self) -> str:
        if not self.page:
            return ""
        page = self.client.get(self.page + "?sent=1").get_data(as_text=True)
        return html.unescape(re.sub(r"<[^>]+>", "\n", page.partition("<main")[2]))

    def heard(self) -> str:
        """Lines of the page that were not there before."""
        before = set(self.shown.split("\n"))
        page = self._thread()
        call = re.search(r"call=([\d-]+)", self.answered)
        fresh = [line for line in page.split("\n") if line.strip() and line not in before]
        return "\n".join([*(call[1].split("-") if call else []), *fresh])

    def mine(self, delivery: Any) -> bool:
        return False
