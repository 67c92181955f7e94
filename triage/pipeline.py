"""triage(): from stored messages to owned cases with acknowledgement rows, a batch at a time, in one transaction."""

from datetime import datetime, timedelta

from sqlmodel import Session

from store import triaging
from store.register import Directory
from triage.batch import Batch, Triaged
from triage.joining import QUIET
from triage.judging import ReadingFailed

__all__ = ["JOIN_WITHIN", "ReadingFailed", "Triaged", "count_failure", "triage"]

JOIN_WITHIN = timedelta(hours=72)


def triage(
    session: Session, directory: Directory, *, now: datetime, limit: int = 100, quiet: timedelta = QUIET
) -> Triaged:
    """Claim, read, route, open or join, lay out answers. Raises ReadingFailed for a message that cannot be read.

    quiet: pieces of one person with no longer pause are one plea.

    The caller commits; on ReadingFailed it rolls back, counts the failure (`count_failure`) and goes on.
    """
    talks = triaging.claim(session, limit=limit, now=now, join_within=JOIN_WITHIN)
    if not talks:
        return Triaged()
    batch = Batch(session, directory, now, talks, quiet)
    for talk in talks:
        batch.handle(talk)
    return batch.write()


def count_failure(session: Session, failure: ReadingFailed, *, now: datetime) -> None:
    """After the third failed reading the message is parked with a case at the home desk (decisions.md 8)."""
    wait = timedelta(seconds=0.2 * 2**failure.attempts)
    triaging.count_failure(session, failure.message, not_before=now + wait, error=str(failure))
