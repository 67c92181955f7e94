"""What TwiML allows, as far as we use it (twilio.com/docs/voice/twiml, voices of 2026-04)."""

from typing import Any
from xml.etree import ElementTree as ET

VOICES = {
    "th-TH": {"Google.th-TH-Standard-A", "Google.th-TH-Neural2-C"},
    "ms-MY": {f"Google.ms-MY-{model}-{letter}" for model in ("Standard", "Wavenet") for letter in "ABCD"},
    "en-US": {f"Google.en-US-Standard-{letter}" for letter in "ABCDEFGHIJ"},
}
ATTRIBUTES: dict[str, set[str]] = {
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {"input", "action", "method", "numDigits", "timeout", "finishOnKey", "actionOnEmptyResult"},
    "Redirect": {"method"},
    "Record": {
        "action", "method", "maxLength", "timeout", "finishOnKey", "playBeep", "trim",
        "recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent",
        "transcribe", "transcribeCallback",
    },
    "Dial": {"action", "method", "timeout", "answerOnBridge", "callerId"},
    "Number": set(),
    "Hangup": set(),
}  # fmt: skip
CHILDREN = {"Response": set(ATTRIBUTES) - {"Number"}, "Gather": {"Say", "Play", "Pause"}, "Dial": {"Number"}}
LAST = {"Redirect", "Hangup"}


def checked(document: str) -> ET.Element:
    """The parsed document, after every rule was asserted."""
    root = ET.fromstring(document)  # noqa: S314 our own
    assert root.tag == "Response"
    _check(root)
    for early in list(root)[:-1]:
        assert early.tag not in LAST, "verbs after it are never reached"
    return root


def _check(element: ET.Element) -> None:
    for child in element:
        assert child.tag in CHILDREN.get(element.tag, set()), f"{child.tag} in {element.tag}"
        assert set(child.attrib) <= ATTRIBUTES[child.tag], f"{child.tag}: {child.attrib}"
        if child.tag == "Say":
            assert child.attrib["voice"] in VOICES[child.attrib["language"]]
            assert (child.text or "").strip()
        if child.tag in {"Redirect", "Play"}:
            assert (child.text or "").startswith("https://")
        _check(child)


def said(root: ET.Element) -> str:
    return " ".join(element.text or "" for element in root.iter("Say"))


def target(root: ET.Element, tag: str, attribute: str = "") -> Any:
    """The address a verb leads to."""
    element = next(root.iter(tag))
    return element.attrib[attribute] if attribute else element.text
