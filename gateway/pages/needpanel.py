"""The needs of a case as one staff member sees them: state and clock of each, what may be done next, what was given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework import criteria
from casework.access import Action
from casework.criteria import Criteria, Line
from casework.lifecycle import NEED_MOVES, UNDECIDED, locked
from casework.needs import action
from store.cases import NeedState, Track

N = NeedState
HERE = (N.SURVEYING, N.READY, N.CONFIRMED, N.HELPING, N.WITHDRAWN)
"""Steps pressed on this panel, in this order; the others have pages of their own (committee, governor, hub)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist or a paper: found, or its state, "" while nobody has said."""

    code: str
    words: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class NeedView:
    """row: of the need. steps: states that this person may bring it into now. gives: help may be written down. beyond: it
    may be said that this is more than the body can do.

    late: its time is over. criteria: version of the data that the newest check was made by.
    """

    row: Any
    steps: Sequence[NeedState]
    tracks: Sequence[Track]
    gives: bool
    beyond: bool
    late: bool
    checks: Sequence[Item]
    papers: Sequence[Item]
    given: Sequence[Any]
    criteria: str

    @property
    def to_come(self) -> list[Item]:
        return [each for each in self.papers if each.found in {"", "asked"}]


@dataclass(frozen=True, slots=True)
class Panel:
    """came: files that the citizen sent since papers were asked for. unit: whom a job may be sent to."""

    needs: Sequence[NeedView]
    jobs: Sequence[Any]
    visits: Sequence[Any]
    came: Sequence[Any]
    unit: Sequence[Any]
    verified: bool
    version: str


def panel(
    allowed: Collection[Action], facts: Mapping[str, Sequence[Any]], language: str, now: datetime, owner: str
) -> Panel:
    """facts: what store/casefacts.py gathered. owner: whose criteria hold."""
    book = criteria.book(owner)
    given, checks, papers = (_by_need(facts[name]) for name in ("given", "checks", "papers"))
    views = [
        _view(
            need,
            book.of(need.code),
            allowed,
            given.get(need.id, ()),
            checks.get(need.id, ()),
            papers.get(need.id, ()),
            language,
            now,
        )
        for need in facts["steps_of_needs"]
        if need.state != N.PROPOSED
    ]
    return Panel(
        views, facts["jobs"], facts["visits"], facts["came"], facts["unit"], book.verified, book.version
    )


def _view(
    need: Any,
    known: Criteria,
    allowed: Collection[Action],
    given: Sequence[Any],
    checks: Sequence[Any],
    papers: Sequence[Any],
    language: str,
    now: datetime,
) -> NeedView:
    state = N(need.state)
    open_ = [
        after
        for after in HERE
        if after in NEED_MOVES[state] and action(state, after) in allowed and not locked(need, after)
    ]
    tracks = (
        [each for each in Track if each != need.track] if state in UNDECIDED and "track" in allowed else []
    )
    gives = "help" in allowed and (state in {N.HELPING, N.HELPED} or N.HELPING in open_)
    late = bool(need.due_at and not need.paused_at and need.due_at < now)
    return NeedView(
        need, open_, tracks, gives, "refer" in allowed and N.BEYOND_CAPACITY in NEED_MOVES[state], late,
        [_item(line, {row.criterion: row.found for row in checks}, language) for line in known.criteria],
        [_item(line, {row.paper: row.state for row in papers}, language) for line in known.papers],
        given, max(checks, key=lambda row: row.at).criteria if checks else "",
    )  # fmt: skip


def _item(line: Line, found: Mapping[str, str], language: str) -> Item:
    words = f"{line.words(language)} ({line.sum})" if line.sum else line.words(language)
    return Item(line.code, words, found.get(line.code, ""))


def _by_need(rows: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row)
    return found
