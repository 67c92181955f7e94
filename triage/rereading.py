"""A case read anew, as a whole, because a person corrected its words or its place (decisions.md 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from casework import cases, replies
from casework.cases import Findings
from casework.replies import Addressee
from store.register import Directory
from triage.joining import Joining
from triage.judge import CASELESS, Judged
from triage.judging import Judging
from triage.plan import OpenCase, open_case
from triage.readings import TRIES
from triage.turn import Turn


class Rereading:
    """said: case → what was said in it so far. held: the cases that are read anew, as rows."""

    def __init__(
        self,
        joining: Joining,
        judging: Judging,
        directory: Directory,
        said: Mapping[UUID, Sequence[Any]],
        held: Mapping[UUID, Any],
    ) -> None:
        self.joining = joining
        self.judging = judging
        self.directory = directory
        self._said = said
        self._held = held

    def read(self, turn: Turn, message: Any) -> None:
        self.joining.plan.marks.append({"message": message.id, "case": message.case_id, "state": "triaged"})
        row = self._held.get(message.case_id)
        if row is None or message.attempts >= TRIES:
            return
        current = open_case(row)
        pieces = sorted((*self._said.get(current.id, ()), message), key=lambda one: one.sent_at)
        self._apply(turn, message, self.judging.anew(turn.talk, message, pieces, current), current)

    def _apply(self, turn: Turn, message: Any, judged: Judged, current: OpenCase) -> None:
        """What they decided stays, the rest is proposed anew."""
        found = judged.findings
        self.joining.refine(current, judged)
        self.joining.tell(current, "read_again")
        # a complaint never stays with the accused, whoever gave it to them; what is no plea after all goes nowhere
        if judged.kind in CASELESS or (cases.OWNER in current.decided and found.kind != "complaint"):
            found = replace(found, owner=current.owner)
        where = (found.tambon_code, found.moo, found.owner)
        known = found.amphoe_code or found.owner != current.owner
        if not known or found.asks_place or where == (current.tambon_code, current.moo, current.owner):
            return
        moved = self.joining.moved(current, found)
        if current.id in turn.cases:
            turn.cases[current.id] = moved
            turn.current = moved if turn.current and turn.current.id == current.id else turn.current
        if found.owner != current.owner and not message.standby:
            self._tell_citizen(turn, moved, found)

    def _tell_citizen(self, turn: Turn, case: OpenCase, found: Findings) -> None:
        """Even while a person answers: it was a person who corrected it."""
        language, owner = case.language, self.directory.name(found.owner)
        laos = [self.directory.name(code) for code in found.away]
        away = replies.away(laos, owner, language) if laos else ""
        words = replies.with_more(replies.moved(case.reference, owner, language), away=away)
        to = Addressee(turn.talk.conversation.account, turn.conversation, case.id, language)
        plan, now = self.joining.plan, self.joining.now
        plan.out.append(replies.outbound(to, "moved", words, now=now))
