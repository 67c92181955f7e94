"""What people on duty answer to a call of ours: a key, a button, "รับ", a reference; or the code that links their LINE.

Their words are theirs only while they answer us. Anything else they write is a citizen's plea like any other.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import alarms, calling, contacts, duty_words
from casework.alarm_rules import rules
from casework.replies import Words
from channels.contract import InboundMessage
from store import alarmcalls, duty
from store.duty import StaffContact
from store.ids import typed_reference
from store.triaging import Talk
from triage.reading.normalise import normalise

_YES = re.compile(r"(?:รับ(?:เหตุ|เรื่อง|ทราบ)?(?:แล้ว)?|1|ok|yes)(?:ค่ะ|คะ|ครับ|คับ|จ้า)?[.! ]*")
_LONGEST = 40
_LATE = timedelta(minutes=30)
"""So long after the last call a "รับ" to what somebody else has taken is still answered as such."""


def acknowledges(event: object) -> bool:
    """Somebody on duty pressed a key: read before everything else, or the next is rung for nothing."""
    return isinstance(event, InboundMessage) and event.choice.startswith(duty_words.PREFIX)


class DutyAnswers:
    """Asked for every message before it is read; one look for the whole batch, and that only at short messages."""

    def __init__(self, session: Session, now: datetime, talks: Sequence[Talk]) -> None:
        self.session = session
        self.now = now
        short = [t for t in talks if any(len(m.text) <= _LONGEST for m in t.messages)]
        senders = [(t.conversation.account, t.conversation.sender) for t in short]
        self._holders = duty.holders(session, senders)

    def takes(self, talk: Talk, message: Any) -> bool:
        """Whether the message was an answer of somebody on duty, and is settled."""
        if message.choice.startswith(duty_words.PREFIX):
            self._pressed(talk, message.choice.removeprefix(duty_words.PREFIX))
            return True
        if message.group_id or message.urgent or not 0 < len(message.text) <= _LONGEST:
            return False
        sender = (talk.conversation.account, talk.conversation.sender)
        if linked := contacts.link(self.session, *sender, message.text, now=self.now):
            self._say(linked, sender[0], "duty_linked", contacts.linked_words())
            return True
        held = self._holders.get(sender, [])
        return bool(held) and self._answered(held, sender[0], message.text)

    def _pressed(self, talk: Talk, key: str) -> None:
        """A key in a call of ours or a button under a message of ours; the message's id says which."""
        call = alarmcalls.of_message(self.session, _uuid(key))
        if call is None:
            return
        contact = duty.contact(self.session, call.contact_id)
        how = _how(talk.conversation.account)
        spoken = how == "voice"
        # a card that was passed on to somebody else acknowledges nothing
        if contact is None or not (spoken or contact.value == talk.conversation.sender):
            return
        ids = [UUID(each) for each in call.facts.get("alarms", ())]
        done = alarms.acknowledge(self.session, ids, staff=call.staff_id, how=how, now=self.now)
        if not spoken:
            self._say(contact, talk.conversation.account, "duty_ack", self._words([contact], done))

    def _answered(self, held: Sequence[StaffContact], account: str, text: str) -> bool:
        """By text: everything that still rings for them, or the one whose reference they write."""
        words = normalise(text).strip()
        reference = typed_reference(text)
        if not reference and not _YES.fullmatch(words):
            return False
        since = self.now - rules().answer
        lately = alarmcalls.rung_lately(self.session, [one.id for one in held], since)
        meant = [row for row in lately if reference in {None, row.reference}]
        if not meant:
            return False
        held_by = self._whose(held)
        done = alarms.acknowledge(
            self.session,
            [row.id for row in meant],
            staff=held_by.staff_id,
            how=_how(account),
            now=self.now,
        )
        if not done and (reference or meant[0].called_at < self.now - _LATE):
            return False  # nothing rings: they ask how the case stands, or speak of something else
        self._say(held_by, account, "duty_ack", self._words(held, done, meant))
        return True

    def _whose(self, held: Sequence[StaffContact]) -> StaffContact:
        """A telephone of the whole office: the one of its holders who was rung last."""
        if len(held) == 1:
            return held[0]
        last = alarmcalls.last_rung(self.session, [one.id for one in held])
        return next((one for one in held if one.id == last), held[0])

    def _words(self, held: Sequence[StaffContact], done: Sequence[Any], meant: Sequence[Any] = ()) -> Words:
        if done:
            return duty_words.accepted([row.reference for row in done])
        since = self.now - rules().answer
        lately = meant or alarmcalls.rung_lately(self.session, [one.id for one in held], since)
        newest = lately[0] if lately else None
        if newest is None:
            return duty_words.nothing_rings()
        return duty_words.taken_already(newest.reference, newest.acknowledged_name or "")

    def _say(self, contact: StaffContact, account: str, purpose: str, words: Words) -> None:
        calling.say_to(self.session, contact, account, purpose, words, now=self.now)


def _how(account: str) -> str:
    """Every account that writes to phones is "sms"."""
    kind = account.partition(".")[0]
    return kind if kind in {"line", "voice"} else "sms"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
