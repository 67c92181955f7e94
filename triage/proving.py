"""Proof that a phone is the writer's: a code goes there by text message and is typed back here.

What is proven joins persons of the same phone and lets answers go there; nothing that is only alike does.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from casework import persons, prompts, replies
from casework.phones import e164
from casework.replies import Addressee
from store import people
from store import persons as ways
from store.ids import conversation_id, new_id, token_hash
from store.register import Directory
from triage.plan import Plan
from triage.speaking import TEXTS
from triage.states import Say
from triage.turn import Turn

LASTS = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=1)
TRIES = 5
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Proof:
    session: Session
    directory: Directory
    plan: Plan
    now: datetime


def begin(by: Proof, turn: Turn, *, wish: str = "") -> Say:
    """Send a code to the number this person gave; without one, ask for it."""
    phone, account = e164(turn.phone), _sms_account(by.directory, turn)
    if not phone or not account or turn.settled_person is None:
        return Say("prove.none")
    before = ways.code_of(by.session, turn.conversation)
    if before and by.now - before.sent_at < AGAIN_AFTER:
        return Say("prove.sent")
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    ways.put_code(
        by.session, conversation=turn.conversation, phone=phone, code_hash=_hashed(turn.conversation, code),
        wish=wish, now=by.now,
    )  # fmt: skip
    _send(by, turn, account, phone, code)
    return Say("prove.sent")


def check(by: Proof, turn: Turn, code: str) -> Say:
    """A right code proves the phone and joins whoever had proven the same one; a wrong one may be tried again."""
    sent = ways.code_of(by.session, turn.conversation)
    if sent is None or by.now - sent.sent_at > LASTS or sent.tries >= TRIES or turn.settled_person is None:
        return Say("prove.over")
    sent.tries += 1
    if not hmac.compare_digest(sent.code_hash, _hashed(turn.conversation, code)):
        return Say("prove.wrong")
    phone, wish = sent.phone, sent.wish
    by.session.delete(sent)
    by.session.flush()
    _proved(by, turn.settled_person, phone)
    return choose(by, turn, wish) if wish else Say("prove.done")


def choose(by: Proof, turn: Turn, kind: str) -> Say:
    """Where staff's answers go from now on. A phone that is not proven is proven first."""
    if turn.settled_person is None:
        return Say("by.none")
    if kind == turn.channel:
        chosen: UUID | None = turn.conversation
    elif kind == "sms":
        phone, account = (
            ways.proven_phone(by.session, turn.settled_person),
            _sms_account(by.directory, turn),
        )
        if not phone or not account:
            return begin(by, turn, wish="sms")
        chosen = _conversation(by, turn.settled_person, account, phone)
        people.join_people(by.session, [{"conversation": chosen, "person": turn.settled_person, "name": ""}])
    else:
        chosen = ways.conversation_by(by.session, turn.settled_person, kind)
    if chosen is None:
        return Say("by.none")
    ways.answer_to(by.session, turn.settled_person, chosen)
    return Say("by.set", value=kind)


def _proved(by: Proof, person: UUID, phone: str) -> None:
    others = ways.owners_of(by.session, [phone])
    ways.prove(by.session, person, phone, point=new_id(by.now), now=by.now)
    gone = others.get(phone)
    if gone is not None and gone != person:
        persons.join(by.session, keep=person, gone=gone, now=by.now)


def _send(by: Proof, turn: Turn, account: str, phone: str, code: str) -> None:
    """Outside every case: nobody but the phone's owner needs to read it."""
    to = Addressee(account, _conversation(by, None, account, phone), None, turn.language)
    words = prompts.plainly("dialogue.code_sms", turn.language, code=code)
    by.plan.out.append(replies.outbound(to, "code", replace(words, spoken=""), now=by.now))


def _conversation(by: Proof, person: UUID | None, account: str, phone: str) -> UUID:
    found = conversation_id(account, phone)
    ways.open_conversation(
        by.session, conversation=found, account=account, sender=phone, person=person, now=by.now
    )
    return found


def _sms_account(directory: Directory, turn: Turn) -> str:
    """The text message account of the same desk, else any."""
    accounts = sorted(code for code in directory.homes if code.partition(".")[0] in TEXTS)
    home = directory.homes.get(turn.talk.conversation.account)
    return next((code for code in accounts if directory.homes[code] == home), accounts[0] if accounts else "")


def _hashed(conversation: UUID, code: str) -> str:
    return token_hash(f"{conversation}{code}")
