"""Provider secrets at rest: sealed with a key made from SECRET_KEY, so that a copy of the database alone opens nothing."""

import base64
import hashlib
import logging
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

log = logging.getLogger("saitrong.sealing")


def seal(value: str, secret_key: str) -> str:
    return _fernet(secret_key).encrypt(value.encode()).decode()


def opened(sealed: Mapping[str, str], secret_key: str, *, account: str) -> dict[str, str]:
    """The values; one that was sealed with another SECRET_KEY is left out and must be set again."""
    fernet, found = _fernet(secret_key), {}
    for name, value in sealed.items():
        try:
            found[name] = fernet.decrypt(value.encode()).decode()
        except InvalidToken:
            log.warning(
                "account=%s setting=%s was sealed with another SECRET_KEY: set it again", account, name
            )
    return found


def _fernet(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"accounts\n" + secret_key.encode()).digest()))
