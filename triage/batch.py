"""One batch of triage: each conversation's messages judged in order, opened or joined, and the answers laid out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import dialogues
from store.register import Directory
from store.triaging import Talk
from triage.answers import Answers
from triage.duty_answers import DutyAnswers
from triage.joining import Joining
from triage.judge import HOTLINE_KEYS, TALKED, Judged, judge, judge_unread
from triage.missing import STICKER
from triage.opening import Openings
from triage.plan import OpenCase, Plan
from triage.speaking import Speaking, known_language
from triage.states import QUIET, SLOTS
from triage.turn import SPEAKS_BY_KEYS, Turn, begin, row_of
from triage.wishes import Wish, reference_in, wish
from triage.wishing import Wishing

TRIES = 3

JOINING = frozenset({"update", "thanks"})
"""Kinds that belong to an open case when there is one (decisions.md 7)."""
SWITCHED = "language:"
"""A menu that changed its language on the phone says so; nobody asks anything."""
UNANSWERED = frozenset({"spam", "offtopic"})
APART = frozenset({"complaint", "pdpa"})
"""Kinds that never join a case of another kind: the owner of that one may be the accused, or not the one to ask."""
CHATTER = 20
"""Letters of an aside ("โอเค", "ครับผม") that stays with the open case unanswered."""


class ReadingFailed(Exception):
    """Reading one message raised; the rest of the batch goes on without it."""

    def __init__(self, message: UUID, attempts: int, cause: Exception) -> None:
        super().__init__(f"message={message} attempts={attempts} error={type(cause).__name__}")
        self.message = message
        self.attempts = attempts


@dataclass(frozen=True, slots=True)
class Triaged:
    """messages: how many left `received`. touched: (case id, org) pairs whose lists changed, for live pages."""

    messages: int = 0
    opened: int = 0
    answers: int = 0
    touched: tuple[tuple[UUID, str], ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)


class Batch:
    """The working memory of one call of triage(): serials drawn, rows planned, answers to look-ups."""

    def __init__(
        self, session: Session, directory: Directory, now: datetime, talks: list[Talk], *, url: str = ""
    ) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.plan = Plan()
        self.kinds: Counter[str] = Counter()
        self.joining = Joining(self.plan, directory, now)
        self.openings = Openings(session, self.plan, directory, now, talks, self.joining)
        self.wishing = Wishing(session, self.plan, directory, now, talks, self.openings.open_for)
        self.openings.wishing = self.wishing
        speaking = Speaking(session, directory, now, self.plan.out, url=url)
        self.answers = Answers(speaking, self.wishing)
        self.duty = DutyAnswers(session, now, talks)
        self._kept = dialogues.load(session, [talk.conversation.id for talk in talks])

    def handle(self, talk: Talk) -> None:
        turn = begin(talk, self._kept.get(talk.conversation.id), known_language(talk.conversation.language))
        if any(message.reply_token and not message.group_id for message in talk.messages):
            self.plan.free.append(talk.conversation.id)
        if not talk.conversation.reachable:
            self.plan.heard.append(talk.conversation.id)
        for message in talk.messages:
            self._hear(turn, message)
        self.end(turn)

    def end(self, turn: Turn) -> None:
        """One answer to all of it, and where the conversation stands from now on."""
        self.answers.give(turn)
        if turn.state != turn.before:
            self.plan.dialogues.append(row_of(turn.conversation, turn.state))

    def write(self) -> Triaged:
        plan = self.plan
        plan.write(self.session)
        touched = [(row["case_id"], row["org"]) for row in (*plan.access, *plan.moved)]
        touched += [(row["case"], row["owner"]) for row in plan.joins]
        return Triaged(len(plan.marks), len(plan.cases), len(plan.out), tuple(touched), self.kinds)

    def _hear(self, turn: Turn, message: Any) -> None:
        state = "parked" if message.attempts >= TRIES else "triaged"
        mark = {"message": message.id, "case": None, "state": state}
        self.plan.marks.append(mark)
        turn.standby = message.standby
        if self.duty.takes(turn.talk, message):
            mark["state"] = "triaged"
            return
        if message.group_id:
            self.answers.in_group(turn, message)
            return
        if message.choice.startswith(SWITCHED):
            self.plan.languages.append({"conversation": turn.conversation, "language": message.language})
            return
        if asked := self._wish(turn, message):
            self.kinds["status" if asked.name == "status" else "wish"] += 1
            mark["case"] = self.wishing.grant(turn, message, asked)
            return
        judged = self._judge(turn, message)
        self.kinds[judged.kind] += 1
        mark["case"] = self._place(turn, message, judged)

    def _wish(self, turn: Turn, message: Any) -> Wish | None:
        """Words about danger are read, whatever button they stand on; who talks to a person is not interrupted."""
        if message.urgent or message.standby or message.attempts or turn.state.with_person(self.now):
            return None
        keys = message.choice == STICKER or message.choice.startswith(HOTLINE_KEYS)
        if keys or turn.channel in SPEAKS_BY_KEYS or message.latitude is not None or message.has_photo:
            return None
        turn.language = known_language(message.language or turn.language)
        return wish(message.text, message.choice, waits=turn.state.waits)

    def _judge(self, turn: Turn, message: Any) -> Judged:
        account, current = turn.talk.conversation.account, turn.current
        home = self.openings.home(account)
        if message.attempts >= TRIES:
            return judge_unread(message, home)
        try:
            about = current if current and current.asks_place and not _other_call(message, current) else None
            return judge(message, account, home, self.directory, about=about)
        except Exception as error:  # a reading may fail in any way; the message must not be lost by it
            raise ReadingFailed(message.id, message.attempts, error) from error

    def _place(self, turn: Turn, message: Any, judged: Judged) -> UUID | None:
        """Join, open or only answer; returns the case the message belongs to."""
        current = turn.current
        if message.choice == TALKED and current is None:
            return None
        turn.language = known_language(message.language or judged.language or turn.language)
        if judged.kind == "status" and not turn.state.with_person(self.now):
            self.wishing.grant(turn, message, Wish("status", reference_in(message.text)))
            return None
        if current and self._joins(turn, message, judged, current):
            self.joining.join(turn, message, judged, current)
            return current.id
        if judged.kind == "spam":
            self.plan.spam.append({"conversation": turn.conversation})
        if judged.kind == "thanks" or judged.kind in UNANSWERED or _bare_sticker(message, judged):
            self.answers.once(turn, message, judged.kind)
            return None
        return self.openings.open(turn, message, judged).id

    def _joins(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> bool:
        """Decisions.md 6: pieces within the quiet window, answers to our question, the same need in the same place."""
        waits = turn.state.waits
        if _other_call(message, current) or waits == "fresh":
            return False
        if turn.state.with_person(self.now) or waits in {"add", "correct", "what"}:
            return True
        if judged.kind in APART and current.kind != judged.kind:
            return False
        if judged.kind in JOINING or not message.text.strip() or message.choice == STICKER:
            return True
        if message.sent_at - current.last_in_at <= QUIET or current.asks_place:
            return True
        if judged.kind in UNANSWERED:
            return judged.kind == "offtopic" and (len(message.text) <= CHATTER or waits in SLOTS)
        return _same_matter(judged, current)


def _same_matter(judged: Judged, current: OpenCase) -> bool:
    found = judged.findings
    other_place = found.tambon_code and current.tambon_code and found.tambon_code != current.tambon_code
    other_need = found.category and current.category and not set(found.category) & set(current.category)
    return judged.kind == current.kind and not other_place and not other_need


def _bare_sticker(message: Any, judged: Judged) -> bool:
    return bool(message.choice == STICKER and judged.findings.urgency != "U0")


def _other_call(message: Any, current: OpenCase) -> bool:
    """A new call is a new matter, even from the same number; the pieces of one call carry its id."""
    return bool(message.facts.get("call", "") != current.call)
