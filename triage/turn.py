"""What one person said in one go and what became of it: the batch's working memory for one conversation."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from casework.cases import Findings
from store.triaging import Talk
from triage.judge import Judged
from triage.plan import OpenCase, open_case
from triage.states import Say, State

SPEAKS_BY_KEYS = frozenset({"voice", "desk"})
"""Accounts whose messages hold no typed wishes: keys of a call have words of their own, a clerk writes for another."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case opened in this turn, to be acknowledged at its end."""

    message: Any
    judged: Judged
    case: UUID


@dataclass(frozen=True, slots=True)
class Told:
    """What joining did that wants a word: added, pinned, thanks, moved or unsure; found: where the place led."""

    what: str
    case: OpenCase
    found: Findings | None = None


@dataclass(slots=True)
class Turn:
    """cases: the open ones, newest first. current: the one further words join. phone: a number of this person.
    danger: the numbers to say first, where the gateway has not said them; silent: to one who
    cannot speak. words: fixed sentences (key) to say."""

    talk: Talk
    before: State
    state: State
    cases: dict[UUID, OpenCase]
    current: OpenCase | None
    person: UUID | None
    phone: str = ""
    openings: list[Opening] = field(default_factory=list)
    told: Told | None = None
    says: list[Say] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    danger: tuple[str, ...] = ()
    silent: bool = False
    found: dict[UUID, Findings] = field(default_factory=dict)
    standby: bool = False
    language: str = "th"

    @property
    def conversation(self) -> UUID:
        found: UUID = self.talk.conversation.id
        return found

    @property
    def settled_person(self) -> UUID | None:
        """The person whose row is there already, not one that this very batch makes."""
        found: UUID | None = self.talk.conversation.person_id
        return found

    @property
    def channel(self) -> str:
        return str(self.talk.conversation.account).partition(".")[0]

    def put(self, case: OpenCase) -> OpenCase:
        """The case as it is now, and the one that further words of this turn join."""
        self.cases[case.id] = self.current = case
        return case

    def drop(self, case: UUID) -> None:
        """It is no longer open; the next newest takes its place."""
        self.cases.pop(case, None)
        if self.current and self.current.id == case:
            self.current = next(iter(self.cases.values()), None)

    def say(self, *says: Say) -> None:
        self.says += [each for each in says if each not in self.says]


def begin(talk: Talk, kept: Any, language: str) -> Turn:
    """kept: the dialogue row of the conversation, None before its first case."""
    state = state_of(kept)
    cases = {row.id: open_case(row) for row in talk.open_cases}
    current = next(iter(cases.values()), None)
    if state.waits in {"add", "correct"} and state.about in cases:
        current = cases[state.about]
    return Turn(
        talk, state, state, cases, current, talk.conversation.person_id,
        phone=(kept.phone or "") if kept else "", language=language,
    )  # fmt: skip


def state_of(row: Any) -> State:
    if row is None or row.waits is None:
        return State()
    return State(
        row.case_id, tuple(row.missing), tuple(row.asked), row.waits, row.about, row.due_at, row.person_until,
        row.notice, row.noticed_at,
    )  # fmt: skip


def row_of(conversation: UUID, state: State) -> dict[str, Any]:
    return {
        "conversation_id": conversation, "case_id": state.case, "missing": list(state.missing),
        "asked": list(state.asked), "waits": state.waits, "about": state.about, "due_at": state.due,
        "person_until": state.person_until, "notice": state.notice, "noticed_at": state.noticed_at,
    }  # fmt: skip
