"""How a member of staff is rung: a LINE chat linked by a code, a telephone proven by one. Nobody else's may be added."""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import calling
from casework.phones import e164
from casework.replies import Words
from store import audit, duty, staff
from store.duty import Kind, StaffContact
from store.ids import new_id, token_hash
from wording import say

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 5
MOST = 6
"""Contact points of one person."""
_HOUR = timedelta(hours=1)
_CODE = re.compile(r"\s*(?:เวร|duty)[\s:-]*((?:\d[\s-]*){8})\s*", re.IGNORECASE)


class NotThis(Exception):
    """What was typed cannot be; key: the sentence that says why (contacts.…)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def add_line(session: Session, person: UUID, account: str, *, now: datetime) -> tuple[StaffContact, str]:
    """A LINE chat that is not linked yet, and the code to be written there within GOOD_FOR."""
    _make_room(session, person, now)
    code = f"{secrets.randbelow(10**8):08d}"
    found = _new(session, person, Kind.LINE, account, "", code, now)
    return found, f"{code[:4]} {code[4:]}"


def add_phone(
    session: Session, person: UUID, typed: str, *, now: datetime, texts_by: str = "sms"
) -> StaffContact:
    """A telephone that is not proven yet; its code goes out by text message."""
    value = e164(typed)
    if not value:
        raise NotThis("contacts.bad_phone")
    _make_room(session, person, now)
    if any(one.value == value for one in duty.contacts(session, [person])):
        raise NotThis("contacts.have_it")
    code = f"{secrets.randbelow(10**6):06d}"
    found = _new(session, person, Kind.PHONE, "", value, code, now)
    told = say("contacts.code_sms", code=code, minutes=int(GOOD_FOR.total_seconds() // 60))
    calling.say_to(session, found, texts_by, "duty_code", Words(text=told, short=told, spoken=told), now=now)
    return found


def prove(session: Session, person: UUID, key: UUID, typed: str, *, now: datetime) -> None:
    """The code of a telephone, typed on the page; NotThis says what is wrong. The caller commits in either case."""
    found = duty.contact(session, key, lock=True)
    if found is None or found.staff_id != person or found.removed_at or found.kind != Kind.PHONE:
        raise NotThis("contacts.gone")
    if found.verified_at:
        return
    if found.code_until is None or found.code_until <= now or found.code_tries >= TRIES:
        raise NotThis("contacts.code_late")
    found.code_tries += 1
    given = "".join(str(int(c)) for c in typed if c.isdecimal())
    if not secrets.compare_digest(_hash(person, given), found.code_hash):
        raise NotThis("contacts.code_wrong")
    _verified(session, found, now)


def link(session: Session, account: str, sender: str, text: str, *, now: datetime) -> StaffContact | None:
    """The LINE contact point whose code these words are; None if they are none. A guesser has five tries an hour."""
    match = _CODE.fullmatch(text)
    if not match or not account.startswith("line") or sender.startswith(("anon:", "staff:")):
        return None
    if staff.tries(session, f"duty code {account} {sender}", now=now, window=_HOUR) > TRIES:
        return None
    digits = "".join(str(int(c)) for c in match[1] if c.isdecimal())
    found = duty.waiting_code(session, account, token_hash(f"duty line {digits}"), now)
    if found is None or _held_by_another(session, account, sender):
        return None
    try:
        with session.begin_nested():
            found.value = sender
            _verified(session, found, now)
    except IntegrityError:  # the same person linked it a moment ago
        return None
    return found


def linked_words() -> Words:
    told = say("contacts.linked_line")
    return Words(text=told, short=told, spoken=told)


def remove(session: Session, person: UUID, key: UUID, *, now: datetime) -> None:
    if duty.remove_contact(session, person, key, now):
        audit.note(session, "contact.removed", now=now, staff_id=person, detail=str(key))


def _held_by_another(session: Session, account: str, sender: str) -> bool:
    held = duty.holders(session, [(account, sender)]).get((account, sender), [])
    return any(one.kind == Kind.LINE for one in held)


def _make_room(session: Session, person: UUID, now: datetime) -> None:
    """Codes that nobody used make room; NotThis above what one person needs, or for too many codes an hour."""
    for one in duty.contacts(session, [person]):
        if not one.verified_at and one.code_until and one.code_until <= now:
            duty.remove_contact(session, person, one.id, now)
    if len(duty.contacts(session, [person])) >= MOST:
        raise NotThis("contacts.many")
    if staff.tries(session, f"duty codes of {person}", now=now, window=_HOUR) > CODES_AN_HOUR:
        raise NotThis("contacts.wait")


def _new(
    session: Session, person: UUID, kind: Kind, account: str, value: str, code: str, now: datetime
) -> StaffContact:
    hashed = token_hash(f"duty line {code}") if kind == Kind.LINE else _hash(person, code)
    found = StaffContact(
        id=new_id(now), staff_id=person, kind=kind.value, account=account, value=value, code_hash=hashed,
        code_until=now + GOOD_FOR, code_tries=0, created_at=now,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def _verified(session: Session, found: StaffContact, now: datetime) -> None:
    found.verified_at, found.code_hash, found.code_until = now, "", None
    session.flush()
    audit.note(session, "contact.proven", now=now, staff_id=found.staff_id, detail=f"{found.kind} {found.id}")


def _hash(person: UUID, code: str) -> str:
    return token_hash(f"duty phone {person} {code}")
