"""Codes by SMS: they open a whole case, or prove that a phone is its holder's. Only their hash is kept."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, request

from casework.texting import texted
from channels.contract import OutboundMessage
from gateway.door import Door
from gateway.guard import house
from gateway.pages.limits import too_many
from store import citizens
from store.db import Session, utc_now
from store.ids import new_id
from wording import say

ACCOUNT = "sms"
LIVES = timedelta(minutes=10)
TRIES = 5
PER_CASE, PER_ADDRESS = 3, 10
TRIES_PER_ADDRESS = 30


def can_send(phone: str) -> bool:
    return ACCOUNT in house().channels and bool(texted(phone))


def send(case: Any) -> bool:
    """A new code to the phone of the case; False when too many were asked for. The old one opens nothing any more."""
    limits = ((f"code case {case.id}", PER_CASE), (f"code address {request.remote_addr}", PER_ADDRESS))
    if too_many(*limits):
        return False
    code, now = f"{secrets.randbelow(1_000_000):06d}", utc_now()
    with house().database.session() as session:
        citizens.keep_code(session, case.id, code, case.phone, now + LIVES)
    text = say("code.sms", case.language, code=code)
    message = OutboundMessage(
        key=new_id(now), recipient=texted(case.phone), text=text, short=text, language=case.language
    )
    door: Door = current_app.extensions["door"]
    door.sender.say(house().channels[ACCOUNT], message)
    return True


def holds(session: Session, case: UUID, typed: str) -> bool:
    """Whether this is the code that is out for the case. A right one proves the phone it was sent to."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    phone = citizens.try_code(session, case, digits, utc_now(), most=TRIES)
    if phone is None:
        return False
    citizens.prove_phone(session, case, phone)
    return True


def tried_too_often() -> bool:
    return too_many((f"code tries {request.remote_addr}", TRIES_PER_ADDRESS))
