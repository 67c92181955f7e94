"""An answer that waits on a page is announced by SMS, to a phone that its holder has proven (decisions.md 13)."""

from datetime import datetime, timedelta
from typing import Any

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


def by_text(session: Session, case: Any, now: datetime) -> list[dict[str, Any]]:
    """The notice as a row for the outbox; none where answers arrive by themselves, or nobody proved a phone."""
    if case.account.partition(".")[0] not in ON_PAGES:
        return []
    phone = texted(citizens.proven_phone(session, case.id))
    account = next((row.code for row in orgs.accounts(session) if row.kind == "sms"), "")
    if not (account and phone) or threads.noticed_since(session, case.id, now - ONCE_IN):
        return []
    conversation = people.conversation_with(session, account, phone, person=case.person_id, now=now)
    words = replies.answer(say("notice.sms", case.language, reference=case.reference))
    to = Addressee(account, conversation, case.id, case.language)
    return [replies.outbound(to, "notice", words, now=now)]
