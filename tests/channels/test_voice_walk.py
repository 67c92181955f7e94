"""Every path through the hotline: each key, silence and nonsense at each prompt, until the call can go no further."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest

from channels.contract import AnswerBrief, AreaBrief, Brief, CaseBrief, DeskBrief, Lookup, WebRequest
from channels.hotline import speech
from channels.registry import open_channel
from channels.twiml import VOICES
from tests.channels.exchange import STAFF, answer, called
from tests.channels.specimens import AT, CALL, PUBLIC_URL, RECORDING, SETTINGS, recorded
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import checked, said, target

REFERENCE, SPOKEN = "691100000173", "6 9 1 1, 0 0 0 0, 0 1 7 3"
RECORDED = tuple(
    pair for pair in recorded().request.form if pair[0].startswith("Recording") or pair[0] == "Digits"
)
KEYS = [*"0123456789*", "A", "0898765432", "90230", "99999", REFERENCE, "691100000174", "08*"]
DIALLED = ["completed", "busy", "no-answer", "failed", "canceled"]
MOST_VERBS = 40
TWO = AreaBrief((("9083", "เทศบาลตำบลพะตง"), ("901118", "องค์การบริหารส่วนตำบลพะตง")))


@dataclass(frozen=True)
class World:
    """Everything outside the hotline that its documents depend on. language: the one that is walked; "" for each."""

    source: str = "+66812345678"
    open: bool = True
    opened: bool = True  # the worker has opened the case
    away: bool = False  # the database is away
    language: str = ""

    def brief(self, lookup: Lookup | None) -> Brief | None:
        if lookup is None or self.away:
            return None
        match lookup.by:
            case "desk":
                return DeskBrief(self.open)
            case "postcode":
                return {"90230": TWO, "99999": None}.get(lookup.value, AreaBrief())
            case "reference":
                return CaseBrief(REFERENCE, "อบต.โคกสูง", "active") if lookup.value == REFERENCE else None
            case "message":
                return AnswerBrief("พรุ่งนี้ไปเยี่ยม")
            case _:
                return CaseBrief(REFERENCE, "อบต.โคกสูง", "new") if self.opened else None


WORLDS = [
    World(),
    World(open=False, language="th"),
    World(source="anonymous", language="ms"),
    World(source="anonymous", opened=False, language="th"),
    World(away=True, language="th"),
]


@dataclass(frozen=True)
class Heard:
    """A document that a path led to. verbs: those of all documents of the path. recorded: something was, on the way.
    early: nobody on the way to it was recorded, rung or let go."""

    url: str
    form: tuple[tuple[str, str], ...]
    root: ET.Element
    depth: int
    verbs: int
    recorded: bool
    early: bool


def ways_on(heard: Heard) -> Iterator[tuple[str, tuple[tuple[str, str], ...], bool]]:
    """(address, what the exchange posts, whether something was recorded) of all that may happen next."""
    for verb in heard.root:
        match verb.tag:
            case "Gather":
                yield from ((verb.attrib["action"], (("Digits", key),), heard.recorded) for key in KEYS)
            case "Record":
                yield verb.attrib["action"], RECORDED, True
            case "Dial":
                yield from (
                    (verb.attrib["action"], (("DialCallStatus", s),), heard.recorded) for s in DIALLED
                )
            case "Redirect":
                yield verb.text or "", (), heard.recorded


def walk(channel: Any, world: World) -> list[Heard]:
    """Breadth first over everything a caller can do; what was posted to an address once is not posted again."""
    start = answer(channel, step_of(source=world.source))
    queue = deque([Heard("", (), start, 1, len(start), recorded=False, early=True)])
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    found: list[Heard] = []
    while queue:
        heard = queue.popleft()
        found.append(heard)
        early = heard.early and not ended(heard.root)
        for url, form, has in ways_on(heard):
            if (url, form) in seen:
                continue
            seen.add((url, form))
            root = posted(channel, world, url, form)
            if foreign(world, root):
                continue
            queue.append(Heard(url, form, root, heard.depth + 1, heard.verbs + len(root), has, early))
    return found


def foreign(world: World, root: ET.Element) -> bool:
    """Whether the call goes on in a language that is walked in another world."""
    return bool(world.language) and any(
        f"lang={other}" in (verb.get("action") or verb.text or "")
        for verb in root
        for other in VOICES
        if other != world.language
    )


def posted(channel: Any, world: World, url: str, form: tuple[tuple[str, str], ...]) -> ET.Element:
    """As tests.channels.exchange.answer does, but unsigned: there are tens of thousands of them."""
    parts = urlsplit(url)
    caller = (
        ("CallSid", CALL),
        ("From", world.source),
        ("CallStatus", "in-progress"),
        ("Direction", "inbound"),
    )
    step, query = parts.path.rpartition("/hooks/voice/")[2], tuple(parse_qsl(parts.query))
    request = WebRequest(url, {}, b"", AT, step, (*caller, *form), query)
    reception = channel.parse(request)
    return checked(channel.answer(request, reception, urgent="", brief=world.brief(reception.lookup)).answer)


def ended(root: ET.Element) -> bool:
    return any(verb.tag in {"Record", "Dial", "Hangup"} for verb in root)


@pytest.fixture(scope="module")
def walks(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[World, list[Heard]]]:
    """Everything that can be heard, in every world; without anybody to ring in one of them."""
    folder = tmp_path_factory.mktemp("walk")
    open_one = partial(open_channel, "voice", "voice", data_dir=folder, public_url=PUBLIC_URL)
    manned, alone = open_one(settings={**SETTINGS, **STAFF}), open_one(settings=SETTINGS)
    found = [(world, walk(manned, world)) for world in WORLDS]
    return [*found, (WORLDS[0], walk(alone, replace(WORLDS[0], language="en")))]


@pytest.fixture(params=["nobody to ring", "staff"])
def line(request, open_one):
    return open_one("voice", **(STAFF if request.param == "staff" else {}))


def test_every_path_reaches_the_recorder_a_person_or_a_spoken_number_within_forty_verbs(walks):
    """Cases 56, 60, 63; every document on the way was checked as valid TwiML."""
    for world, heard in walks:
        early = [each for each in heard if each.early]
        assert len(early) > (100 if world.language else 300), world
        for each in early:
            assert each.verbs <= MOST_VERBS, (each.url, each.form)
            if not ended(each.root):
                assert list(ways_on(each)), f"a dead end at {each.url}"
            elif each.root[-1].tag == "Hangup":
                assert SPOKEN in said(each.root)


def test_every_call_ends_and_whoever_was_recorded_hears_a_number_or_that_it_will_be_sent(walks):
    """No endless loop: the search has come to an end, no path is long, and nothing it found leads nowhere."""
    promises = [
        speech.words(f"receipt_by_{who}", language) for who in ("sms", "staff") for language in VOICES
    ]
    for world, heard in walks:
        for each in heard:
            last = each.root[-1].tag
            assert last in {"Hangup", "Redirect", "Dial"}, (world, each.url)
            assert each.depth <= 30
            if last == "Hangup" and each.recorded:
                words = said(each.root)
                assert SPOKEN in words or any(promise in words for promise in promises), each.url


def test_a_caller_who_is_silent_for_ever_has_heard_at_most_forty_verbs_in_all(line):
    """Case 56, with every sentence inside a prompt counted."""
    document = answer(line, step_of())
    verbs = 0
    for _ in range(20):
        verbs += len(list(document.iter())) - 1
        if document[-1].tag == "Hangup":
            assert verbs <= MOST_VERBS
            return
        document = answer(line, called(target(document, "Redirect")))
    raise AssertionError("an endless loop")


def test_every_sentence_of_the_hotline_is_said_on_some_path(walks, open_one):
    spoken = {say.text for _, heard in walks for each in heard for say in each.root.iter("Say")}
    for step, digits in (("answer", "*"), ("answer", "1"), ("fallback", "")):
        asked = step_of(step, "lang=th&n=1&m=x", Digits=digits)
        spoken |= {say.text for say in answer(open_one("voice"), asked, brief=AnswerBrief("ก")).iter("Say")}
    elsewhere = ("digit_", "state_", "track_answer")
    mute = {each.key for each in speech.to_record() if each.language == "th" and each.words not in spoken}
    assert {key for key in mute if not key.startswith(elsewhere)} == set()


@pytest.mark.parametrize("language", VOICES)
def test_every_menu_has_at_most_four_choices_each_key_after_its_meaning_and_the_star(language):
    press = {"th": "กด", "ms": "tekan", "en": "press"}[language]
    star = {"th": "กดดอกจัน", "ms": "tekan bintang", "en": "press star"}[language]
    for key in ("menu", "topic", "callback", "confirm", "body_unsure", "answer_keys"):
        words = speech.words(key, language)
        assert not words.startswith(press), key
        assert words.count(f"{press} ") - words.count("press star") - words.count("tekan bintang") <= 4
        assert star in words, key
    for key in ("phone", "postcode", "track"):
        assert star in speech.words(key, language), key


def test_the_recording_is_the_one_that_was_made(line):
    asked = answer(line, recorded())
    assert f"rec={RECORDING}" in target(asked, "Gather", "action")
