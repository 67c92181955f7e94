"""What one step of a call says, read from its fields; whatever cannot be is as if it were not there."""

import re

from channels.caller import keyed_number
from channels.contract import Attachment, Lookup, WebRequest
from channels.hotline import TOPICS
from channels.twiml import VOICES
from channels.values import key_in

_SID = re.compile(r"RE\w{2,40}")  # not every exchange names the sid beside the address
_POSTCODE = re.compile(r"[1-9]\d{4}")
_BODIES = re.compile(r"[\w-]{1,20}(?:\.[\w-]{1,20}){0,3}", re.ASCII)


def key(request: WebRequest, name: str) -> str:
    return key_in({name: request.field(name)}, name)


def lookup_of(request: WebRequest, sender: str) -> Lookup | None:
    if request.step == "receipt":
        recording = key(request, "rec")
        return Lookup("event", f"recording:{recording}") if recording else Lookup("sender", sender)
    if request.step in {"postcode", "body"}:
        found = postcode(request)
        return Lookup("postcode", found) if found else None
    digits = request.field("Digits")
    if request.step == "track" and digits.isdecimal():
        return Lookup("reference", digits)
    return None


def language_of(request: WebRequest) -> str:
    language = request.field("lang")
    return language if language in VOICES else "th"


def tries(request: WebRequest) -> int:
    number = request.field("n")
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


def audio(request: WebRequest) -> Attachment:
    seconds = request.field("RecordingDuration")
    known = seconds.isascii() and seconds.isdecimal() and len(seconds) < 6
    return Attachment(
        kind="audio",
        provider_id=request.field("RecordingUrl"),
        media_type="audio/mpeg",
        seconds=int(seconds) if known else None,
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
