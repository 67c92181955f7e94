"""triage(): from stored messages to owned cases with acknowledgement rows, a batch at a time, in one transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from store import dialogues, triaging
from store.register import Directory
from store.triaging import Talk
from triage.batch import Batch, Triaged
from triage.judging import ReadingFailed
from triage.states import QUIET, Due
from triage.turn import begin

__all__ = ["JOIN_WITHIN", "ReadingFailed", "Triaged", "count_failure", "go_on", "triage"]

JOIN_WITHIN = timedelta(hours=72)


def triage(
    session: Session,
    directory: Directory,
    *,
    now: datetime,
    limit: int = 100,
    quiet: timedelta = QUIET,
    url: str = "",
) -> Triaged:
    """Claim, read, route, open or join, lay out answers. Raises ReadingFailed for a message that cannot be read.

    quiet: pieces of one person with no longer pause are one plea. url: address of the pages, for links in channels
    that carry them. The caller commits; on ReadingFailed it rolls back, counts the failure (`count_failure`) and goes on.
    """
    talks = triaging.claim(session, limit=limit, now=now, join_within=JOIN_WITHIN)
    if not talks:
        return Triaged()
    batch = Batch(session, directory, now, talks, quiet=quiet, url=url)
    for talk in talks:
        batch.handle(talk)
    return batch.write()


def go_on(
    session: Session, directory: Callable[[], Directory], *, now: datetime, limit: int = 100
) -> Triaged:
    """What is due without a word: the question after the quiet window, the end of waiting after ten minutes.

    directory: asked for only when something is due.
    """
    waiting = dialogues.due(session, now=now, limit=limit)
    if not waiting:
        return Triaged()
    ids = [row.id for row in waiting]
    cases = triaging.open_cases(session, ids, since=now - JOIN_WITHIN)
    kept = dialogues.load(session, ids)
    batch = Batch(session, directory(), now, [])
    for row in waiting:
        turn = begin(Talk(row, (), tuple(cases.get(row.id, ()))), kept[row.id], row.language or "th")
        batch.wishing.apply(turn, None, Due(now))
        batch.end(turn)
    return batch.write()


def count_failure(session: Session, failure: ReadingFailed, *, now: datetime) -> None:
    """After the third failed reading the message is parked with a case at the home desk (decisions.md 8)."""
    wait = timedelta(seconds=0.2 * 2**failure.attempts)
    triaging.count_failure(session, failure.message, not_before=now + wait, error=str(failure))
