"""A further message of an open case: what it adds, and where the case goes once its place is known."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from casework import cases
from casework.cases import Findings
from casework.phones import national, phones_in
from store.help import Answer
from store.ids import new_id
from triage.dialogue import Filled, Heard, Narrowed, Raised, step
from triage.judge import STICKER, Judged
from triage.missing import filled, has_words
from triage.plan import OpenCase, Plan
from triage.states import QUIET
from triage.turn import Told, Turn
from triage.weighing import better, calm, places, taken_back, turned
from triage.wishes import says_arrived


class Joining:
    """Lays what joins into the batch's plan."""

    def __init__(self, plan: Plan, now: datetime, *, quiet: timedelta = QUIET) -> None:
        self.plan = plan
        self.now = now
        self.quiet = quiet
        self._sets: set[str] = set()

    def join(
        self,
        turn: Turn,
        message: Any,
        judged: Judged,
        current: OpenCase,
        whole: Judged | None = None,
        *,
        opens: bool = False,
        weighed: bool = False,
    ) -> None:
        """whole: the burst that this message ends, judged as one. opens: the case began with that burst.

        weighed: what opened the case was the whole burst, with this piece in it.
        """
        judged = calm(turn, message, judged, current, weighed=weighed)
        whole = whole if whole is None or opens else calm(turn, message, whole, current)
        grown = self._grown(message, judged, current, whole, opens=opens)
        self.plan.joins.append(self._added(turn, message, judged, grown, whole, opens=opens))
        if current.into:
            self.plan.passed.append(current.id)
        self.add_phones(turn, message)
        raised = grown.urgency == "U0" != current.urgency
        if raised or judged.findings.urgency == "U0":
            # what an alarm that has ended is opened again for (store/alarms.py)
            self.tell(current, "danger")
        turn.put(grown)
        settled = self._place(turn, judged, current, grown, whole, opens=opens)
        self._answer(turn, message, settled=settled)
        if raised or message.choice == "danger":
            self._raise(turn, message, [judged, *([whole] if whole else [])])
            self.tell(current, "raised" if raised else "said_danger")
        self._speak(turn, message, judged, current, settled=settled)

    def _raise(self, turn: Turn, message: Any, said: list[Judged]) -> None:
        turn.state = step(turn.state, Raised()).state
        numbers = dict.fromkeys(number for each in said for number in each.findings.emergency_numbers)
        turn.danger = () if message.urgent else tuple(numbers)
        turn.silent = any(each.findings.silent for each in said)

    def _grown(
        self, message: Any, judged: Judged, current: OpenCase, whole: Judged | None, *, opens: bool
    ) -> OpenCase:
        """The case with what this message and its burst add; both may only raise its urgency.

        Words that a person has weighed already, those of the opening burst, raise nothing again.
        """
        found, told = judged.findings, (whole or judged).findings
        says = whole is not None and opens
        if whole and opens:
            self.refine(current, whole)
        elif has_words(message) and not current.category and told.category:
            # a case that was opened without words of its own: these say what it is about, never what kind it is
            self.refine(current, replace(whole or judged, findings=replace(told, kind=current.kind)))
        else:
            self.plan.needs += cases.need_rows(current.id, told.needs, now=self.now)
        weighed = opens and "urgency" in current.decided
        return replace(
            current,
            kind=told.kind if says and "kind" not in current.decided else current.kind,
            category=(told.category if says else ()) or current.category or told.category,
            urgency=min(current.urgency, found.urgency, "U3" if weighed else told.urgency),
            last_in_at=max(current.last_in_at, message.sent_at),
        )

    def refine(self, current: OpenCase, judged: Judged) -> None:
        found = judged.findings
        self.plan.refined.append(
            {
                "case": current.id, "owner": current.owner, "now": self.now, "kind": found.kind,
                "category": list(found.category), "urgency": found.urgency, "confidence": found.confidence,
                "vulnerable": list(found.vulnerable), "reasons": list(found.reasons), "read_by": found.read_by,
                "said_in": found.said_in, "marks": list(found.marks), "needs": list(found.needs),
                "words": judged.words, "emergency_numbers": list(found.emergency_numbers),
            }
        )  # fmt: skip
        self.plan.needs += cases.need_rows(current.id, found.needs, now=self.now)

    def _place(
        self,
        turn: Turn,
        judged: Judged,
        current: OpenCase,
        grown: OpenCase,
        whole: Judged | None,
        *,
        opens: bool,
    ) -> bool:
        """Whether the open question about the place is settled by this message."""
        if current.asks_place and judged.unsure:
            self.unsure(turn, grown)
            return True
        if whole and opens and turned(whole, current):
            self._move(turn, grown, whole.findings)
            return not whole.findings.asks_place
        found = better(judged.findings, whole)
        if places(found, current):
            self._move(turn, grown, found)
            return not found.asks_place
        if taken_back(judged, current, announced=turn.state.waits == "correct"):
            self._move(turn, grown, judged.findings)
        elif judged.findings.tambon_code:
            turn.put(replace(grown, tambon_code=judged.findings.tambon_code))
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
        late = message.sent_at - current.last_in_at > self.quiet
        announced = turn.before.waits in {"add", "correct"}
        # somebody who sends where they are waits for a word that it came
        pinned = message.latitude is not None
        if late or settled or announced or answered or pinned:
            what = "thanks" if judged.kind == "thanks" else "pinned" if pinned else "added"
            turn.told = Told(what, turn.current or current)
        if judged.kind == "thanks" and (current.state == "helped" or says_arrived(message.text)):
            self.plan.arrived.append((current.id, Answer.YES, self.now))

    def _of_a_set(self, message: Any) -> bool:
        """Photos sent together arrive one by one in any order: the set is answered once (channels.md 16, 17)."""
        name = message.facts.get("image_set_id", "")
        known = message.in_known_set or name in self._sets
        if name:
            self._sets.add(name)
        return bool(name) and known

    def _added(
        self, turn: Turn, message: Any, judged: Judged, grown: OpenCase, whole: Judged | None, *, opens: bool
    ) -> dict[str, Any]:
        found = judged.findings if opens or whole is None else whole.findings
        phones = phones_in(message.text)
        return {
            "case": grown.id, "owner": grown.owner, "at": message.sent_at, "now": self.now, "count": 1,
            "urgency": grown.urgency, "text": message.text[:500] if has_words(message) else "",
            "phone": message.phone or (national(phones[0]) if phones else ""), "moo": found.moo,
            "replaces": message.choice == "phone" or turn.state.waits in {"phone", "correct"},
            "wakes": judged.kind != "thanks",
            "latitude": message.latitude, "longitude": message.longitude, "conversation": turn.conversation,
            "silent": found.silent or judged.findings.silent, "vulnerable": list(found.vulnerable),
            "marks": list(found.marks), "emergency_numbers": list(found.emergency_numbers),
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

    def _move(self, turn: Turn, current: OpenCase, found: Findings) -> None:
        """The place came or changed after the case was opened: whose it is takes it over and the citizen is told."""
        moved = self.moved(current, found)
        turn.found[current.id] = found
        if found.asks_place and found.ask:
            turn.state = step(turn.state, Narrowed()).state
        turn.told = Told("moved" if found.owner != current.owner else "added", current, found)
        turn.put(moved)

    def moved(self, current: OpenCase, found: Findings) -> OpenCase:
        """The rows of a case that goes to another place; the case as it is then."""
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
        self.tell(current, "routed", before=current.owner, owner=found.owner)
        return replace(
            current, owner=found.owner, asks_place=found.asks_place, ask=asked, moo=found.moo,
            tambon_code=found.tambon_code or current.tambon_code,
            amphoe_code=found.amphoe_code or current.amphoe_code,
            province_code=found.province_code or current.province_code,
        )  # fmt: skip

    def unsure(self, turn: Turn, current: OpenCase) -> None:
        """Nobody guesses: the case stays where it is, with the hub, and is not asked about again."""
        self.plan.settled.append({"case": current.id})
        self.tell(current, "unsure")
        turn.told = Told("unsure", current)
        turn.put(replace(current, asks_place=False))

    def tell(self, current: OpenCase, verb: str, **facts: Any) -> None:
        """In the story of the case, and of the one in which it goes on: danger there rings again."""
        told = (current.id, current.into) if current.into else (current.id,)
        self.plan.events += [cases.event_row(case, verb, now=self.now, **facts) for case in told]
