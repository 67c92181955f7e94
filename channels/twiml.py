"""TwiML, the documents a telephone exchange follows; only verbs that other carriers' dialects know as well."""

from xml.etree import ElementTree as ET

MEDIA_TYPE = "text/xml; charset=utf-8"
VOICES = {
    "th": ("th-TH", "Google.th-TH-Standard-A"),
    "ms": ("ms-MY", "Google.ms-MY-Standard-A"),
    "en": ("en-US", "Google.en-US-Standard-C"),
}
KEY_SECONDS = 8
RECORD_SECONDS = 120
SILENCE_SECONDS = 10
RING_SECONDS = 20


def document(*verbs: ET.Element) -> str:
    response = ET.Element("Response")
    response.extend(verbs)
    return ET.tostring(response, encoding="unicode")


def say(words: str, language: str) -> ET.Element:
    code, voice = VOICES[language]
    return _verb("Say", words, language=code, voice=voice)


def play(address: str) -> ET.Element:
    return _verb("Play", address)


def pause(seconds: int) -> ET.Element:
    return _verb("Pause", length=str(seconds))


def redirect(url: str) -> ET.Element:
    return _verb("Redirect", url, method="POST")


def hang_up() -> ET.Element:
    return _verb("Hangup")


def gather(*words: ET.Element, action: str, digits: int) -> ET.Element:
    """Keys, spoken over if the caller knows the way; without a key the next verb follows."""
    verb = _verb(
        "Gather",
        input="dtmf",
        action=action,
        method="POST",
        numDigits=str(digits),
        timeout=str(KEY_SECONDS),
        finishOnKey="#",
    )
    verb.extend(words)
    return verb


def record(*, action: str, callback: str, guess: str = "") -> ET.Element:
    """Two minutes at most; without a sound the next verb follows. guess: where the exchange tells what it understood."""
    asked = {"transcribe": "true", "transcribeCallback": guess} if guess else {}
    return _verb(
        "Record",
        action=action,
        method="POST",
        maxLength=str(RECORD_SECONDS),
        timeout=str(SILENCE_SECONDS),
        finishOnKey="#",
        playBeep="true",
        recordingStatusCallback=callback,
        recordingStatusCallbackMethod="POST",
        recordingStatusCallbackEvent="completed absent",
        **asked,
    )


def record_alone() -> ET.Element:
    """Tells nobody: for a document that must work while we do not."""
    return _verb("Record", maxLength=str(RECORD_SECONDS), timeout=str(SILENCE_SECONDS), playBeep="true")


def dial(number: str, *, action: str) -> ET.Element:
    verb = _verb("Dial", action=action, method="POST", timeout=str(RING_SECONDS), answerOnBridge="true")
    verb.append(_verb("Number", number))
    return verb


def _verb(name: str, text: str = "", **attributes: str) -> ET.Element:
    verb = ET.Element(name, attributes)
    verb.text = text or None
    return verb
