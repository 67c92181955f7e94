"""Calls and messages to people who are rung: one covers everything that waits for them, none joins a citizen's thread."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import duty_words, replies, rungs
from casework.alarm_rules import Rules
from casework.ladder import ring, safely
from casework.replies import Addressee, Words
from casework.rungs import Book, Rung
from store import alarmcalls, alarmlists, alarms, duty, triaging
from store.alarms import Way, Why
from store.duty import StaffContact
from store.ids import new_id

log = logging.getLogger("saitrong.calling")

HOUR = timedelta(hours=1)


def call_out(
    session: Session,
    *,
    now: datetime,
    rules: Rules,
    name: Callable[[str], str],
    public_url: str,
    texts_by: str = "sms",
) -> int:
    """Put into the outbox what is due; how many rows. Called in the transaction of the tick, after the ladder.

    texts_by: the account that writes to phones (casework/saving.py).
    """
    crowded = alarmcalls.flooded(session, since=now - HOUR, limit=rules.crowd_above)
    for org in crowded:
        safely(session, UUID(int=0), partial(_tell_of_crowd, session, org, now))
    count = 0
    for waiting in alarmcalls.waiting_calls(session):
        busy = [org for org in waiting.orgs if org in crowded]
        pause = rules.crowd_every if busy else rules.together
        if waiting.last is None or now - waiting.last >= pause:
            spare = duty_words.crowd(name(busy[0]), crowded[busy[0]]) if busy else None
            count += safely(
                session,
                waiting.contact_id,
                partial(_call, session, waiting, spare, now, public_url, texts_by),
            )
    return count


def say_to(
    session: Session,
    contact: StaffContact,
    account: str,
    purpose: str,
    words: Words,
    *,
    now: datetime,
    **more: Any,
) -> None:
    """A message to a member of staff: first in the outbox, in a conversation of its own. more: columns of the row."""
    to = Addressee(account, duty.conversation_with(session, contact, account, now), None, "th")
    triaging.put_messages(session, [replies.outbound(to, purpose, words, now=now, urgent=True) | more])


def account_of(contact: StaffContact, way: str, texts_by: str) -> str:
    """LINE by the account whose chat it is; text messages and calls by the house's own."""
    return {Way.LINE.value: contact.account, Way.SMS.value: texts_by}.get(way, way)


def _call(
    session: Session, waiting: Any, spare: Words | None, now: datetime, public_url: str, texts_by: str
) -> None:
    """One message by one way. spare: what is said when nothing rings any more but there was a crowd."""
    key, contact = new_id(now), duty.contact(session, waiting.contact_id)
    covered = alarmcalls.covered(session, waiting.contact_id)
    words = duty_words.call(key, covered, public_url=public_url) if covered else spare
    if words is None or contact is None or contact.removed_at:
        return
    account, facts = account_of(contact, waiting.way, texts_by), {"alarms": [str(row.id) for row in covered]}
    say_to(session, contact, account, "duty", words, now=now, id=key, facts=facts)
    alarmcalls.mark_called(session, contact.id, waiting.way, key, now)


def _tell_of_crowd(session: Session, org: str, now: datetime) -> None:
    """Once an hour: the hub's people on duty and the operators, in writing."""
    newest = alarmcalls.newest(session, org)
    if newest is None or alarmcalls.flood_told(session, org, now - HOUR):
        return
    book, alarm = Book(session, now), alarmlists.one(session, newest)
    hub = rungs.hub_of(alarm)
    people = [person for rung in book.duty(hub) for person in rung] if hub != org else []
    part = Rung(Why.FLOOD, org, tuple(dict.fromkeys((*people, *book.operators()))))
    told = [
        ring(newest, alarm.step, part, person, contact, way, now)
        for person in part.people
        for contact, way in book.ways(person)
        if way != Way.VOICE
    ]
    # the row that nobody is called for keeps it from being told again
    alarms.put_rings(session, told or [ring(newest, alarm.step, part, None, None, Way.NONE, now)])
    log.error("crowd of alarms org=%s told=%d", org, len(told))
