"""Sparing a month's pushes: what still goes out when little is left, and how a person learns that words wait for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from casework import replies
from casework.replies import Addressee
from channels.contract import Channel, TextsPhones
from store import outbox, people, triaging
from store.ids import conversation_id, grouped
from wording import say

WARN = 0.7
SAVE = 0.9
"""Shares of the month's pushes (channels.md section 6): staff are told; only the ends of cases still go out."""
NOTICE_EVERY = timedelta(days=1)
_KEPT = frozenset({"closed", "danger"})


def saved(row: Any, share: float) -> bool:
    """Whether this push waits for the next free reply instead. Danger, the end of a case and a person's insisting go."""
    return share >= SAVE and not (row.urgent or row.purpose in _KEPT or row.parts.get("insist"))


def notice(session: Session, channels: Mapping[str, Channel], row: Any, *, now: datetime) -> bool:
    """One text message a day to a phone the person has proven: something waits in LINE. It says nothing of what.

    A word from them in LINE brings a free reply, and with it everything that waited (store/outbox.py:together).
    """
    account = texting(channels)
    phone = people.proven_phone(session, row.conversation_id)
    if not (account and phone) or row.purpose == "group":
        return False
    people.put_conversation(session, account=account, sender=phone, now=now)
    talk = conversation_id(account, phone)
    if outbox.said_since(session, talk, "waits", since=now - NOTICE_EVERY):
        return False
    words = replies.Words(text=say("waits.sms", row.language, reference=_reference(session, row)))
    to = Addressee(account, talk, row.case_id, row.language)
    triaging.put_messages(session, [replies.outbound(to, "waits", words, now=now)])
    return True


def texting(channels: Mapping[str, Channel], *, prefer: str = "sms") -> str:
    """The account that writes to phones: the preferred one, or another where only that one has a provider."""
    able = {code: channel for code, channel in sorted(channels.items()) if isinstance(channel, TextsPhones)}
    sending = [code for code, channel in able.items() if channel.sends]
    return next((code for code in (prefer, *sending) if code in sending), prefer if prefer in able else "")


def _reference(session: Session, row: Any) -> str:
    return grouped(triaging.reference_of(session, row.case_id)) if row.case_id else "-"
