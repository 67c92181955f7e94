"""What is said: each sentence as a recording where there is one, else by the machine's voice of the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from channels import twiml
from channels.hotline.turn import Line, Turn
from wording import say, sentences

_FOREIGN = {"offer_ms": "ms", "offer_en": "en"}
"""Offers of a language are spoken in that language, by callers of the Thai menu."""


@dataclass(frozen=True, slots=True)
class Sentence:
    key: str
    language: str
    words: str

    @property
    def name(self) -> str:
        return f"{self.key}.{self.language}"


def words(key: str, language: str) -> str:
    """The sentence of a key; "state_<state>" and "digit_<n>" are sentences too.

    Malay is spoken but not written elsewhere: its sentences stand in a table of their own.
    """
    if key.startswith("digit_"):
        return _spoken_digits(language)[int(key.removeprefix("digit_"))]
    if language == "ms" and key not in _FOREIGN:
        return say(f"voice_ms.{key}")
    if key.startswith("state_"):
        return say(f"state.{key.removeprefix('state_')}", language)
    return say(f"voice.{key}", language)


def _spoken_digits(language: str) -> list[str]:
    return say("voice_ms.digits" if language == "ms" else "voice.digits", language).split()


def to_record() -> Iterator[Sentence]:
    """Everything a studio may record for the hotline, in the order of the call."""
    spoken = [key.removeprefix("voice.") for key in sentences("th") if key.startswith("voice.")]
    states = [key.replace(".", "_") for key in sentences("th") if key.startswith("state.")]
    digits = [f"digit_{digit}" for digit in range(10)]
    for language in twiml.VOICES:
        for key in (*spoken, *states, *digits):
            if key != "digits" and key not in _FOREIGN:
                yield Sentence(key, language, words(key, language))
    for key, language in _FOREIGN.items():
        yield Sentence(key, language, words(key, language))


def speak(line: Line, language: str, *keys: str) -> list[ET.Element]:
    return [_one(line, _FOREIGN.get(key, language), key) for key in keys]


def said(line: Line, turn: Turn, *keys: str) -> list[ET.Element]:
    return speak(line, turn.language, *keys)


def _one(line: Line, language: str, key: str) -> ET.Element:
    address = line.prompts.address(key, language)
    return twiml.play(address) if address else twiml.say(words(key, language), language)


def office(name: str) -> ET.Element:
    """An office's name is Thai, so a Thai voice says it whatever the caller's language."""
    return twiml.say(name, "th")


def number(line: Line, turn: Turn, digits: str, groups: tuple[int, ...] = (4, 4, 4)) -> list[ET.Element]:
    """Digits one by one in groups with a pause between them: recorded if all that are needed are, else spoken."""
    plays = {digit: line.prompts.address(f"digit_{digit}", turn.language) for digit in set(digits)}
    if not all(plays.values()):
        return [twiml.say(spelled(digits, groups), turn.language)]
    found: list[ET.Element] = []
    for start, group in _grouped(digits, groups):
        found += [*([twiml.pause(1)] if start else []), *(twiml.play(plays[digit]) for digit in group)]
    return found


def spelled(digits: str, groups: tuple[int, ...] = (4, 4, 4)) -> str:
    """ "6 9 1 1, 0 0 0 0, 0 1 7 3"."""
    return ", ".join(" ".join(group) for _, group in _grouped(digits, groups))


def _grouped(digits: str, groups: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    plain, start = "".join(char for char in digits if char.isdigit()), 0
    for size in groups:
        if plain[start : start + size]:
            yield start, plain[start : start + size]
        start += size
    if plain[start:]:
        yield start, plain[start:]
