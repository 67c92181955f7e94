"""A further message of an open case: what it adds, and where the case goes once its place is known."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import cases
from casework.cases import Findings
from casework.phones import national, phones_in
from store.ids import new_id
from store.register import Directory
from triage.dialogue import Filled, Heard, Narrowed, Raised, step
from triage.judge import SPARED, Judged, tambon_shown
from triage.missing import STICKER, filled, has_words
from triage.plan import OpenCase, Plan
from triage.route import HUB_FIRST
from triage.states import QUIET
from triage.turn import Told, Turn

SURE_DANGER = 0.5
"""The model's chance of danger from which on even an answer to our question raises the urgency."""
_STAYS = HUB_FIRST | SPARED
"""Kinds whose owner a corrected place does not change by itself."""


class Joining:
    """Lays what joins into the batch's plan."""

    def __init__(self, plan: Plan, directory: Directory, now: datetime) -> None:
        self.plan = plan
        self.directory = directory
        self.now = now
        self._sets: set[str] = set()

    def join(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> None:
        judged = _calm(turn, message, judged, current)
        self.plan.joins.append(self._added(turn, message, judged, current))
        self.add_phones(turn, message)
        if has_words(message) and not current.category and judged.findings.category:
            self._fill(judged, current)
        raised = judged.findings.urgency == "U0" and current.urgency != "U0"
        if judged.findings.urgency == "U0":
            # what an alarm that has ended is opened again for (store/alarms.py)
            self._tell(current, "danger")
        grown = replace(
            current,
            category=current.category or judged.findings.category,
            last_in_at=max(current.last_in_at, message.sent_at),
            urgency=min(current.urgency, judged.findings.urgency),
        )
        settled = self._place(turn, judged, turn.put(grown))
        self._answer(turn, message, settled=settled)
        if raised or message.choice == "danger":
            turn.state = step(turn.state, Raised()).state
            turn.danger = () if message.urgent else judged.findings.emergency_numbers
            turn.silent = judged.findings.silent
            self._tell(current, "raised" if raised else "said_danger")
        self._speak(turn, message, judged, current, settled=settled)

    def _place(self, turn: Turn, judged: Judged, current: OpenCase) -> bool:
        """Whether the open question about the place is settled by this message."""
        corrected = turn.state.waits == "correct" or bool(judged.reading and judged.reading.correction)
        if current.asks_place and judged.unsure:
            self.unsure(turn, current)
            return True
        if _places(judged.findings, current):
            self._move(turn, current, judged.findings)
            return not judged.findings.asks_place
        if corrected and (found := self._corrected(judged.findings, current)):
            self._move(turn, current, found)
        elif judged.findings.tambon_code:
            turn.put(replace(current, tambon_code=judged.findings.tambon_code or current.tambon_code))
        return False

    def _answer(self, turn: Turn, message: Any, *, settled: bool) -> None:
        """What the message means to the question we wait for; a pin that leads nowhere yet answers nothing."""
        slots = filled(message)
        if settled:
            slots |= {"place"}
        elif turn.current and turn.current.asks_place:
            slots -= {"place"}
        for event in (Filled(slots), Heard()):
            turn.state = step(turn.state, event).state

    def _speak(self, turn: Turn, message: Any, judged: Judged, current: OpenCase, *, settled: bool) -> None:
        """Pieces within the quiet window join without a word, unless they answer us or were announced."""
        if turn.told and turn.told.what in {"moved", "unsure"}:
            return
        idle = judged.kind == "offtopic" and not filled(message)  # a bare number answers, it does not chat
        if message.choice == STICKER or idle or self._of_a_set(message):
            return
        answered = turn.state.ready or "danger" in filled(message)
        late = message.sent_at - current.last_in_at > QUIET
        announced = turn.before.waits in {"add", "correct"}
        if late or settled or announced or answered:
            turn.told = Told("thanks" if judged.kind == "thanks" else "added", turn.current or current)
        if judged.kind == "thanks" and current.state == "helped":
            self._tell(current, "help_confirmed")

    def _of_a_set(self, message: Any) -> bool:
        """Photos sent together arrive one by one in any order: the set is answered once (channels.md 16, 17)."""
        name = message.facts.get("image_set_id", "")
        known = message.in_known_set or name in self._sets
        if name:
            self._sets.add(name)
        return bool(name) and known

    def _added(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> dict[str, Any]:
        found, phones = judged.findings, phones_in(message.text)
        return {
            "case": current.id, "owner": current.owner, "at": message.sent_at, "now": self.now, "count": 1,
            "urgency": found.urgency, "text": message.text[:500] if has_words(message) else "",
            "phone": message.phone or (national(phones[0]) if phones else ""), "moo": found.moo,
            "replaces": message.choice == "phone" or turn.state.waits in {"phone", "correct"},
            "wakes": judged.kind != "thanks",
            "latitude": message.latitude, "longitude": message.longitude, "conversation": turn.conversation,
            "silent": found.silent,
        }  # fmt: skip

    def add_phones(self, turn: Turn, message: Any) -> None:
        """A number that was given is a way to this person, unproven (decisions.md 3)."""
        if turn.person is None:
            return
        for phone in phones_in(f"{message.text}\n{message.phone}"):
            turn.phone = phone
            self.plan.points.append(
                {
                    "id": new_id(self.now), "person_id": turn.person, "kind": "phone", "value": phone,
                    "proven": False, "created_at": self.now,
                }
            )  # fmt: skip

    def _fill(self, judged: Judged, current: OpenCase) -> None:
        found = judged.findings
        self.plan.fills.append(
            {
                "case": current.id, "category": list(found.category), "confidence": found.confidence,
                "vulnerable": list(found.vulnerable), "reasons": list(found.reasons),
                "numbers": list(found.emergency_numbers), "kind": current.kind,
            }
        )  # fmt: skip

    def _corrected(self, found: Findings, current: OpenCase) -> Findings | None:
        """The place said anew: another tambon, or another village of the same one; None when nothing changes."""
        if current.kind in _STAYS:
            return None
        register = self.directory.register
        if found.tambon_code and found.tambon_code != current.tambon_code:
            return found if not found.asks_place else None
        if not found.moo or not current.tambon_code or found.moo == current.moo:
            return None
        laos = register.laos_of(current.tambon_code, found.moo)
        at_work = len(laos) == 1 and register.laos[laos[0]].at_work
        return replace(
            found, owner=laos[0] if at_work else current.owner, tambon_code=current.tambon_code,
            amphoe_code=current.tambon_code[:4], province_code=current.tambon_code[:2], asks_place=False,
            ask=(), candidates=(), away=(), hub=self._hub(current.tambon_code),
            place_text=tambon_shown(current.tambon_code, found.moo),
        )  # fmt: skip

    def _hub(self, tambon: str) -> str | None:
        hub = self.directory.register.hub_of(tambon[:4])
        return hub.code if hub and hub.at_work else None

    def _move(self, turn: Turn, current: OpenCase, found: Findings) -> None:
        """The place came after the case was opened: the body it belongs to takes it over and the citizen is told."""
        asked = found.ask if found.asks_place else current.ask
        self.plan.places.append(
            {
                "case": current.id, "owner": found.owner, "hub": found.hub, "tambon_code": found.tambon_code,
                "amphoe_code": found.amphoe_code, "province_code": found.province_code, "moo": found.moo,
                "place_text": found.place_text, "asks_place": found.asks_place,
                "registered_tambon": found.registered, **cases.asked_columns(asked),
            }
        )  # fmt: skip
        self.plan.moved += cases.access_rows(current.id, found)
        self._tell(current, "routed", before=current.owner, owner=found.owner)
        turn.found[current.id] = found
        if found.asks_place and found.ask:
            turn.state = step(turn.state, Narrowed()).state
        turn.told = Told("moved" if found.owner != current.owner else "added", current, found)
        turn.put(
            replace(
                current, owner=found.owner, asks_place=found.asks_place, ask=asked, moo=found.moo,
                tambon_code=found.tambon_code or current.tambon_code,
            )
        )  # fmt: skip

    def unsure(self, turn: Turn, current: OpenCase) -> None:
        """Nobody guesses: the case stays where it is, with the hub, and is not asked about again."""
        self.plan.settled.append({"case": current.id})
        self._tell(current, "unsure")
        turn.told = Told("unsure", current)
        turn.put(replace(current, asks_place=False))

    def _tell(self, current: OpenCase, verb: str, **facts: Any) -> None:
        self.plan.events.append(cases.event_row(current.id, verb, now=self.now, **facts))


def _calm(turn: Turn, message: Any, judged: Judged, current: OpenCase) -> Judged:
    """A bare answer to our question is no plea: what the model guesses of an address alone raises nothing.

    Danger by the rules, or a strong guess, stands whatever was asked.
    """
    reading, asked_phone = judged.reading, turn.state.waits == "phone"
    answers = _places(judged.findings, current) or (asked_phone and bool(phones_in(message.text)))
    if not answers or reading is None or message.urgent or reading.danger >= SURE_DANGER:
        return judged
    urgency = max(judged.findings.urgency, current.urgency)
    return replace(judged, findings=replace(judged.findings, urgency=urgency, category=current.category))


def _places(found: Findings, current: OpenCase) -> bool:
    """The case waits for its place, and now it is known, or near enough for the one question with its choices."""
    if not current.asks_place:
        return False
    if not found.asks_place:
        return found.amphoe_code is not None
    return bool(found.ask) and not current.ask
