"""A flood of pleas from one address is slowed, never refused: whoever waits and presses again gets through.

Behind one address may sit a bot and a village, or thousands of phones of one mobile network (carrier-grade NAT): so the
bounds are wide and the waits short. What speaks of danger is held up last.
"""

import hashlib
import hmac
from datetime import timedelta

from flask import request

from gateway.guard import house
from gateway.pages.limits import counted
from store.db import OperationalError, utc_now

QUICK = 60
"""Pleas in 15 minutes from one address that nobody has to wait for."""
QUICK_DANGER = 600
WAITS = ((600, timedelta(seconds=20)), (None, timedelta(minutes=1)))
"""(up to how many, how long to wait): a bot that follows every step is slowed as well."""
BAIT = "website"
"""A field that people do not see; what fills it in is a program, or an eager browser, and has to press again."""


def wait_for(nonce: str, *, danger: bool) -> timedelta | None:
    """How long this plea has to wait, None when it may go now. While the database is away nothing is counted."""
    if _has_waited(nonce):
        return None
    try:
        count = counted(f"report address {request.remote_addr}")
    except OperationalError:
        return None
    quick = QUICK_DANGER if danger else QUICK
    if count <= quick and not (request.form.get(BAIT) and not danger):
        return None
    return next(wait for most, wait in WAITS if most is None or count <= most)


def ticket(nonce: str, wait: timedelta) -> str:
    """Carried by the form that is shown again: from when on this plea may go."""
    after = int((utc_now() + wait).timestamp())
    return f"{after}.{_seal(nonce, after)}"


def _has_waited(nonce: str) -> bool:
    after, _, seal = request.form.get("waited", "").partition(".")
    if not (after.isascii() and after.isdecimal() and len(after) <= 12):
        return False
    genuine = hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(nonce, int(after)).encode())
    return genuine and utc_now().timestamp() >= int(after)


def _seal(nonce: str, after: int) -> str:
    message = f"wait {nonce} {after}".encode()
    return hmac.new(house().settings.secret_key.encode(), message, hashlib.sha256).hexdigest()[:32]
