"""An answer that waits on a page is announced by SMS, to a phone that its holder has proven (decisions.md 13)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import replies
from casework.replies import Addressee
from casework.texting import texted
from store import citizens, orgs, people, threads
from wording import say

ON_PAGES = frozenset({"web", "desk"})
"""Kinds of accounts whose answers wait under the private link."""
ONCE_IN = timedelta(minutes=30)
"""Several answers in a row are one notice."""


def by_text(
    session: Session, case: Any, at: datetime, *, account: str = "", of: UUID | None = None
) -> list[dict[str, Any]]:
    """The notice as a row for the outbox; none where answers arrive by themselves, or nobody proved a phone.

    account: by which the answer goes, "" for the case's own. at: when it does. of: the answer, if it can be taken back until then.
    """
    if (account or case.account).partition(".")[0] not in ON_PAGES:
        return []
    phone = texted(citizens.proven_phone(session, case.id))
    texts_by = next((row.code for row in orgs.accounts(session) if row.kind == "sms"), "")
    if not (texts_by and phone) or threads.noticed_between(session, case.id, at - ONCE_IN, at):
        return []
    conversation = people.conversation_with(session, texts_by, phone, person=case.person_id, now=at)
    words = replies.answer(say("notice.sms", case.language, reference=case.reference))
    to = Addressee(texts_by, conversation, case.id, case.language)
    row = replies.outbound(to, "notice", words, now=at)
    return [row | ({"hold_until": at, "facts": {"goes_with": str(of)}} if of else {})]
