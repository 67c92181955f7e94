"""The signature of requests that our own pages hand to a channel: HMAC-SHA256 of the body, in hex."""

import hashlib
import hmac

from channels.contract import BadSignature, WebRequest

HEADER = "x-saitrong-signature"


def sign(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def check(request: WebRequest, secret: str) -> None:
    given = request.headers.get(HEADER, "").encode("utf-8", "replace")
    if not hmac.compare_digest(sign(request.body, secret).encode(), given):
        raise BadSignature(f"{HEADER} does not match")
