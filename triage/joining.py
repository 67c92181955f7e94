"""A further message of an open case: what it adds, and where the case goes once its place is known."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from casework import cases
from casework.cases import Findings
from store.triaging import Talk
from triage.answers import Answers
from triage.judge import CASELESS, Judged
from triage.plan import OpenCase, Plan

QUIET = timedelta(seconds=30)


class Joining:
    """Lays what joins into the batch's plan."""

    def __init__(self, plan: Plan, answers: Answers, now: datetime, quiet: timedelta = QUIET) -> None:
        self.plan = plan
        self.answers = answers
        self.now = now
        self.quiet = quiet

    def join(
        self,
        talk: Talk,
        message: Any,
        judged: Judged,
        current: OpenCase,
        whole: Judged | None = None,
        *,
        opens: bool = False,
    ) -> OpenCase:
        """whole: the burst that this message ends, judged as one. opens: the case began with that burst."""
        found = judged.findings
        grown = self._grown(message, current, found, whole, opens=opens)
        told = whole.findings if whole else found
        self.plan.joins.append(self._added(message, found if opens else told, current, grown.urgency))
        if grown.urgency == "U0" != current.urgency and not message.urgent:
            self.answers.danger(talk, message, current, told.emergency_numbers)
        if current.asks_place and judged.unsure:
            return self._unsure(talk, message, grown)
        turned = opens and _turned(whole, current)
        better = told if turned else _better(found, whole)
        if turned or _places(better, current) or _taken_back(judged, current):
            return self._move(talk, message, grown, better)
        if message.sent_at - current.last_in_at > self.quiet and not message.standby:
            self.answers.added(talk, current, judged.kind)
        return replace(grown, tambon_code=found.tambon_code or current.tambon_code)

    def read_again(self, talk: Talk, message: Any, judged: Judged, current: OpenCase) -> None:
        """Words or place that a person corrected: what they decided stays, the rest is proposed anew."""
        found = judged.findings
        self._refine(current, judged)
        self._tell(current, "read_again")
        # a complaint never stays with the accused, whoever gave it to them; what is no plea after all goes nowhere
        if judged.kind in CASELESS or (cases.OWNER in current.decided and found.kind != "complaint"):
            found = replace(found, owner=current.owner)
        where = (found.tambon_code, found.moo, found.owner)
        known = found.amphoe_code or found.owner != current.owner
        if known and not found.asks_place and where != (current.tambon_code, current.moo, current.owner):
            self._move(talk, message, current, found, quietly=found.owner == current.owner)

    def _grown(
        self, message: Any, current: OpenCase, found: Findings, whole: Judged | None, *, opens: bool
    ) -> OpenCase:
        """The case with what this message and its burst add; both may only raise its urgency.

        Words that a person has weighed already, those of the opening burst, raise nothing again.
        """
        told = whole.findings if whole else found
        says = whole is not None and opens
        if whole and opens:
            self._refine(current, whole)
        else:
            self.plan.needs += cases.need_rows(current.id, told.needs, now=self.now)
        weighed = opens and "urgency" in current.decided
        return replace(
            current,
            kind=told.kind if says and "kind" not in current.decided else current.kind,
            category=(told.category if says else ()) or current.category or found.category,
            urgency=min(current.urgency, found.urgency, "U3" if weighed else told.urgency),
            last_in_at=max(current.last_in_at, message.sent_at),
        )

    def _refine(self, current: OpenCase, judged: Judged) -> None:
        found = judged.findings
        self.plan.refined.append(
            {
                "case": current.id, "owner": current.owner, "now": self.now, "kind": found.kind,
                "category": list(found.category), "urgency": found.urgency, "confidence": found.confidence,
                "vulnerable": list(found.vulnerable), "reasons": list(found.reasons), "read_by": found.read_by,
                "said_in": found.said_in, "marks": list(found.marks), "needs": list(found.needs),
                "words": judged.words,
                "emergency_numbers": list(found.emergency_numbers),
            }
        )  # fmt: skip
        self.plan.needs += cases.need_rows(current.id, found.needs, now=self.now)

    def _added(self, message: Any, found: Findings, current: OpenCase, urgency: str) -> dict[str, Any]:
        return {
            "case": current.id, "owner": current.owner, "at": message.sent_at, "now": self.now, "count": 1,
            "urgency": urgency, "text": message.text[:500], "phone": message.phone,
            "vulnerable": list(found.vulnerable), "marks": list(found.marks),
            "emergency_numbers": list(found.emergency_numbers),
            "latitude": message.latitude, "longitude": message.longitude,
        }  # fmt: skip

    def _move(
        self, talk: Talk, message: Any, current: OpenCase, found: Findings, *, quietly: bool = False
    ) -> OpenCase:
        """The place came or changed after the case was opened: whose it is takes it over and the citizen is told."""
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
        if not quietly and not message.standby and not message.choice.startswith("postcode:"):
            self.answers.placed(talk, current, found)
        return replace(
            current, owner=found.owner, asks_place=found.asks_place, ask=asked, moo=found.moo,
            tambon_code=found.tambon_code or current.tambon_code,
            amphoe_code=found.amphoe_code or current.amphoe_code,
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


def _better(found: Findings, whole: Judged | None) -> Findings:
    """The place that the whole burst tells, where it tells a tambon, else that of the message alone."""
    if whole and whole.findings.tambon_code and not whole.findings.asks_place:
        return whole.findings
    return found


def _turned(whole: Judged | None, current: OpenCase) -> bool:
    """The whole is another kind of matter, which another body answers for; never over a person's word."""
    if whole is None or "kind" in current.decided:
        return False
    return whole.kind != current.kind and whole.findings.owner != current.owner


def _taken_back(judged: Judged, current: OpenCase) -> bool:
    """A correction that names another place than the case has."""
    found = judged.findings
    if not judged.corrects or current.asks_place or not found.amphoe_code:
        return False
    return (found.amphoe_code, found.tambon_code, found.moo) != (
        current.amphoe_code, current.tambon_code, current.moo,
    )  # fmt: skip
