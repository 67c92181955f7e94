"""The dialogue's words as rows of the outbox: one answer to what came together, in each channel's own form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import deadlines, prompts, replies
from casework.cases import Findings
from casework.deadlines import Calendar
from casework.replies import Addressee, Question, Words
from store import triaging
from store.register import Directory
from triage.canned import canned_parts, canned_words
from triage.plan import OpenCase
from triage.question import worded
from triage.reading.cues import rules
from triage.states import NOTICE
from triage.turn import Opening, Told, Turn
from wording import SPOKEN, say

CALL_LASTS = timedelta(minutes=2)
"""So long at most a text message waits for the end of the call it belongs to."""
TEXTS = frozenset({"sms", "smsth"})
"""Kinds of accounts that are text messages."""
WRITES_BRIEFLY = TEXTS | {"voice"}
"""Kinds of accounts whose notices leave as text messages."""
_NEXT = {
    "info": "ack.next_info",
    "offer": "ack.next_offer",
    "pdpa": "ack.next_pdpa",
}


class Speaking:
    """Lays rows into `out`; the calendar is read once a batch, and only when a batch names a day."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        now: datetime,
        out: list[dict[str, Any]],
        *,
        url: str = "",
    ) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.out = out
        self.url = url
        self._calendar: Calendar | None = None

    # -- what a case is told -------------------------------------------------------------------------------------

    def acknowledge(
        self, turn: Turn, opening: Opening, case: OpenCase, asked: Words | None, *, also: str = ""
    ) -> None:
        """also: a sentence beside the question (the offer to join both cases)."""
        found = turn.found.get(case.id, opening.judged.findings)
        language, name = case.language, self.directory.names.get(case.owner)
        urgent = case.urgency == "U0"
        words = replies.acknowledgement(
            reference=case.reference,
            org_name=name.name if name else case.owner,
            sms_name=name.sms if name else case.owner[:18],
            language=language,
            urgent=urgent,
            silent=found.silent,
            next_step="" if urgent else self._next(found.kind, case),
            asked=_with(also, asked),
            away=self._away(found, language),
            notice=self._notice(turn, language),
        )
        self.say(turn, case.id, language, "ack", words, urgent=urgent)
        self._apart(turn, case, found, asked)

    def told(self, turn: Turn, told: Told, asked: Words | None) -> None:
        """What a further message did, with the next question."""
        case = turn.cases.get(told.case.id, told.case)
        language, owner = case.language, self.directory.name(case.owner)
        found = turn.found.get(case.id)
        match told.what:
            case "moved":
                words, purpose = replies.moved(case.reference, owner, language), "moved"
            case "unsure":
                words, purpose = replies.unsure(case.reference, owner, language), "added"
            case "thanks":
                words, purpose = replies.line("thanks.text", language), "added"
            case "pinned":
                words, purpose = replies.pinned(case.reference, language), "added"
            case _:
                words, purpose = replies.added(case.reference, language), "added"
        away = self._away(found, language) if found else ""
        self.say(turn, case.id, language, purpose, replies.with_more(words, asked=asked, away=away))
        self._apart(turn, case, found, asked)

    def danger(self, turn: Turn, case: OpenCase) -> None:
        """The number to call before anything else, where only the full reading saw the danger, not the gateway."""
        if triaging.said_today(self.session, turn.conversation, "danger", self.now):
            return
        language = case.language
        to = self._to(turn, case.id, language)
        words = Words(text=canned_words(turn.danger, language, silent=turn.silent))
        row = replies.outbound(to, "danger", words, now=self.now, urgent=True)
        self.out.append(row | {"parts": canned_parts(turn.danger, language, silent=turn.silent)})

    def _next(self, kind: str, case: OpenCase) -> str:
        language = case.language
        told = say(_NEXT[kind], language, **self._facts(kind, language)) if kind in _NEXT else ""
        if kind == "complaint":
            numbers = " ".join(rules("numbers")["kind"]["complaint"])
            told = say("ack.next_complaint", language, numbers=numbers)
        closed = self.closed(case.owner, language)
        return f"{told} {closed}".strip() if told or not closed else closed

    def _facts(self, kind: str, language: str) -> Mapping[str, str]:
        return {"day": self.day(deadlines.in_days(self.now, 30), language)} if kind == "pdpa" else {}

    def closed(self, org: str, language: str) -> str:
        """Outside office hours: when staff read next; "" while the office is open."""
        opening = self.calendar.next_opening(org, self.now)
        return (
            say("ack.next_closed", language, day=self.day(opening, language)) if opening != self.now else ""
        )

    def day(self, at: datetime, language: str) -> str:
        return deadlines.day_shown(at, language)

    @property
    def calendar(self) -> Calendar:
        if self._calendar is None:
            self._calendar = deadlines.load(self.session, self.now)
        return self._calendar

    def _notice(self, turn: Turn, language: str) -> str:
        """Short, at first contact, behind everything else; a form has shown it, a call speaks it."""
        if turn.state.notice >= NOTICE or turn.channel not in {"line", "web", *TEXTS}:
            return ""
        turn.state = replace(turn.state, notice=NOTICE, noticed_at=self.now)
        if turn.channel in TEXTS:
            turn.words.append(("notice", "dialogue.notice_sms"))
        return say("dialogue.notice", language) if turn.channel == "line" else ""

    def _apart(self, turn: Turn, case: OpenCase, found: Findings | None, asked: Words | None) -> None:
        """What one text message cannot hold beside the receipt is a second one. A caller is asked in the call."""
        language = case.language
        if turn.channel in WRITES_BRIEFLY and found and found.away:
            lao, owner = self.directory.names[found.away[0]], self.directory.names[case.owner]
            self.say(turn, case.id, language, "away", replies.away_short(lao.sms, owner.sms, language))
        if turn.channel in TEXTS and asked:
            self.say(turn, case.id, language, "ask", asked)

    def _away(self, found: Findings, language: str) -> str:
        laos = [self.directory.name(code) for code in found.away]
        return replies.away(laos, self.directory.name(found.owner), language) if laos else ""

    # -- questions -----------------------------------------------------------------------------------------------

    def question(self, slot: str, case: OpenCase, phone: str) -> Words:
        choices = self.choices(case) if slot == "place" else None
        return prompts.question(slot, case.language, choices=choices, phone=phone)

    def choices(self, case: OpenCase) -> Question | None:
        return worded(case.ask, self.directory, case.language) if case.asks_place and case.ask else None

    # -- rows ----------------------------------------------------------------------------------------------------

    def say(
        self,
        turn: Turn,
        case: UUID | None,
        language: str,
        purpose: str,
        words: Words,
        *,
        urgent: bool = False,
    ) -> None:
        to = self._to(turn, case, language)
        row = replies.outbound(to, purpose, words, now=self.now, urgent=urgent)
        if turn.channel == "voice":
            # a caller hears the number; in writing it goes out when the call is over, to the number chosen in it
            row["not_before"] = self.now + CALL_LASTS
        self.out.append(row)

    def _to(self, turn: Turn, case: UUID | None, language: str) -> Addressee:
        return Addressee(turn.talk.conversation.account, turn.conversation, case, language)


def _with(also: str, asked: Words | None) -> Words | None:
    if not also:
        return asked
    return replace(asked, text=f"{also}\n{asked.text}") if asked else Words(text=also)


def known_language(language: str) -> str:
    return language if language in SPOKEN else "th"
