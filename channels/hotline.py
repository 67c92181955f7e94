"""The hotline's conversation by keypad: one turn in, the next document out. Pure; it remembers nothing.

Where a caller stands travels in the address of the next step. Silence or a wrong key repeats a prompt twice at
most; then the caller is recorded, or the call ends with words. Nobody is asked for ever.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from channels import twiml
from channels.contract import AreaBrief, Brief, CaseBrief
from wording import say

REPEATS = 2
RECEIPT_TRIES = 5
RECEIPT_PAUSE = 2
LANGUAGES = {"8": "ms", "9": "en"}
TOPICS = frozenset("1234")


@dataclass(frozen=True, slots=True)
class Turn:
    """tries: how often this prompt was said without an answer. sealed: the caller's number for a callback.
    recording: the sid of what was recorded. gone: the caller has hung up. reachable: we have a number.
    danger: the caller pressed it, and is asked nothing more. postcode: where it happened, as keyed in. chosen: code
    of the body whose key was pressed, "" for who is not sure. urgent, brief: the house's words for this turn."""

    step: str
    call: str
    language: str = "th"
    tries: int = 0
    digits: str = ""
    topic: str = ""
    recording: str = ""
    sealed: str = ""
    dial_status: str = ""
    gone: bool = False
    reachable: bool = True
    danger: bool = False
    postcode: str = ""
    chosen: str | None = None
    urgent: str = ""
    brief: Brief | None = None


@dataclass(frozen=True, slots=True)
class Hotline:
    """base: PUBLIC_URL/hooks/<account>. staff_number: "" when nobody can be rung."""

    base: str
    staff_number: str = ""

    def document(self, turn: Turn) -> str:
        steps = {
            "": self._greet,
            "menu": self._after_menu,
            "topic": self._after_topic,
            "record": self._after_record,
            "phone": self._after_phone,
            "postcode": self._after_postcode,
            "body": self._after_body,
            "receipt": self._receipt,
            "track": self._after_track,
            "staff": self._staff,
            "dialled": self._after_staff,
        }
        # whatever address is called, a caller is never met with an error: "fallback" and any other record
        return twiml.document(*steps.get(turn.step, self._fallback)(turn))

    def _greet(self, turn: Turn) -> list[ET.Element]:
        return [twiml.say(_words("greeting", turn), turn.language), *self._menu(turn)]

    def _fallback(self, turn: Turn) -> list[ET.Element]:
        return self._record(turn, "fallback")

    # menu

    def _menu(self, turn: Turn, *first: str) -> list[ET.Element]:
        offers = [("offer_ms", "ms"), ("offer_en", "en")] if turn.language == "th" else []
        spoken = [twiml.say(_words(key, turn), turn.language) for key in (*first, "menu")]
        spoken += [twiml.say(say(f"voice.{key}"), language) for key, language in offers]
        return self._keys(turn, "menu", 1, *spoken)

    def _after_menu(self, turn: Turn) -> list[ET.Element]:
        fresh = replace(turn, tries=0, language=LANGUAGES.get(turn.digits, turn.language))
        keys = {"1": self._danger, "2": self._plea, "3": self._question, "0": self._staff}
        keys |= dict.fromkeys("89*", self._menu)
        if turn.digits in keys:
            return keys[turn.digits](fresh)
        return self._record(fresh, "no_key") if turn.tries > REPEATS else self._menu(turn, "again")

    def _plea(self, turn: Turn) -> list[ET.Element]:
        return self._ask(turn, "topic", 1)

    def _question(self, turn: Turn) -> list[ET.Element]:
        return self._ask(turn, "track", 12)

    def _danger(self, turn: Turn) -> list[ET.Element]:
        """The house words the urgent sentence in Thai; other languages have the hotline's own."""
        own = not turn.urgent or turn.language != "th"
        said = twiml.say(_words("danger", turn) if own else turn.urgent, turn.language)
        pressing = replace(turn, danger=True)
        return [said, *(self._dial(pressing) if self.staff_number else self._record(pressing))]

    # a plea

    def _after_topic(self, turn: Turn) -> list[ET.Element]:
        if turn.digits in TOPICS:
            return self._record(replace(turn, tries=0, topic=turn.digits))
        return self._ask_again(turn, "topic", 1) or self._record(replace(turn, tries=0), "no_key")

    def _record(self, turn: Turn, *first: str) -> list[ET.Element]:
        said = [twiml.say(_words(key, turn), turn.language) for key in (*first, "record")]
        action = self._url("record", turn, topic=turn.topic)
        callback = self._url("recording", turn, topic=turn.topic, who=turn.sealed)
        missed = self._url("record", turn, topic=turn.topic, n=turn.tries + 1)
        return [*said, twiml.record(action=action, callback=callback), twiml.redirect(missed)]

    def _after_record(self, turn: Turn) -> list[ET.Element]:
        if turn.gone:
            return []
        if turn.recording:
            fresh = replace(turn, tries=0)
            return self._place(fresh) if turn.reachable else self._ask(fresh, "phone", 10)
        return self._goodbye(turn, "nothing_heard") if turn.tries > REPEATS else self._record(turn, "again")

    def _after_phone(self, turn: Turn) -> list[ET.Element]:
        if turn.reachable:
            return self._place(replace(turn, tries=0))
        return self._ask_again(turn, "phone", 10) or self._place(replace(turn, tries=0))

    def _place(self, turn: Turn) -> list[ET.Element]:
        """Nobody has listened yet: the postcode says whose the place may be (decisions.md 18)."""
        return self._receipt(turn) if turn.danger else self._ask(turn, "postcode", 5)

    def _after_postcode(self, turn: Turn) -> list[ET.Element]:
        """Few bodies are read out; many, none or silence leave it to the hub."""
        fresh = replace(turn, tries=0)
        if isinstance(turn.brief, AreaBrief):
            return self._bodies(fresh, turn.brief) if turn.brief.bodies else self._receipt(fresh)
        if turn.digits == "0" or (not turn.digits and turn.tries > 1):
            return self._receipt(fresh)
        return self._ask_again(turn, "postcode", 5) or self._receipt(fresh)

    def _bodies(self, turn: Turn, area: AreaBrief, *first: str) -> list[ET.Element]:
        spoken = [twiml.say(_words(key, turn), turn.language) for key in (*first, "body")]
        for key, (_, name) in enumerate(area.bodies, 1):
            spoken += [twiml.say(name, "th"), twiml.say(_words("body_key", turn, number=key), turn.language)]
        spoken.append(twiml.say(_words("body_unsure", turn), turn.language))
        codes = ".".join(code for code, _ in area.bodies)
        return self._keys(turn, "body", 1, *spoken, pc=turn.postcode, orgs=codes)

    def _after_body(self, turn: Turn) -> list[ET.Element]:
        area = turn.brief
        again = turn.chosen is None and turn.tries <= REPEATS
        if again and isinstance(area, AreaBrief) and area.bodies:
            return self._bodies(turn, area, *(() if turn.digits == "*" else ("again",)))
        return self._receipt(replace(turn, tries=0))

    def _receipt(self, turn: Turn) -> list[ET.Element]:
        """The worker needs a moment to open the case: ask a few times, then promise the number by SMS."""
        brief = turn.brief
        if isinstance(brief, CaseBrief):
            said = _words("receipt", turn, reference=spelled(brief.reference))
            return [*_twice(said, brief, turn), *self._goodbye(turn, "goodbye")]
        if turn.tries >= RECEIPT_TRIES:
            return self._goodbye(turn, "receipt_by_sms" if turn.reachable else "receipt_by_staff")
        told = "yes" if turn.reachable else ""
        again = self._url("receipt", turn, n=turn.tries + 1, rec=turn.recording, told=told)
        wait = [twiml.say(_words("wait", turn), turn.language)] if turn.tries == 0 else []
        return [*wait, twiml.pause(RECEIPT_PAUSE), twiml.redirect(again)]

    # a question

    def _after_track(self, turn: Turn) -> list[ET.Element]:
        brief = turn.brief
        if not isinstance(brief, CaseBrief):
            return self._ask_again(turn, "track", 12) or self._staff(replace(turn, tries=0))
        facts = {"reference": spelled(brief.reference), "state": _state(brief.state, turn.language)}
        return [*_twice(_words("track_found", turn, **facts), brief, turn), *self._goodbye(turn, "goodbye")]

    # people

    def _staff(self, turn: Turn) -> list[ET.Element]:
        if not self.staff_number:
            return self._record(turn, "staff_away")
        return [twiml.say(_words("staff", turn), turn.language), *self._dial(turn)]

    def _dial(self, turn: Turn) -> list[ET.Element]:
        return [twiml.dial(self.staff_number, action=self._url("dialled", turn))]

    def _after_staff(self, turn: Turn) -> list[ET.Element]:
        if turn.gone:
            return []
        if turn.dial_status in {"completed", "answered"}:
            return self._goodbye(turn, "goodbye")
        return self._record(turn, "staff_away")

    # how prompts are said

    def _ask(self, turn: Turn, step: str, digits: int, *first: str) -> list[ET.Element]:
        spoken = [twiml.say(_words(key, turn), turn.language) for key in (*first, step)]
        return self._keys(turn, step, digits, *spoken)

    def _ask_again(self, turn: Turn, step: str, digits: int) -> list[ET.Element]:
        """Nothing once it was repeated often enough. The star only repeats; it is no mistake."""
        if turn.digits == "*":
            return self._ask(replace(turn, tries=0), step, digits)
        key = f"{step}_wrong" if turn.digits else "again"
        return [] if turn.tries > REPEATS else self._ask(turn, step, digits, key)

    def _keys(
        self, turn: Turn, step: str, digits: int, *spoken: ET.Element, **facts: str
    ) -> list[ET.Element]:
        told = "yes" if turn.recording and turn.reachable else ""
        url = self._url(step, turn, n=turn.tries + 1, rec=turn.recording, told=told, **facts)
        return [twiml.gather(*spoken, action=url, digits=digits), twiml.redirect(url)]

    def _goodbye(self, turn: Turn, key: str) -> list[ET.Element]:
        return [twiml.say(_words(key, turn), turn.language), twiml.hang_up()]

    def _url(self, step: str, turn: Turn, **facts: object) -> str:
        facts["danger"] = "1" if turn.danger else ""
        query = {"lang": turn.language, **{name: value for name, value in facts.items() if value}}
        return f"{self.base}/{step}?{urlencode(query)}"


def _words(key: str, turn: Turn, **facts: object) -> str:
    """Malay is spoken but not written elsewhere: its sentences stand in a table of their own."""
    if turn.language == "ms":
        return say(f"voice_ms.{key}", "th", **facts)
    return say(f"voice.{key}", turn.language, **facts)


def _state(code: str, language: str) -> str:
    return say(f"voice_ms.state_{code}") if language == "ms" else say(f"state.{code}", language)


def _twice(words: str, brief: CaseBrief, turn: Turn) -> list[ET.Element]:
    """An office's name is Thai, so a Thai voice says it whatever the caller's language."""
    held = [twiml.say(_words("held_by", turn), turn.language), twiml.say(brief.org_name, "th")]
    return [twiml.pause(1), twiml.say(words, turn.language), *held] * 2


def spelled(reference: str) -> str:
    """Digits one by one, in groups of four, as they are read out: "6 9 1 1, 0 0 0 0, 0 1 7 3"."""
    digits = [char for char in reference if char.isdigit()]
    return ", ".join(" ".join(digits[start : start + 4]) for start in range(0, len(digits), 4))
