"""What one step of a call says, read from its fields; whatever cannot be is as if it were not there."""

import re
from dataclasses import dataclass

from channels.caller import keyed_number
from channels.contract import Attachment, Lookup, WebRequest
from channels.hotline.tree import TOPICS
from channels.twiml import VOICES
from channels.values import clean, key_in, word

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_SID = re.compile(r"RE\w{2,40}")  # not every exchange names the sid beside the address
_POSTCODE = re.compile(r"[1-9]\d{4}")
_BODIES = re.compile(r"[\w-]{1,20}(?:\.[\w-]{1,20}){0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """number: "" when it is withheld."""

    call: str
    number: str

    @property
    def sender(self) -> str:
        return self.number or f"call:{self.call}"


def key(request: WebRequest, name: str) -> str:
    return key_in({name: request.field(name)}, name)


def lookup_of(request: WebRequest, sender: str) -> Lookup | None:
    """What the document of this step cannot be made without."""
    digits = request.field("Digits")
    match request.step:
        case "receipt":
            return _of_receipt(request, sender)
        case "postcode" | "body":
            found = postcode(request)
            return Lookup("postcode", found) if found else None
        case "track" if len(digits) == 12 and digits.isdecimal():
            return Lookup("reference", digits, asker=sender)
        case "staff":
            return Lookup("desk", "")
        case "menu" if digits == "1":
            return Lookup("desk", "")
        case "answer":
            return Lookup("message", key(request, "m"))
        case _:
            return None


def _of_receipt(request: WebRequest, sender: str) -> Lookup:
    recording = key(request, "rec")
    if recording:
        return Lookup("event", f"recording:{recording}")
    if request.field("danger"):
        return Lookup("event", f"call:{key(request, 'CallSid')}:danger")
    return Lookup("sender", sender)


def gone(request: WebRequest) -> bool:
    return request.field("Digits") == "hangup" or request.field("CallStatus") in ENDED


def done(request: WebRequest) -> tuple[str, str]:
    """(key, detail) of a step, for those who follow the call later; a telephone number is never among them."""
    digits = clean(request.field("Digits"))[:12]
    match request.step:
        case "phone":
            return (
                "*" if "*" in digits else "0" if digits == "0" else "number" if keyed(request) else ""
            ), ""
        case "record":
            heard = recorded(request)
            return ("hangup" if gone(request) else "", seconds_of(request) if heard else "")
        case "body":
            return digits, chosen(request) or ""
        case "dialled":
            return "", word(request.field("DialCallStatus"))
        case "status":
            return "", word(request.field("CallStatus"))
        case _:
            return digits, ""


def language_of(request: WebRequest) -> str:
    language = request.field("lang")
    return language if language in VOICES else "th"


def count(request: WebRequest, name: str) -> int:
    """A counter of ours in the address: n for this prompt, s for the call."""
    number = request.field(name)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0


def topic_of(request: WebRequest) -> str:
    topic = request.field("topic")
    return topic if topic in TOPICS else ""


def keyed(request: WebRequest) -> str:
    return keyed_number(request.field("Digits"))


def recorded(request: WebRequest) -> str:
    """The recording's sid; nothing for silence (no seconds) and for `absent`."""
    silent = request.field("RecordingDuration") == "0" or request.field("RecordingStatus") == "absent"
    url = request.field("RecordingUrl")
    if silent or not url:
        return ""
    named = _SID.search(url)
    return key(request, "RecordingSid") or (named[0] if named else "")


def seconds_of(request: WebRequest) -> str:
    seconds = request.field("RecordingDuration")
    return seconds if seconds.isascii() and seconds.isdecimal() and len(seconds) < 6 else ""


def audio(request: WebRequest) -> Attachment:
    seconds = seconds_of(request)
    return Attachment(
        kind="audio",
        provider_id=request.field("RecordingUrl"),
        media_type="audio/mpeg",
        seconds=int(seconds) if seconds else None,
    )


def postcode(request: WebRequest) -> str:
    """Keyed in at this step, or at the one before."""
    given = request.field("Digits" if request.step == "postcode" else "pc")
    return given if _POSTCODE.fullmatch(given) else ""


def bodies(request: WebRequest) -> tuple[str, ...]:
    """Codes of the bodies that were read out, in their order; the address is ours, signed by the exchange."""
    given = request.field("orgs")
    return tuple(given.split(".")) if _BODIES.fullmatch(given) else ()


def chosen(request: WebRequest) -> str | None:
    """The body whose key was pressed, "" for the key of who is not sure, None for any other key."""
    codes, digit = bodies(request), request.field("Digits")
    if digit == "0":
        return ""
    known = digit.isascii() and digit.isdecimal() and 1 <= int(digit) <= len(codes)
    return codes[int(digit) - 1] if known else None
