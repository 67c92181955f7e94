"""A further message of an open case: what it adds, and where the case goes once its place is known."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from casework import cases
from casework.cases import Findings
from store.triaging import Talk
from triage.answers import Answers
from triage.helptext import say_numbers
from triage.judge import Judged
from triage.plan import OpenCase, Plan

QUIET = timedelta(seconds=30)


class Joining:
    """Lays what joins into the batch's plan."""

    def __init__(self, plan: Plan, answers: Answers, now: datetime) -> None:
        self.plan = plan
        self.answers = answers
        self.now = now
        self._sets: set[str] = set()

    def join(self, talk: Talk, message: Any, judged: Judged, current: OpenCase) -> OpenCase:
        self.plan.joins.append(self._added(message, judged.findings, current))
        if judged.findings.urgency == "U0":
            # what an alarm that has ended is opened again for (store/alarms.py)
            self._tell(current, "danger")
            say_numbers(self.answers, talk, message, judged.findings, current.id, current.language)
        grown = replace(
            current,
            category=current.category or judged.findings.category,
            last_in_at=max(current.last_in_at, message.sent_at),
        )
        if current.asks_place and judged.unsure:
            return self._unsure(talk, message, grown)
        if _places(judged.findings, current):
            return self._move(talk, message, grown, judged.findings)
        if (
            message.sent_at - current.last_in_at > QUIET
            and not message.standby
            and not self._of_a_set(message)
        ):
            self.answers.added(talk, current, judged.kind)
        return replace(grown, tambon_code=judged.findings.tambon_code or current.tambon_code)

    def _of_a_set(self, message: Any) -> bool:
        """Photos sent together arrive one by one in any order: the set is answered once (channels.md 16, 17)."""
        name = message.facts.get("image_set_id", "")
        known = message.in_known_set or name in self._sets
        if name:
            self._sets.add(name)
        return bool(name) and known

    def _added(self, message: Any, found: Findings, current: OpenCase) -> dict[str, Any]:
        return {
            "case": current.id, "owner": current.owner, "at": message.sent_at, "now": self.now, "count": 1,
            "urgency": found.urgency, "text": message.text[:500], "phone": message.phone,
            "keyed": message.choice == "phone", "silent": found.silent,
            "conversation": message.conversation_id,
            "latitude": message.latitude, "longitude": message.longitude,
        }  # fmt: skip

    def _move(self, talk: Talk, message: Any, current: OpenCase, found: Findings) -> OpenCase:
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
        # a caller hears who has it before the call ends: a text message for each key would be noise
        if not message.standby and not message.choice.startswith("postcode:"):
            self.answers.placed(talk, current, found)
        return replace(
            current, owner=found.owner, asks_place=found.asks_place, ask=asked, moo=found.moo,
            tambon_code=found.tambon_code or current.tambon_code,
        )  # fmt: skip

    def _unsure(self, talk: Talk, message: Any, current: OpenCase) -> OpenCase:
        """Nobody guesses: the case stays where it is, with the hub, and is not asked about again."""
        self.plan.settled.append({"case": current.id})
        self._tell(current, "unsure")
        if not message.standby:
            self.answers.unsure(talk, current)
        return replace(current, asks_place=False)

    def _tell(self, current: OpenCase, verb: str, **facts: Any) -> None:
        self.plan.events.append(cases.event_row(current.id, verb, now=self.now, **facts))


def _places(found: Findings, current: OpenCase) -> bool:
    """The case waits for its place, and now it is known, or near enough for the one question with its choices."""
    if not current.asks_place:
        return False
    if not found.asks_place:
        return found.amphoe_code is not None
    return bool(found.ask) and not current.ask
