"""Staff's words to the person of a case: sent by the way they picked, now or later, taken back, sent once more."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import notices, replies
from casework.access import Actor
from casework.answering import by_way
from casework.enclosures import Address, Enclosures, carried
from casework.handling import PERSON, Stale, allowed, change, move, tell
from casework.outlook import UNDO, kind_of
from casework.replies import Addressee
from store import attachments, dialogues, held, outbox, reply_drafts, triaging
from store.cases import CaseState

LATEST = timedelta(days=60)
"""Further ahead nobody knows what they will want to have said."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How an answer leaves. to: key of a way, "" for the usual one. at: not before then, None for now.

    texts_by: the account that writes to phones.
    """

    to: str = ""
    at: datetime | None = None
    waits: bool = False
    files: Enclosures = field(default_factory=Enclosures)
    texts_by: str = ""

    def until(self, now: datetime) -> datetime:
        """When it leaves."""
        return self.at or now + UNDO


def reply(
    session: Session,
    actor: Actor,
    reference: str,
    words: str,
    how: Sending | None = None,
    *,
    now: datetime,
    version: int | None = None,
) -> UUID:
    """Answer; returns the message's id. For five seconds, or until its hour, it can be taken back.

    version: the one the writer has read; Stale if somebody, perhaps the citizen, has added to the case since.
    """
    how = how or Sending()
    seen = allowed(session, actor, reference, "reply")
    if version is not None and version != seen.row.version:
        raise Stale(reference)
    to = by_way(session, seen.row, how.to, texts_by=how.texts_by, now=now)
    until = how.until(now)
    message, attached = _rows(seen.row, actor, to, words, how.files, until=until, now=now)
    notice = notices.by_text(session, seen.row, until, account=to.account, of=message["id"])
    triaging.put_messages(session, [message, *notice])
    attachments.put(session, attached)
    reply_drafts.sent(session, seen.row.id, actor.id)
    state = CaseState.WAITING_CITIZEN if how.waits else CaseState.ACTIVE
    move(session, seen, state, now, wants_person_at=None)
    dialogues.keep_person(session, seen.row.conversation_id, now + PERSON)
    tell(session, seen, "answered", actor, now, message=str(message["id"]))
    found: UUID = message["id"]
    return found


def _rows(
    row: Any, actor: Actor, to: Addressee, words: str, files: Enclosures, *, until: datetime, now: datetime
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The message and its attachments."""
    kind = kind_of(to.account)
    told = replies.answer(files.words(words, kind, row.language))
    message = replies.outbound(
        to, "answer", told, now=now, staff=actor.id, sender_name="", urgent=row.urgency == "U0"
    )
    attached = files.attached(message["id"], to.account, now)
    message |= {"hold_until": until, "sent_at": until}
    message["parts"] |= {"typed": words}
    if shown := files.parts(attached, kind):
        message["parts"] |= {"files": shown}
    return message, attached


def withdraw(session: Session, actor: Actor, reference: str, message: UUID, *, now: datetime) -> bool:
    """Take an answer back that has not left; its words are in the draft again. False when it is on its way already."""
    seen = allowed(session, actor, reference, "reply")
    row = held.withdraw(session, seen.row.id, message)
    if row is None:
        return False
    reply_drafts.put_back(session, seen.row.id, actor.id, row.words, row.files, now=now)
    tell(session, seen, "taken_back", actor, now, message=str(message))
    return True


def send_again(
    session: Session,
    actor: Actor,
    reference: str,
    message: UUID,
    *,
    version: int,
    now: datetime,
    address: Address | None = None,
) -> bool:
    """A person decides that a failed, withheld or unsure message goes out once more; False if it is neither.

    version: of the page on which its fate was read; Stale if somebody has done something since.
    address: for the pictures it carries, whose old addresses may have run out.
    """
    seen = allowed(session, actor, reference, "reply")
    again = outbox.insist(session, seen.row.id, message)
    if again is None:
        return False
    change(session, seen, version, now)
    if address and again.get("files"):
        fresh = [carried(UUID(each["id"]), address) for each in again["files"]]
        outbox.put_files(session, message, fresh)
    tell(session, seen, "sent_again", actor, now, message=str(message))
    return True
