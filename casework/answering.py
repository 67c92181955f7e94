"""Where words to the person of a case go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework.access import NotAllowed
from casework.outlook import BY_TEXT
from casework.replies import Addressee
from casework.texting import texted
from store import people, persons, reaching


def addressee(session: Session, row: Any) -> Addressee:
    """Where staff's words to the person of a case go: where they chose to be answered, else where they wrote."""
    chosen = persons.preferred(session, row.person_id) if row.person_id else None
    account, conversation = (chosen.account, chosen.id) if chosen else (row.account, row.conversation_id)
    return Addressee(account, conversation, row.id, row.language)


def by_way(session: Session, row: Any, key: str, *, texts_by: str, now: datetime) -> Addressee:
    """The same by a way that staff picked (casework/outlook.py). texts_by: the account that writes to phones.

    NotAllowed when that conversation is somebody else's, or the phone was never proven.
    """
    if not key or key == str(row.conversation_id):
        return addressee(session, row) if not key else _to(row, row.account, row.conversation_id)
    if key == BY_TEXT:
        phone = texted(persons.proven_phone(session, row.person_id)) if row.person_id else ""
        if not (phone and texts_by):
            raise NotAllowed("reply")
        talk = people.conversation_with(session, texts_by, phone, person=row.person_id, now=now)
        return _to(row, texts_by, talk)
    try:
        found = reaching.of_person(session, UUID(key), row.person_id)
    except ValueError:
        found = None
    if found is None:
        raise NotAllowed("reply")
    return _to(row, found.account, found.id)


def _to(row: Any, account: str, conversation: UUID) -> Addressee:
    return Addressee(account, conversation, row.id, row.language)
