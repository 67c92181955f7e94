"""`notify`: a staff member is told of a case, under the bell of every page (gateway/pages/bell.py)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from store import staff_notices
from store.staff_notices import Told

What = Literal["assigned", "mentioned", "changed", "handed", "late"]


def notify(
    session: Session,
    staff_ids: Iterable[UUID],
    what: What,
    case: UUID,
    now: datetime,
    *,
    by: UUID | None = None,
) -> None:
    """Tell each of these staff members once, in the caller's transaction; nothing of the case but its id is kept.

    what: "assigned" to them, "mentioned" in a note, "changed" while they watch it, "handed" to their centre, "late" when a
    step of theirs is.
    case: the case's id. by: who did it; that person is never told of their own deed. What repeats before it was
    read is one line. Whom it is right to tell is the caller's to know: the line leads to the case, and the case
    itself still opens only for those who may read it (casework/access.py).
    """
    staff_notices.put(session, {*staff_ids} - {by}, Told(what), case, now=now, by=by)
