"""One batch of triage: each conversation's messages judged in order, opened or joined, and the answers laid out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases
from casework.cases import Said
from store import errands, outbox, people, triaging
from store.ids import new_id
from store.register import Directory
from store.triaging import Talk
from triage.answers import Answers, known_language
from triage.duty_answers import DutyAnswers
from triage.helptext import say_numbers
from triage.joining import QUIET, Joining
from triage.judge import TALKED, Judged, judge, judge_unread
from triage.plan import OpenCase, Plan, open_case

TRIES = 3

JOINING = frozenset({"update", "thanks"})
"""Kinds that belong to an open case when there is one (decisions.md 7)."""
SWITCHED = "language:"
"""A menu that changed its language on the phone says so; nobody asks anything."""
UNANSWERED = frozenset({"spam", "offtopic"})


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

    def __init__(self, session: Session, directory: Directory, now: datetime, talks: list[Talk]) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.plan = Plan()
        self.kinds: Counter[str] = Counter()
        self._serials = iter(triaging.references(session, sum(len(t.messages) for t in talks)))
        self.answers = Answers(session, directory, now, self.plan.out, talks)
        self.joining = Joining(self.plan, self.answers, now)
        self.duty = DutyAnswers(session, now, talks)

    def handle(self, talk: Talk) -> None:
        if any(message.reply_token and not message.group_id for message in talk.messages):
            self.plan.free.append(talk.conversation.id)
        if not talk.conversation.reachable:
            self.plan.heard.append(talk.conversation.id)
        current = open_case(talk.open_case)
        person = talk.conversation.person_id
        for message in talk.messages:
            if self.duty.takes(talk, message):
                self.plan.marks.append({"message": message.id, "case": None, "state": "triaged"})
                continue
            judged = self._judge(talk, message, current)
            self.kinds[judged.kind] += 1
            current, person = self._place(talk, message, judged, current, person)

    def write(self) -> Triaged:
        plan, session = self.plan, self.session
        people.put_people(session, plan.people, plan.points)
        people.join_people(session, plan.pairs)
        people.count_spam(session, plan.spam)
        people.heard_again(session, plan.heard)
        outbox.release(session, plan.free)
        people.set_language(session, plan.languages)
        errands.put(session, plan.errands)
        triaging.put_cases(session, cases=plan.cases, access=plan.access, events=[])
        triaging.join_case(session, plan.joins)
        triaging.place_case(session, plan.places)
        triaging.settle_question(session, plan.settled)
        triaging.move_access(session, plan.moved)
        triaging.put_cases(session, cases=[], access=[], events=plan.events)
        triaging.put_messages(session, plan.out)
        triaging.mark_triaged(session, plan.marks)
        triaging.mark_canned(
            session,
            [
                {"case": row["id"], "conversation": row["conversation_id"]}
                for row in plan.cases
                if row["urgency"] == "U0"
            ]
            + [row for row in plan.joins if row["urgency"] == "U0"],
        )
        touched = [(row["case_id"], row["org"]) for row in (*plan.access, *plan.moved)]
        touched += [(row["case"], row["owner"]) for row in plan.joins]
        return Triaged(len(plan.marks), len(plan.cases), len(plan.out), tuple(touched), self.kinds)

    def _judge(self, talk: Talk, message: Any, current: OpenCase | None) -> Judged:
        home = self.directory.homes.get(talk.conversation.account) or _any_home(self.directory)
        if message.attempts >= TRIES:
            return judge_unread(message, home)
        try:
            about = current if current and current.asks_place and not _other_call(message, current) else None
            return judge(message, talk.conversation.account, home, self.directory, about=about)
        except Exception as error:  # a reading may fail in any way; the message must not be lost by it
            raise ReadingFailed(message.id, message.attempts, error) from error

    def _place(
        self, talk: Talk, message: Any, judged: Judged, current: OpenCase | None, person: UUID | None
    ) -> tuple[OpenCase | None, UUID | None]:
        state = "parked" if message.attempts >= TRIES else "triaged"
        mark = {"message": message.id, "case": None, "state": state}
        self.plan.marks.append(mark)
        if message.group_id:
            self.answers.in_group(talk, message)
            return current, person
        if message.choice == TALKED and current is None:
            return current, person
        if message.choice.startswith(SWITCHED):
            self.plan.languages.append({"conversation": talk.conversation.id, "language": message.language})
            return current, person
        if judged.kind == "status":
            self.answers.status(talk, message)
            return current, person
        if current and self._joins(message, judged, current):
            mark["case"] = current.id
            return self.joining.join(talk, message, judged, current), person
        if judged.kind == "spam":
            self.plan.spam.append({"conversation": talk.conversation.id})
        if judged.kind == "thanks" or judged.kind in UNANSWERED:
            self.answers.once(talk, message, judged.kind)
            return current, person
        person = person or self._person(talk, message)
        opened = self._open(talk, message, judged, person)
        mark["case"] = opened.id
        return opened, person

    def _joins(self, message: Any, judged: Judged, current: OpenCase) -> bool:
        """Decisions.md 6: pieces within the quiet window, answers to our question, the same need in the same place."""
        if _other_call(message, current):
            return False
        if judged.kind == "complaint" and current.kind != "complaint":
            return False  # the owner of the other case may be the accused
        if judged.kind in JOINING or not message.text.strip():
            return True
        if message.sent_at - current.last_in_at <= QUIET or current.asks_place:
            return True
        if judged.kind in UNANSWERED:
            return False
        found = judged.findings
        other_place = found.tambon_code and current.tambon_code and found.tambon_code != current.tambon_code
        other_need = found.category and current.category and not set(found.category) & set(current.category)
        return judged.kind == current.kind and not other_place and not other_need

    def _open(self, talk: Talk, message: Any, judged: Judged, person: UUID) -> OpenCase:
        found, language = judged.findings, _language(talk, message, judged)
        said = Said(
            account=talk.conversation.account,
            conversation=talk.conversation.id,
            person=person,
            text=message.text[:500],
            phone=message.phone,
            language=language,
            latitude=message.latitude,
            longitude=message.longitude,
            at=message.sent_at,
        )
        row = cases.case_row(found, said, serial=next(self._serials), now=self.now)
        self.plan.cases.append(row)
        self.plan.access += cases.access_rows(row["id"], found)
        self.plan.events.append(
            cases.event_row(row["id"], "opened", now=self.now, owner=found.owner, urgency=found.urgency)
        )
        opened = OpenCase(
            row["id"], row["reference"], found.kind, found.category, found.owner, found.asks_place,
            found.tambon_code, language, message.sent_at, message.facts.get("call", ""), found.ask, found.moo,
        )  # fmt: skip
        say_numbers(self.answers, talk, message, found, opened.id, language)
        self.answers.acknowledge(talk, message, found, opened)
        return opened

    def _person(self, talk: Talk, message: Any) -> UUID:
        person = new_id(self.now)
        name = message.sender_name or message.facts.get("name", "")
        language = known_language(message.language or talk.conversation.language)
        self.plan.people.append({"id": person, "name": name, "language": language, "created_at": self.now})
        kind = talk.conversation.account.partition(".")[0]
        for kind_of, value in ((kind, talk.conversation.sender), ("phone", message.phone)):
            if value:
                self.plan.points.append(
                    {
                        "id": new_id(self.now), "person_id": person, "kind": kind_of, "value": value,
                        "proven": False, "created_at": self.now,
                    }
                )  # fmt: skip
        self.plan.pairs.append({"conversation": talk.conversation.id, "person": person, "name": name})
        if not (name or talk.conversation.name):
            self.plan.errands.append(
                errands.row(talk.conversation.account, talk.conversation.id, "name", now=self.now)
            )
        return person


def _other_call(message: Any, current: OpenCase) -> bool:
    """A new call is a new matter, even from the same number; the pieces of one call carry its id."""
    return bool(message.facts.get("call", "") != current.call)


def _language(talk: Talk, message: Any, judged: Judged) -> str:
    return known_language(message.language or judged.language or talk.conversation.language)


def _any_home(directory: Directory) -> str:
    return next(iter(directory.homes.values()))
