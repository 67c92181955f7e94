"""What a batch says to citizens, as rows of the outbox: receipts, additions, moves, how things stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import replies
from casework.cases import Findings
from casework.replies import Addressee, Question
from store import triaging
from store.ids import typed_reference
from store.register import Directory
from store.triaging import Talk
from triage.intake import canned_parts, canned_words
from triage.plan import OpenCase
from triage.question import worded
from wording import LANGUAGES

MUTED_AFTER = 3
WRITES_BRIEFLY = frozenset({"sms", "voice"})
"""Kinds of accounts whose notices leave as text messages."""


class Answers:
    """Lays rows into `out`; look-ups of how things stand are made once for the whole batch."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        now: datetime,
        out: list[dict[str, Any]],
        talks: list[Talk],
    ) -> None:
        self.session = session
        self.directory = directory
        self.now = now
        self.out = out
        self._asked = self._look_up(talks)

    def acknowledge(self, talk: Talk, message: Any, found: Findings, opened: OpenCase) -> None:
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
            question=self._question(found, opened.language),
            away=self._away(found, opened.language),
        )
        self._say(talk, opened.id, opened.language, "ack", words, urgent=found.urgency == "U0")
        self._apart(talk, opened, found)

    def danger(self, talk: Talk, message: Any, case: OpenCase, numbers: Sequence[str]) -> None:
        """The number to call, where only the model, or the whole of a burst, saw what the door did not."""
        if message.standby:
            return
        told = canned_parts(numbers, case.language)
        words = replies.Words(
            canned_words(numbers, case.language),
            told["short"],
            told["spoken"],
            told["card"],
            tuple(told["buttons"]),
        )
        self._say(talk, case.id, case.language, "danger", words, urgent=True)

    def placed(self, talk: Talk, current: OpenCase, found: Findings) -> None:
        """The place is known now, or near enough to be asked about: who has the case, and why it is they."""
        language, owner = current.language, self.directory.name(found.owner)
        question, away = self._question(found, language), self._away(found, language)
        stays = found.owner == current.owner
        told = (
            replies.added(current.reference, language)
            if stays
            else replies.moved(current.reference, owner, language)
        )
        words = replies.with_more(told, language, question=question, away=away)
        self._say(talk, current.id, language, "added" if stays else "moved", words)
        self._apart(talk, current, found)

    def unsure(self, talk: Talk, current: OpenCase) -> None:
        words = replies.unsure(current.reference, self.directory.name(current.owner), current.language)
        self._say(talk, current.id, current.language, "added", words)

    def _apart(self, talk: Talk, case: OpenCase, found: Findings) -> None:
        """What one text message cannot hold beside the receipt is a second one. A caller is asked in the call."""
        kind, language = talk.conversation.account.partition(".")[0], case.language
        question = self._question(found, language)
        if kind in WRITES_BRIEFLY and found.away:
            lao, owner = self.directory.names[found.away[0]], self.directory.names[found.owner]
            self._say(talk, case.id, language, "away", replies.away_short(lao.sms, owner.sms, language))
        if kind == "sms" and question:
            self._say(talk, case.id, language, "ask", replies.asked(question, language))

    def _question(self, found: Findings, language: str) -> Question | None:
        return worded(found.ask, self.directory, language) if found.asks_place and found.ask else None

    def _away(self, found: Findings, language: str) -> str:
        laos = [self.directory.name(code) for code in found.away]
        return replies.away(laos, self.directory.name(found.owner), language) if laos else ""

    def added(self, talk: Talk, current: OpenCase, kind: str) -> None:
        warm = replies.line("thanks.text", current.language) if kind == "thanks" else None
        words = warm or replies.added(current.reference, current.language)
        self._say(talk, current.id, current.language, "added", words)

    def status(self, talk: Talk, message: Any) -> None:
        if message.standby:
            return
        reference = typed_reference(message.text)
        row = self._asked.get(reference or talk.conversation.id)
        language = known_language(message.language or talk.conversation.language)
        words = (
            replies.status(row.reference, self.directory.name(row.owner), row.state, language)
            if row
            else replies.line("status.none", language)
        )
        self._say(talk, None, language, "status", words)

    def once(self, talk: Talk, message: Any, kind: str) -> None:
        """At most one polite line a day to what is no plea, none to spam, nothing more after three spams."""
        if kind == "spam" or message.standby or talk.conversation.spam_count >= MUTED_AFTER:
            return
        language = known_language(message.language or talk.conversation.language)
        if kind == "offtopic" and self._said_today(talk.conversation.id):
            return
        self._say(talk, None, language, kind, replies.line(f"{kind}.text", language))

    def _said_today(self, conversation: UUID) -> bool:
        if any(row["purpose"] == "offtopic" and row["conversation_id"] == conversation for row in self.out):
            return True
        return triaging.said_today(self.session, conversation, "offtopic", self.now)

    def _say(
        self,
        talk: Talk,
        case: UUID | None,
        language: str,
        purpose: str,
        words: replies.Words,
        *,
        urgent: bool = False,
    ) -> None:
        to = Addressee(talk.conversation.account, talk.conversation.id, case, language)
        self.out.append(replies.outbound(to, purpose, words, now=self.now, urgent=urgent))

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


def known_language(language: str) -> str:
    return language if language in LANGUAGES else "th"
