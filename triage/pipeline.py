"""triage(): from stored messages to owned cases with acknowledgement rows, a batch at a time, in one transaction."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, replies
from casework.cases import Findings, Said
from casework.replies import Addressee
from store import people, triaging
from store.ids import new_id, typed_reference
from store.register import Directory
from store.triaging import Talk
from triage.judge import TALKED, Judged, judge, judge_unread
from wording import LANGUAGES

log = logging.getLogger("saitrong.triage")

JOIN_WITHIN = timedelta(hours=72)
QUIET = timedelta(seconds=30)
TRIES = 3

JOINING = frozenset({"update", "thanks"})
"""Kinds that belong to an open case when there is one (decisions.md 7)."""
UNANSWERED = frozenset({"spam", "offtopic"})


class ReadingFailed(Exception):
    """Reading one message raised; the rest of the batch goes on without it."""

    def __init__(self, message: UUID, attempts: int, cause: Exception) -> None:
        super().__init__(f"message={message} attempts={attempts} error={type(cause).__name__}")
        self.message = message
        self.attempts = attempts


@dataclass(slots=True)
class Plan:
    """Rows of one batch, written together at its end."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    access: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    out: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    joins: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Triaged:
    """messages: how many left `received`. touched: (case id, org) pairs whose lists changed, for live pages."""

    messages: int = 0
    opened: int = 0
    answers: int = 0
    touched: tuple[tuple[UUID, str], ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What a further message must know of the case it may join."""

    id: UUID
    reference: str
    kind: str
    category: tuple[str, ...]
    owner: str
    asks_place: bool
    tambon_code: str | None
    language: str
    last_in_at: datetime
    call: str


def triage(session: Session, directory: Directory, *, now: datetime, limit: int = 100) -> Triaged:
    """Claim, read, route, open or join, lay out answers. Raises ReadingFailed for a message that cannot be read.

    The caller commits; on ReadingFailed it rolls back, counts the failure (`count_failure`) and goes on.
    """
    talks = triaging.claim(session, limit=limit, now=now, join_within=JOIN_WITHIN)
    if not talks:
        return Triaged()
    batch = _Batch(session, directory, now, talks)
    for talk in talks:
        batch.handle(talk)
    return batch.write()


def count_failure(session: Session, failure: ReadingFailed, *, now: datetime) -> None:
    """After the third failed reading the message is parked with a case at the home desk (decisions.md 8)."""
    wait = timedelta(seconds=0.2 * 2**failure.attempts)
    triaging.count_failure(session, failure.message, not_before=now + wait, error=str(failure))


class _Batch:
    """The working memory of one call of triage(): serials drawn, rows planned, answers to look-ups."""

    def __init__(self, session: Session, directory: Directory, now: datetime, talks: list[Talk]) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.plan = Plan()
        self.kinds: Counter[str] = Counter()
        self._serials = iter(triaging.references(session, sum(len(t.messages) for t in talks)))
        self._asked = self._look_up(talks)

    def handle(self, talk: Talk) -> None:
        current = _open_case(talk.open_case)
        person = talk.conversation.person_id
        for message in talk.messages:
            judged = self._judge(talk, message)
            self.kinds[judged.kind] += 1
            current, person = self._place(talk, message, judged, current, person)

    def write(self) -> Triaged:
        plan, session = self.plan, self.session
        people.put_people(session, plan.people, plan.points)
        people.join_people(session, plan.pairs)
        triaging.put_cases(session, cases=plan.cases, access=plan.access, events=[])
        triaging.join_case(session, plan.joins)
        triaging.place_case(session, plan.places)
        triaging.move_access(session, plan.moved)
        triaging.put_cases(session, cases=[], access=[], events=plan.events)
        triaging.put_messages(session, plan.out)
        triaging.mark_triaged(session, plan.marks)
        triaging.mark_canned(
            session,
            [{"case": row["id"], "conversation": row["conversation_id"]} for row in plan.cases if row["urgency"] == "U0"],
        )
        touched = [(row["case_id"], row["org"]) for row in (*plan.access, *plan.moved)]
        touched += [(row["case"], row["owner"]) for row in plan.joins]
        return Triaged(len(plan.marks), len(plan.cases), len(plan.out), tuple(touched), self.kinds)

    def _judge(self, talk: Talk, message: Any) -> Judged:
        home = self.directory.homes.get(talk.conversation.account) or _any_home(self.directory)
        if message.attempts >= TRIES:
            return judge_unread(message, home)
        try:
            return judge(message, talk.conversation.account, home, self.directory)
        except Exception as error:  # a reading may fail in any way; the message must not be lost by it
            raise ReadingFailed(message.id, message.attempts, error) from error

    def _place(
        self, talk: Talk, message: Any, judged: Judged, current: OpenCase | None, person: UUID | None
    ) -> tuple[OpenCase | None, UUID | None]:
        state = "parked" if message.attempts >= TRIES else "triaged"
        mark = {"message": message.id, "case": None, "state": state}
        self.plan.marks.append(mark)
        if message.group_id or (message.choice == TALKED and current is None):
            return current, person
        if judged.kind == "status":
            self._say_status(talk, message)
            return current, person
        if current and self._joins(message, judged, current):
            mark["case"] = current.id
            return self._join(talk, message, judged, current), person
        if judged.kind == "thanks" or judged.kind in UNANSWERED:
            self._say_once(talk, message, judged.kind)
            return current, person
        person = person or self._person(talk, message)
        opened = self._open(talk, message, judged, person)
        mark["case"] = opened.id
        return opened, person

    def _joins(self, message: Any, judged: Judged, current: OpenCase) -> bool:
        """Decisions.md 6: pieces within the quiet window, answers to our question, the same need in the same place."""
        if _other_call(message, current):
            return False
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
            found.tambon_code, language, message.sent_at, message.facts.get("call", ""),
        )  # fmt: skip
        self._acknowledge(talk, message, found, opened)
        return opened

    def _acknowledge(self, talk: Talk, message: Any, found: Findings, opened: OpenCase) -> None:
        if message.standby:
            return
        name = self.directory.names.get(found.owner)
        words = replies.acknowledgement(
            reference=opened.reference,
            org_name=name.name if name else found.owner,
            sms_name=name.sms if name else found.owner[:18],
            language=opened.language,
            asks_place=found.asks_place,
            urgent=found.urgency == "U0",
        )
        self._say(talk, opened.id, opened.language, "ack", words, urgent=found.urgency == "U0")

    def _join(self, talk: Talk, message: Any, judged: Judged, current: OpenCase) -> OpenCase:
        found = judged.findings
        self.plan.joins.append(
            {
                "case": current.id, "owner": current.owner, "at": message.sent_at, "now": self.now, "count": 1,
                "urgency": found.urgency, "text": message.text[:500], "phone": message.phone,
                "latitude": message.latitude, "longitude": message.longitude,
            }
        )  # fmt: skip
        owner = current.owner
        placed = current.asks_place and not found.asks_place and judged.kind not in UNANSWERED
        if placed:
            owner = self._move(talk, current, found)
        elif message.sent_at - current.last_in_at > QUIET and not message.standby:
            key = replies.line("thanks.text", current.language) if judged.kind == "thanks" else None
            words = key or replies.added(current.reference, current.language)
            self._say(talk, current.id, current.language, "added", words)
        return OpenCase(
            current.id, current.reference, current.kind, current.category or found.category, owner,
            current.asks_place and not placed, found.tambon_code or current.tambon_code, current.language,
            max(current.last_in_at, message.sent_at), current.call,
        )  # fmt: skip

    def _move(self, talk: Talk, current: OpenCase, found: Findings) -> str:
        """The place came after the case was opened: the body it belongs to takes it over and the citizen is told."""
        self.plan.places.append(
            {
                "case": current.id, "owner": found.owner, "hub": found.hub, "tambon_code": found.tambon_code,
                "amphoe_code": found.amphoe_code, "province_code": found.province_code, "moo": found.moo,
                "place_text": found.place_text,
            }
        )  # fmt: skip
        self.plan.moved += cases.access_rows(current.id, found)
        self.plan.events.append(
            cases.event_row(current.id, "routed", now=self.now, before=current.owner, owner=found.owner)
        )
        if found.owner != current.owner:
            words = replies.moved(current.reference, self.directory.name(found.owner), current.language)
            self._say(talk, current.id, current.language, "moved", words)
        return found.owner

    def _person(self, talk: Talk, message: Any) -> UUID:
        person = new_id(self.now)
        name = message.sender_name or message.facts.get("name", "")
        language = _known(message.language or talk.conversation.language)
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

    def _say_status(self, talk: Talk, message: Any) -> None:
        reference = typed_reference(message.text)
        row = self._asked.get(reference or talk.conversation.id)
        language = _known(message.language or talk.conversation.language)
        words = (
            replies.status(row.reference, self.directory.name(row.owner), row.state, language)
            if row
            else replies.line("status.none", language)
        )
        self._say(talk, None, language, "status", words)

    def _say_once(self, talk: Talk, message: Any, kind: str) -> None:
        """At most one polite line a day to what is no plea, and none to spam."""
        if kind == "spam" or message.standby:
            return
        language = _known(message.language or talk.conversation.language)
        if kind == "offtopic" and triaging.said_today(self.session, talk.conversation.id, "offtopic", self.now):
            return
        self._say(talk, None, language, kind, replies.line(f"{kind}.text", language))

    def _say(
        self, talk: Talk, case: UUID | None, language: str, purpose: str, words: replies.Words, *, urgent: bool = False
    ) -> None:
        to = Addressee(talk.conversation.account, talk.conversation.id, case, language)
        self.plan.out.append(replies.outbound(to, purpose, words, now=self.now, urgent=urgent))

    def _look_up(self, talks: list[Talk]) -> dict[Any, Any]:
        """Newest case per asked reference and per asking conversation, in one query for the whole batch."""
        asked = {typed_reference(m.text) for t in talks for m in t.messages if len(m.text) < 40} - {None}
        conversations = [t.conversation.id for t in talks if any(len(m.text) < 200 for m in t.messages)]
        found: dict[Any, Any] = {}
        for row in triaging.latest(
            self.session, references=[r for r in asked if r], conversations=conversations
        ):
            found[row.reference] = row
            found[row.conversation_id] = row
        return found


def _open_case(row: Any) -> OpenCase | None:
    if row is None:
        return None
    return OpenCase(
        row.id, row.reference, row.kind, tuple(row.category), row.owner, row.asks_place, row.tambon_code,
        row.language, row.last_in_at, row.call,
    )  # fmt: skip


def _other_call(message: Any, current: OpenCase) -> bool:
    """A new call is a new matter, even from the same number; the pieces of one call carry its id."""
    return bool(message.facts.get("call", "") != current.call)


def _language(talk: Talk, message: Any, judged: Judged) -> str:
    return _known(message.language or judged.language or talk.conversation.language)


def _known(language: str) -> str:
    return language if language in LANGUAGES else "th"


def _any_home(directory: Directory) -> str:
    return next(iter(directory.homes.values()))

