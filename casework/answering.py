"""Where words to the person of a case go."""

from typing import Any

from sqlmodel import Session

from casework.replies import Addressee
from store import persons


def addressee(session: Session, row: Any) -> Addressee:
    """Where staff's words to the person of a case go: where they chose to be answered, else where they wrote."""
    chosen = persons.preferred(session, row.person_id) if row.person_id else None
    account, conversation = (chosen.account, chosen.id) if chosen else (row.account, row.conversation_id)
    return Addressee(account, conversation, row.id, row.language)
