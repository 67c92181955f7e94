"""What one batch of triage will write, laid out before anything is written, and what it must know of open cases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import following
from casework.cases import Choice, choices_of
from store import (
    call_backs,
    campaigns,
    dialogues,
    errands,
    merged,
    needs,
    outbox,
    people,
    proposals,
    settled,
    triaging,
    wished,
)
from store.help import Answer

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Plan:
    """Rows of one batch, written together at its end."""

    cases: Rows = field(default_factory=list)
    access: Rows = field(default_factory=list)
    moved: Rows = field(default_factory=list)
    events: Rows = field(default_factory=list)
    people: Rows = field(default_factory=list)
    points: Rows = field(default_factory=list)
    pairs: Rows = field(default_factory=list)
    out: Rows = field(default_factory=list)
    marks: Rows = field(default_factory=list)
    joins: Rows = field(default_factory=list)
    adopted: Rows = field(default_factory=list)
    refined: Rows = field(default_factory=list)
    needs: Rows = field(default_factory=list)
    registrations: Rows = field(default_factory=list)
    places: Rows = field(default_factory=list)
    settled: Rows = field(default_factory=list)
    spam: Rows = field(default_factory=list)
    cancels: Rows = field(default_factory=list)
    merges: Rows = field(default_factory=list)
    ratings: Rows = field(default_factory=list)
    flags: Rows = field(default_factory=list)
    tasks: Rows = field(default_factory=list)
    requests: Rows = field(default_factory=list)
    dialogues: Rows = field(default_factory=list)
    free: list[UUID] = field(default_factory=list)
    heard: list[UUID] = field(default_factory=list)
    languages: Rows = field(default_factory=list)
    errands: Rows = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    arrived: list[tuple[UUID, Answer, datetime]] = field(default_factory=list)
    passed: list[UUID] = field(default_factory=list)

    def write(self, session: Session) -> None:
        people.put_people(session, self.people, self.points)
        people.join_people(session, self.pairs)
        people.count_spam(session, self.spam)
        people.heard_again(session, self.heard)
        outbox.release(session, self.free)
        people.set_language(session, self.languages)
        errands.put(session, self.errands)
        # needs before access: what lists filter by is put together with the row of access (migration 0014)
        opened = {row["id"] for row in self.cases}
        triaging.put_cases(session, cases=self.cases, access=[], events=[])
        proposals.put_needs(session, [row for row in self.needs if row["case_id"] in opened])
        triaging.put_cases(session, cases=[], access=self.access, events=[])
        triaging.join_case(session, self.joins)
        for now in {row["now"] for row in self.joins}:
            needs.follow_wait(session, [row["case"] for row in self.joins], now=now)
            if self.passed:
                merged.pass_on(session, self.passed, now=now)
        proposals.refine_case(session, self.refined)
        proposals.withdraw_proposals(session, self.refined)
        proposals.put_needs(session, [row for row in self.needs if row["case_id"] not in opened])
        campaigns.put_registrations(session, self.registrations)
        settled.place_case(session, self.places)
        settled.settle_question(session, self.settled)
        triaging.move_access(session, self.moved)
        wished.rate(session, self.ratings)
        wished.cancel(session, self.cancels)
        wished.flag_person(session, self.flags)
        wished.put_tasks(session, self.tasks, self.requests)
        triaging.put_messages(session, self.out)
        triaging.mark_triaged(session, self.marks)
        proposals.adopt(session, self.adopted)
        wished.merge(session, self.merges)
        triaging.put_cases(session, cases=[], access=[], events=self.events)
        for case, said, now in self.arrived:
            following.answered(session, case, said, now=now)
        dialogues.put(session, self.dialogues)
        triaging.mark_canned(session, [*self._urgent()])
        call_backs.release_ended(session, self.calls)

    def _urgent(self) -> Iterator[dict[str, Any]]:
        """The canned words before them belong to these cases."""
        for row in self.cases:
            if row["urgency"] == "U0":
                yield {"case": row["id"], "conversation": row["conversation_id"]}
        for row in self.joins:
            if row["urgency"] == "U0":
                yield {"case": row["case"], "conversation": row["conversation"]}


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What a further message must know of the case it may join. ask: the choices it was asked about, once.

    decided: fields on which a person has spoken (store.cases.Case). into: the case in which this one goes on.
    """

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
    ask: tuple[Choice, ...] = ()
    moo: str | None = None
    amphoe_code: str | None = None
    province_code: str | None = None
    state: str = "new"
    urgency: str = "U2"
    decided: frozenset[str] = frozenset()
    holder: str = ""
    into: UUID | None = None


def open_case(row: Any) -> OpenCase:
    return OpenCase(
        row.id, row.reference, row.kind, tuple(row.category), row.owner, row.asks_place, row.tambon_code,
        row.language, row.last_in_at, row.call, choices_of(row), row.moo, row.amphoe_code, row.province_code,
        row.state, row.urgency, frozenset(row.decided), row.holder, row.merged_into,
    )  # fmt: skip
