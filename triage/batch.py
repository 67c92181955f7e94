"""One batch of triage: each conversation's messages judged in order, opened or joined, and the answers laid out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import changes, dialogues, triaging
from store.register import Directory
from store.triaging import Talk
from triage.answers import Answers
from triage.correcting import short_enough
from triage.duty_answers import DutyAnswers
from triage.joining import Joining
from triage.judge import HOTLINE_KEYS, STICKER, TALKED, Judged
from triage.judging import JOINING, Judging, other_call
from triage.opening import Openings
from triage.plan import OpenCase, Plan
from triage.readings import TRIES, readings
from triage.rereading import Rereading
from triage.speaking import Speaking, known_language
from triage.states import QUIET, SLOTS
from triage.turn import SPEAKS_BY_KEYS, Turn, begin, row_of
from triage.wishes import Wish, reference_in, wish
from triage.wishing import Wishing

SWITCHED = "language:"
"""A menu that changed its language on the phone says so; nobody asks anything."""
UNANSWERED = frozenset({"spam", "offtopic"})
APART = frozenset({"complaint", "pdpa"})
"""Kinds that never join a case of another kind: the owner of that one may be the accused, or not the one to ask."""
CHATTER = 20
"""Letters of an aside ("โอเค", "ครับผม") that stays with the open case unanswered."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """messages: how many left `received`."""

    messages: int = 0
    opened: int = 0
    answers: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


class Batch:
    """The working memory of one call of triage(): serials drawn, rows planned, answers to look-ups."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        now: datetime,
        talks: list[Talk],
        *,
        quiet: timedelta = QUIET,
        url: str = "",
    ) -> None:
        self.session = session
        self.now = now
        self.quiet = quiet
        self.plan = Plan()
        self.kinds: Counter[str] = Counter()
        again = {message.case_id for talk in talks for message in talk.messages if message.case_id}
        said = triaging.said_before(session, [*again, *_continued(talks, quiet)])
        self.judging = Judging(directory, readings(talks, said, quiet))
        self.joining = Joining(self.plan, now, quiet=quiet)
        held = triaging.cases_by_id(session, [*again])
        self.rereading = Rereading(self.joining, self.judging, directory, said, held)
        self._begun: dict[UUID, UUID | None] = {}
        self.openings = Openings(session, self.plan, directory, now, talks, self.joining, quiet=quiet)
        self.wishing = Wishing(session, self.plan, directory, now, talks, self.openings.open_for)
        self.openings.wishing = self.wishing
        speaking = Speaking(session, directory, now, self.plan.out, url=url)
        self.answers = Answers(speaking, self.wishing)
        self.duty = DutyAnswers(session, now, talks)
        self._kept = dialogues.load(session, [talk.conversation.id for talk in talks])

    def handle(self, talk: Talk) -> None:
        turn = begin(talk, self._kept.get(talk.conversation.id), known_language(talk.conversation.language))
        fresh = [message for message in talk.messages if not message.case_id]
        self.plan.calls += [call for message in fresh if (call := message.facts.get("call", ""))]
        if any(message.reply_token and not message.group_id for message in fresh):
            self.plan.free.append(talk.conversation.id)
        if fresh and not talk.conversation.reachable:
            self.plan.heard.append(talk.conversation.id)
        for message in talk.messages:
            if message.case_id:
                self.rereading.read(turn, message)
            else:
                self._hear(turn, message)
        if fresh:
            self.end(turn)

    def end(self, turn: Turn) -> None:
        """One answer to all of it, and where the conversation stands from now on."""
        self.answers.give(turn)
        if turn.state != turn.before:
            self.plan.dialogues.append(row_of(turn.conversation, turn.state))

    def write(self) -> Triaged:
        plan = self.plan
        plan.write(self.session)
        changes.touch(self.session, [row["case"] for row in (*plan.joins, *plan.refined)])
        return Triaged(len(plan.marks), len(plan.cases), len(plan.out), self.kinds)

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
        announced = turn.state.waits == "correct"
        judged = self.judging.of(turn.talk, message, turn.current, announced=announced)
        self.kinds[judged.kind] += 1
        mark["case"] = self._place(turn, message, judged)

    def _wish(self, turn: Turn, message: Any) -> Wish | None:
        """Words about danger are read, whatever button they stand on; who talks to a person is not interrupted."""
        if message.urgent or message.standby or message.attempts or turn.state.with_person(self.now):
            return None
        if message.facts.get("campaign"):
            return None
        keys = message.choice == STICKER or message.choice.startswith(HOTLINE_KEYS)
        if keys or turn.channel in SPEAKS_BY_KEYS or message.latitude is not None or message.has_photo:
            return None
        turn.language = known_language(message.language or turn.language)
        return wish(message.text, message.choice, waits=turn.state.waits)

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
            self._join(turn, message, judged, current)
            return current.id
        if judged.kind == "spam":
            self.plan.spam.append({"conversation": turn.conversation})
        if judged.kind == "thanks" or judged.kind in UNANSWERED or _bare_sticker(message, judged):
            self.answers.once(turn, message, judged.kind)
            return None
        opened = self.openings.open(turn, message, judged).id
        self._begun[opened] = self.judging.readings.ends.get(message.id) if judged.words else None
        return opened

    def _join(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> None:
        burst = self.judging.readings.bursts.get(message.id)
        opens = (burst is not None and burst.opens == current.id) or self._begun.get(current.id) == message.id
        whole = self.judging.whole(turn.talk, message.id)
        end = self.judging.readings.ends.get(message.id)
        weighed = end is not None and self._begun.get(current.id) == end
        self.joining.join(turn, message, judged, current, whole, opens=opens, weighed=weighed)

    def _joins(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> bool:
        """Decisions.md 6: pieces within the quiet window, answers to our question, the same need in the same place."""
        waits = turn.state.waits
        if other_call(message, current) or waits == "fresh":
            return False
        if turn.state.with_person(self.now) or waits in {"add", "correct", "what"}:
            return True
        if judged.kind in APART and current.kind != judged.kind:
            return False
        if judged.kind in JOINING or not message.text.strip() or message.choice == STICKER:
            return True
        if message.sent_at - current.last_in_at <= self.quiet or current.asks_place:
            return True
        if judged.kind in UNANSWERED:
            return judged.kind == "offtopic" and (len(message.text) <= CHATTER or waits in SLOTS)
        return _same_matter(judged, current) or (judged.corrects and short_enough(message))


def _same_matter(judged: Judged, current: OpenCase) -> bool:
    found = judged.findings
    other_place = found.tambon_code and current.tambon_code and found.tambon_code != current.tambon_code
    if judged.repeat and not other_place:
        return True
    other_need = found.category and current.category and not set(found.category) & set(current.category)
    return judged.kind == current.kind and not other_place and not other_need


def _bare_sticker(message: Any, judged: Judged) -> bool:
    return bool(message.choice == STICKER and judged.findings.urgency != "U0")


def _continued(talks: list[Talk], quiet: timedelta) -> list[UUID]:
    """Open cases whose last piece is so near that what comes now may belong to the same burst."""
    newest = ((talk.messages[0].sent_at, talk.open_cases[0]) for talk in talks if talk.open_cases)
    return [case.id for at, case in newest if at - case.last_in_at <= quiet]
