"""Twilio's request signature (SMS and voice), on the exact URL Twilio called.

The SDK's validator raises TypeError without a header, re-parses the URL and lets a JSON body through
unchecked; so the rule stands here: https://www.twilio.com/docs/usage/security#validating-requests
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs

from channels.contract import BadSignature, WebRequest

HEADER = "x-twilio-signature"
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^\]]*\]|[^/?#:]*)(?::(?P<port>\d+))?(?P<rest>.*)", re.DOTALL
)


def check(request: WebRequest, tokens: Sequence[str]) -> None:
    """BadSignature unless one of the tokens signed this URL with this form, or this JSON body by its hash."""
    if request.body and not request.form:
        _check_body_hash(request)
    given = request.headers.get(HEADER, "").encode("utf-8", "replace")
    # every candidate is computed: how long this takes tells nobody which one nearly fitted
    fits = [
        hmac.compare_digest(signature(url, request.form, token).encode(), given)
        for token in tokens
        for url in _spellings(request.url)
    ]
    if not any(fits):
        raise BadSignature(f"{HEADER} does not match")


def signature(url: str, form: Sequence[tuple[str, str]], token: str) -> str:
    """Base64 of HMAC-SHA1 over the URL and the sorted, unique names and values (blank ones too)."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    digest = hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _check_body_hash(request: WebRequest) -> None:
    query = request.url.partition("?")[2]
    named = parse_qs(query).get("bodySHA256", [""])[0].lower().encode("utf-8", "replace")
    if not hmac.compare_digest(hashlib.sha256(request.body).hexdigest().encode(), named):
        raise BadSignature("bodySHA256 does not match the body")


def _spellings(url: str) -> Iterator[str]:
    """With and without the port: Twilio's own signing is not consistent about it."""
    yield url
    parts = _URL.fullmatch(url)
    if parts:
        head, rest = f"{parts['scheme']}://{parts['host']}", parts["rest"]
        standard = "443" if parts["scheme"] == "https" else "80"
        yield f"{head}{rest}" if parts["port"] else f"{head}:{standard}{rest}"
