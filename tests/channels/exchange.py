"""A telephone exchange in small: it posts to the addresses the documents name, and checks every document."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from channels.contract import Brief, CaseBrief, Step
from tests.channels.specimens import CALLER, PUBLIC_URL, Specimen
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import checked, target

BRIEF, SPOKEN = CaseBrief("691100000173", "อบต.โคกสูง", "active"), "6 9 1 1, 0 0 0 0, 0 1 7 3"
STAFF = {"TWILIO_STAFF_NUMBER": "+6621113333"}
WITHHELD = ["anonymous", "+266696687", "Restricted", ""]
STEPS = [
    "",
    "menu",
    "topic",
    "record",
    "callback",
    "phone",
    "confirm",
    "postcode",
    "body",
    "receipt",
    "track",
    "staff",
    "dialled",
    "answer",
    "fallback",
    "nonsense",
]


def answer(channel: Any, specimen: Specimen, *, urgent: str = "", brief: Brief | None = None) -> ET.Element:
    channel.verify(specimen.request)
    reception = channel.parse(specimen.request)
    return checked(channel.answer(specimen.request, reception, urgent=urgent, brief=brief).answer)


def events(channel: Any, specimen: Specimen) -> list[Any]:
    """What the request says, without the steps that are only kept for those who follow the call."""
    return [each for each in everything(channel, specimen) if not isinstance(each, Step)]


def everything(channel: Any, specimen: Specimen) -> list[Any]:
    channel.verify(specimen.request)
    return list(channel.parse(specimen.request).events)


def follow(channel: Any, url: str, *, brief: Brief | None = None, **form: str) -> ET.Element:
    """What the exchange does: it posts to the address the document named."""
    return answer(channel, called(url, **form), brief=brief)


def press(channel: Any, document: ET.Element, digits: str, source: str = CALLER, **more: Any) -> ET.Element:
    """A key at the prompt of a document; where that only leads on, what it leads to."""
    after = answer(
        channel, called(target(document, "Gather", "action"), source=source, Digits=digits), **more
    )
    alone = len(after) == 1 and after[0].tag == "Redirect"
    return answer(channel, called(target(after, "Redirect"), source=source), **more) if alone else after


def past_the_number(channel: Any, document: ET.Element) -> ET.Element:
    """After the recording: the number called from will do."""
    return press(channel, document, "1")


def past_the_place(channel: Any, document: ET.Element, source: str = CALLER) -> ET.Element:
    """The postcode is asked for after the number; this caller does not know it."""
    return press(channel, document, "0", source)


def called(url: str, source: str = CALLER, **form: str) -> Specimen:
    parts = urlsplit(url)
    assert url.startswith(f"{PUBLIC_URL}/hooks/voice/")
    return step_of(parts.path.removeprefix("/hooks/voice/"), parts.query, source=source, **form)


def silent_until_recorded(channel: Any, document: ET.Element) -> int:
    """How many documents a silent caller hears before <Record>; fails on an endless loop."""
    for count in range(10):
        if document.find("Record") is not None:
            return count
        document = follow(channel, target(document, "Redirect"))
    raise AssertionError("an endless loop")
