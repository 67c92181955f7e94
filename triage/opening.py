"""A case opened in a batch: its rows, its person, what is missing in it, and the duties it begins with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, deadlines
from casework.campaigns import registration
from casework.cases import Findings, Said
from casework.phones import e164, national, phones_in
from store import errands, persons, triaging
from store.ids import new_id
from store.register import Directory
from store.triaging import Talk
from triage import registering
from triage.dialogue import Opened, step
from triage.joining import Joining
from triage.judge import Judged, unplaced
from triage.judging import home_of
from triage.missing import bare_cry, lacking, plain
from triage.plan import OpenCase, Plan
from triage.speaking import TEXTS, known_language
from triage.turn import Opening, Turn

if TYPE_CHECKING:
    from triage.wishing import Wishing

PROVES = TEXTS
"""Channels whose sender is a phone that is shown to be the writer's by the message itself."""


class Openings:
    wishing: "Wishing"

    def __init__(
        self,
        session: Session,
        plan: Plan,
        directory: Directory,
        now: datetime,
        talks: list[Talk],
        joining: Joining,
        *,
        quiet: timedelta,
    ) -> None:
        self.plan = plan
        self.directory = directory
        self.now = now
        self.joining = joining
        self.quiet = quiet
        self._serials: Iterator[int] = iter(
            triaging.references(session, sum(len(talk.messages) for talk in talks))
        )
        self._owners = persons.owners_of(session, list(_new_phones(talks)))

    def open(self, turn: Turn, message: Any, judged: Judged) -> OpenCase:
        """Open, and leave the acknowledgement and the first question to the end of the turn."""
        before = turn.current
        if judged.kind == "pdpa":
            judged = replace(judged, findings=self._for_holder(turn, judged.findings))
        case = self._rows(turn, message, judged)
        urgent = case.urgency == "U0"
        beside = before.id if before and judged.kind == before.kind == "plea" and not urgent else None
        opened = Opened(
            case.id,
            lacking(message, judged, turn.channel),
            urgent=urgent and not bare_cry(judged),
            plain=plain(message, judged),
            beside=beside if turn.state.waits != "fresh" and turn.channel == "line" else None,
        )
        made = step(turn.state, opened)
        turn.state = made.state
        turn.say(*made.says)
        turn.openings.append(Opening(message, judged, case.id))
        if urgent and not message.urgent:
            turn.danger = judged.findings.emergency_numbers
            turn.silent = judged.findings.silent
        if judged.kind == "pdpa":
            self.wishing.request(turn, case.id, "other")
        return case

    def open_for(
        self, turn: Turn, message: Any, kind: str, *, acknowledged: bool = False, request: str = ""
    ) -> OpenCase:
        """A case that a wish asks for: a question to staff (info), or a request about one's data (pdpa)."""
        found = replace(
            unplaced(kind, "U2", home_of(turn.talk.conversation.account, self.directory), (kind,)),
            asks_place=False,
        )
        if kind == "pdpa":
            found = self._for_holder(turn, found)
        judged = Judged(kind, turn.language, found)
        case = self._rows(turn, message, judged)
        if request:
            self.wishing.request(turn, case.id, request)
        if acknowledged:
            turn.openings.append(Opening(message, judged, case.id))
        return case

    def _for_holder(self, turn: Turn, found: Findings) -> Findings:
        """Who holds the data answers for it: the owner of this person's newest case, else the home desk."""
        own = self.wishing.cases_of(turn)
        return replace(found, owner=own[0].owner) if own else found

    def _rows(self, turn: Turn, message: Any, judged: Judged) -> OpenCase:
        found, language = judged.findings, _language(turn, message, judged)
        turn.person = turn.person or self._person(turn, message, language)
        words = judged.words or message.text
        phones = phones_in(words)
        said = Said(
            account=turn.talk.conversation.account,
            conversation=turn.conversation,
            person=turn.person,
            text=words[:500],
            phone=message.phone or (national(phones[0]) if phones else ""),
            language=language,
            latitude=message.latitude,
            longitude=message.longitude,
            at=message.sent_at,
            received_by=self.directory.current(message.facts.get("received_by", "")),
        )
        row = cases.case_row(found, said, serial=next(self._serials), now=self.now)
        self.plan.cases.append(row)
        self.plan.access += cases.access_rows(row["id"], found, said.received_by)
        self._event(row["id"], "opened", owner=found.owner, urgency=found.urgency)
        self.plan.needs += cases.need_rows(row["id"], found.needs, now=self.now)
        self.plan.adopted.append(
            {"case": row["id"], "conversation": turn.conversation, "since": message.sent_at - self.quiet}
        )
        self.joining.add_phones(turn, message)
        if judged.reading and judged.reading.third_party:
            self._tell_third_person(row["id"])
        if campaign := registering.told(message.facts):
            by = message.facts.get("by_staff", "")
            self.plan.registrations.append(
                registration(campaign, case=row["id"], phone=said.phone, staff=by, now=self.now)
            )
        return turn.put(
            OpenCase(
                row["id"], row["reference"], found.kind, found.category, found.owner, found.asks_place,
                found.tambon_code, language, message.sent_at, message.facts.get("call", ""), found.ask, found.moo,
                found.amphoe_code, found.province_code, "new", found.urgency,
            )
        )  # fmt: skip

    def _tell_third_person(self, case: UUID) -> None:
        """PDPA s.25: whoever a plea is about is told within 30 days that their data is held."""
        self.plan.tasks.append(
            {
                "id": new_id(self.now), "case_id": case, "kind": "tell_third_person",
                "due_at": deadlines.in_days(self.now, 30), "created_at": self.now,
            }
        )  # fmt: skip

    def _person(self, turn: Turn, message: Any, language: str) -> UUID:
        """A new person, or the one who has proven to own the phone that this text message comes from."""
        conversation = turn.talk.conversation
        name = message.sender_name or message.facts.get("name", "")
        proven = e164(conversation.sender) if turn.channel in PROVES else ""
        person = self._owners.get(proven)
        if person is None:
            person = new_id(self.now)
            self.plan.people.append(
                {"id": person, "name": name, "language": language, "answers_to": None, "created_at": self.now}
            )
        ways = {(turn.channel, conversation.sender): False}
        if phone := e164(message.phone) or message.phone:
            ways["phone", phone] = phone == proven
        self.plan.points += [
            {
                "id": new_id(self.now), "person_id": person, "kind": kind, "value": value, "proven": sure,
                "created_at": self.now,
            }
            for (kind, value), sure in ways.items()
        ]  # fmt: skip
        self.plan.pairs.append({"conversation": turn.conversation, "person": person, "name": name})
        if not (name or conversation.name):
            self.plan.errands.append(errands.row(conversation.account, conversation.id, "name", now=self.now))
        return person

    def _event(self, case: UUID, verb: str, **facts: Any) -> None:
        self.plan.events.append(cases.event_row(case, verb, now=self.now, **facts))


def _new_phones(talks: list[Talk]) -> Iterator[str]:
    for talk in talks:
        conversation = talk.conversation
        if conversation.person_id is None and conversation.account.partition(".")[0] in PROVES:
            yield e164(conversation.sender)


def _language(turn: Turn, message: Any, judged: Judged) -> str:
    return known_language(message.language or judged.language or turn.talk.conversation.language)
