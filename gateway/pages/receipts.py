"""The private link of a plea: from the form's nonce to a token, from the token to the sender the database knows.

The token opens the thread and is kept nowhere: the database holds only what is made from it, one way.
"""

import hashlib
import hmac
from base64 import b32encode
from uuid import UUID, uuid4

from store.ids import conversation_id

TOKEN_LENGTH = 26
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz234567")


def nonce_of(given: str) -> str:
    """The form's hidden number, which makes a second press the same plea; a new one if it is none of ours."""
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())


def token_of(secret: str, nonce: str, purpose: str = "receipt") -> str:
    """128 bits in small letters and digits, the same whenever the same form is sent again."""
    digest = hmac.new(secret.encode(), f"{purpose}{nonce}".encode(), hashlib.sha256).digest()[:16]
    return b32encode(digest).decode().rstrip("=").lower()


def is_token(text: str) -> bool:
    return len(text) == TOKEN_LENGTH and set(text) <= _LETTERS


def sender_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def conversation_of(account: str, token: str) -> UUID:
    return conversation_id(account, sender_of(token))


def event_of(nonce: str, *said: object) -> str:
    """The key of what was said: the same words sent twice are one message, changed words are a further one."""
    told = "\n".join(repr(each) for each in said)
    return f"{nonce}.{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
