"""One batch of triage: each conversation's messages judged in order, opened or joined, and the answers laid out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases
from casework.cases import Said
from store import people, proposals, triaging
from store.ids import new_id
from store.register import Directory
from store.triaging import Talk
from triage.answers import Answers, known_language
from triage.correcting import short_enough
from triage.joining import QUIET, Joining
from triage.judge import TALKED, Judged
from triage.judging import JOINING, Judging, other_call
from triage.plan import OpenCase, Plan, open_case
from triage.readings import TRIES, readings

UNANSWERED = frozenset({"spam", "offtopic"})


@dataclass(frozen=True, slots=True)
class Triaged:
    """messages: how many left `received`. touched: (case id, org) pairs whose lists changed, for live pages."""

    messages: int = 0
    opened: int = 0
    answers: int = 0
    touched: tuple[tuple[UUID, str], ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)


class Batch:
    """The working memory of one call of triage(): readings made, serials drawn, rows planned, answers to look-ups."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        now: datetime,
        talks: list[Talk],
        quiet: timedelta = QUIET,
    ) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.quiet = quiet
        again = {m.case_id for talk in talks for m in talk.messages if m.case_id}
        self._said = triaging.said_before(session, [*again, *_continued(talks, quiet)])
        self._cases = triaging.cases_by_id(session, [*again])
        self._opened: set[UUID] = set()
        self.judging = Judging(directory, readings(talks, self._said, quiet))
        self.plan = Plan()
        self.kinds: Counter[str] = Counter()
        self._serials = iter(triaging.references(session, sum(len(t.messages) for t in talks)))
        self.answers = Answers(session, directory, now, self.plan.out, talks)
        self.joining = Joining(self.plan, self.answers, now, quiet)

    def handle(self, talk: Talk) -> None:
        current = open_case(talk.open_case)
        person = talk.conversation.person_id
        for message in talk.messages:
            if message.case_id:
                self._read_again(talk, message)
                continue
            judged = self.judging.of(talk, message, current)
            self.kinds[judged.kind] += 1
            current, person = self._place(talk, message, judged, current, person)

    def write(self) -> Triaged:
        plan, session = self.plan, self.session
        people.put_people(session, plan.people, plan.points)
        people.join_people(session, plan.pairs)
        people.count_spam(session, plan.spam)
        triaging.put_cases(session, cases=plan.cases, access=plan.access, events=[])
        triaging.join_case(session, plan.joins)
        proposals.refine_case(session, plan.refined)
        proposals.withdraw_proposals(session, plan.refined)
        proposals.put_needs(session, plan.needs)
        triaging.place_case(session, plan.places)
        triaging.settle_question(session, plan.settled)
        triaging.move_access(session, plan.moved)
        triaging.put_cases(session, cases=[], access=[], events=plan.events)
        triaging.put_messages(session, plan.out)
        triaging.mark_triaged(session, plan.marks)
        proposals.adopt(session, plan.adopted)
        triaging.mark_canned(
            session,
            [
                {"case": row["id"], "conversation": row["conversation_id"]}
                for row in plan.cases
                if row["urgency"] == "U0"
            ],
        )
        touched = [(row["case_id"], row["org"]) for row in (*plan.access, *plan.moved)]
        touched += [(row["case"], row["owner"]) for row in (*plan.joins, *plan.refined)]
        return Triaged(len(plan.marks), len(plan.cases), len(plan.out), tuple(touched), self.kinds)

    def _read_again(self, talk: Talk, message: Any) -> None:
        """A person corrected its words or its place (decisions.md 10): its case is read anew, as a whole."""
        current = open_case(self._cases.get(message.case_id))
        self.plan.marks.append({"message": message.id, "case": message.case_id, "state": "triaged"})
        if current and message.attempts < TRIES:
            pieces = sorted((*self._said.get(current.id, ()), message), key=lambda one: one.sent_at)
            self.joining.read_again(talk, message, self.judging.anew(talk, message, pieces, current), current)

    def _place(
        self, talk: Talk, message: Any, judged: Judged, current: OpenCase | None, person: UUID | None
    ) -> tuple[OpenCase | None, UUID | None]:
        state = "parked" if message.attempts >= TRIES else "triaged"
        mark = {"message": message.id, "case": None, "state": state}
        self.plan.marks.append(mark)
        if message.group_id or (message.choice == TALKED and current is None):
            return current, person
        if judged.kind == "status":
            self.answers.status(talk, message)
            return current, person
        if current and self._joins(message, judged, current):
            mark["case"] = current.id
            whole, burst = self.judging.whole(talk, message.id), self.judging.readings.bursts.get(message.id)
            opens = current.id in self._opened or bool(burst and burst.opens)
            return self.joining.join(talk, message, judged, current, whole, opens=opens), person
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
        if other_call(message, current):
            return False
        if judged.kind == "complaint" and current.kind != "complaint":
            return False  # the owner of the other case may be the accused
        if judged.kind in JOINING or not message.text.strip():
            return True
        if message.sent_at - current.last_in_at <= self.quiet or current.asks_place:
            return True
        if judged.kind in UNANSWERED:
            return False
        if judged.corrects and short_enough(message):
            return True
        found = judged.findings
        other_place = found.tambon_code and current.tambon_code and found.tambon_code != current.tambon_code
        if judged.repeat and not other_place:
            return True
        other_need = found.category and current.category and not set(found.category) & set(current.category)
        return judged.kind == current.kind and not other_place and not other_need

    def _open(self, talk: Talk, message: Any, judged: Judged, person: UUID) -> OpenCase:
        found, language = judged.findings, _language(talk, message, judged)
        said = Said(
            account=talk.conversation.account,
            conversation=talk.conversation.id,
            person=person,
            text=(judged.words or message.text)[:500],
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
        self._opened.add(row["id"])
        self.plan.needs += cases.need_rows(row["id"], found.needs, now=self.now)
        self.plan.adopted.append(
            {"case": row["id"], "conversation": talk.conversation.id, "since": message.sent_at - self.quiet}
        )
        opened = OpenCase(
            row["id"], row["reference"], found.kind, found.category, found.owner, found.asks_place,
            found.tambon_code, language, message.sent_at, message.facts.get("call", ""), found.ask, found.moo,
            found.amphoe_code, found.province_code, found.urgency,
        )  # fmt: skip
        if found.urgency == "U0" and not message.urgent:
            self.answers.danger(talk, message, opened, found.emergency_numbers)
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
        return person


def _language(talk: Talk, message: Any, judged: Judged) -> str:
    return known_language(message.language or judged.language or talk.conversation.language)


def _continued(talks: list[Talk], quiet: timedelta) -> list[UUID]:
    """Open cases whose last piece is so near that what comes now may belong to the same burst."""
    return [
        talk.open_case.id
        for talk in talks
        if talk.open_case and talk.messages[0].sent_at - talk.open_case.last_in_at <= quiet
    ]
