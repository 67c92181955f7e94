"""The link by which an agency without an account answers: signed, for one request, with an end."""

from typing import Any
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from casework.hub_rules import rules
from gateway.guard import house
from store import referrals
from store.db import Session, utc_now
from store.referrals import OPEN


def token_of(row: Any) -> str:
    """Nothing of the case or the person stands in it."""
    return str(_signer().dumps([row.id.hex, row.link_serial]))


def opened(session: Session, token: str) -> Any:
    """The request of a genuine link that is not over: None for an invented, older, ended or old one."""
    try:
        key, serial = _signer().loads(token)
        row = referrals.one(session, UUID(key))
    except (BadSignature, ValueError, TypeError):
        return None
    living = row is not None and row.link_serial == serial and utc_now() < row.made_at + rules().link
    return row if living and row.state in OPEN else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.secret_key, salt="agency answer")
