"""Each message of a batch judged: alone, as the end of a burst, as a correction, or anew after a person's word."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from store.register import Directory
from store.triaging import Talk
from triage.correcting import place_meant, short_enough
from triage.judge import CASELESS, Judged, judge, judge_unread
from triage.plan import OpenCase
from triage.readings import TRIES, Readings, Whole, whole_of

JOINING = frozenset({"update", "thanks"})
"""Kinds that belong to an open case when there is one (decisions.md 7)."""


class ReadingFailed(Exception):
    """Reading one message raised; the rest of the batch goes on without it."""

    def __init__(self, message: UUID, attempts: int, cause: Exception) -> None:
        super().__init__(f"message={message} attempts={attempts} error={type(cause).__name__}")
        self.message = message
        self.attempts = attempts


@dataclass(frozen=True, slots=True)
class Judging:
    """Over the readings of one batch."""

    directory: Directory
    readings: Readings

    def of(self, talk: Talk, message: Any, current: OpenCase | None, *, announced: bool = False) -> Judged:
        """The message by itself; with the rest of its burst where it opens a case. announced: it is to correct."""
        account = talk.conversation.account
        home = home_of(account, self.directory)
        if message.attempts >= TRIES:
            return judge_unread(message, home)
        try:
            about = current if current and current.asks_place and not other_call(message, current) else None
            reading = self.readings.alone.get(message.id)
            judged = judge(message, account, home, self.directory, about=about, reading=reading)
            if current and not about and (announced or judged.corrects) and short_enough(message):
                return self._corrected(talk, message, judged, current)
            return self._with_whole(talk, message, judged) if current is None else judged
        except Exception as error:  # a reading may fail in any way; the message must not be lost by it
            raise ReadingFailed(message.id, message.attempts, error) from error

    def whole(self, talk: Talk, last: UUID) -> Judged | None:
        """The burst that ends with this message, judged as one; None for a single piece, or nothing that wants a case."""
        burst = self.readings.bursts.get(last)
        if burst is None:
            return None
        account, whole = talk.conversation.account, burst.whole
        judged = judge(
            whole, account, home_of(account, self.directory), self.directory, reading=burst.reading
        )
        return (
            None if judged.kind in CASELESS or judged.kind in JOINING else replace(judged, words=whole.text)
        )

    def _with_whole(self, talk: Talk, message: Any, judged: Judged) -> Judged:
        """What opens a case is the whole burst, where all of it is here; danger in its first piece stays danger."""
        last = self.readings.ends.get(message.id)
        whole = self.whole(talk, last) if last else None
        if whole is None or judged.kind in {"complaint", "status"}:
            return judged
        alone, told = judged.findings, whole.findings
        return replace(
            whole,
            findings=replace(
                told,
                urgency=min(told.urgency, alone.urgency),
                emergency_numbers=tuple(dict.fromkeys((*alone.emergency_numbers, *told.emergency_numbers))),
                silent=told.silent or alone.silent,
            ),
        )

    def _corrected(self, talk: Talk, message: Any, judged: Judged, current: OpenCase) -> Judged:
        """The place as the citizen means it now, for the same matter."""
        meant = place_meant(message.text, current, self.directory.register)
        if not meant:
            return judged
        said = Whole(message.text, {"place_said": meant}, message.latitude, message.longitude)
        return judge(
            said, talk.conversation.account, home_of(talk.conversation.account, self.directory), self.directory,
            reading=self.readings.alone.get(message.id), kind_said=current.kind,
        )  # fmt: skip

    def anew(self, talk: Talk, message: Any, pieces: list[Any], current: OpenCase) -> Judged:
        """Everything that was said in a case as one; the kind that a person set stays."""
        kind, whole = current.kind if "kind" in current.decided else "", whole_of(pieces)
        try:
            judged = judge(
                whole,
                talk.conversation.account,
                home_of(talk.conversation.account, self.directory),
                self.directory,
                kind_said=kind,
            )
            return replace(judged, words=whole.text)
        except Exception as error:  # as above
            raise ReadingFailed(message.id, message.attempts, error) from error


def other_call(message: Any, current: OpenCase) -> bool:
    """A new call is a new matter, even from the same number; the pieces of one call carry its id."""
    return bool(message.facts.get("call", "") != current.call)


def home_of(account: str, directory: Directory) -> str:
    """The desk of an account for what has no place; some desk where the account has none."""
    return directory.homes.get(account) or next(iter(directory.homes.values()))
