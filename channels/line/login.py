"""LINE Login: where to sign in, and who an id token speaks of once LINE itself has verified it.

https://developers.line.biz/en/reference/line-login/ (issue access token, verify ID token). User ids are the same in the
messaging API when both channels belong to one provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
import urllib3

from channels.errors import SendFailed

API_URL = "https://api.line.me"
PAGE_URL = "https://access.line.me"
_TIMEOUT = urllib3.Timeout(connect=3, read=5)


class NotSignedIn(Exception):
    """The id token is expired, of another audience, carries another nonce, or is none; the text is LINE's own."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LineLogin:
    """channel_id: the audience. secret: only for sign-in by a page of LINE; a LIFF app brings its id token."""

    channel_id: str
    secret: str = field(default="", repr=False)
    api_url: str = API_URL
    page_url: str = PAGE_URL

    def address(self, *, state: str, nonce: str, back: str) -> str:
        """Where the browser goes to sign in; it comes back to `back` with a code and the state."""
        asked = {
            "response_type": "code",
            "client_id": self.channel_id,
            "redirect_uri": back,
            "state": state,
            "scope": "openid",
            "nonce": nonce,
        }
        return f"{self.page_url}/oauth2/v2.1/authorize?{urlencode(asked)}"

    def id_token(self, code: str, *, back: str) -> str:
        """The id token for a code that came back; NotSignedIn when LINE does not know it, SendFailed when away."""
        told = self._post(
            "token",
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": back,
                "client_id": self.channel_id,
                "client_secret": self.secret,
            },
        )
        return str(told.get("id_token", ""))

    def verified(self, id_token: str, *, nonce: str = "") -> SignedIn:
        """Asks LINE; checks audience and nonce once more, because a wrong person must never read a case."""
        told = self._post(
            "verify",
            {"id_token": id_token, "client_id": self.channel_id} | ({"nonce": nonce} if nonce else {}),
        )
        user, ends = told.get("sub"), told.get("exp")
        if not isinstance(user, str) or not user or not isinstance(ends, int):
            raise NotSignedIn("no user in the answer")
        if told.get("aud") != self.channel_id or (nonce and told.get("nonce") != nonce):
            raise NotSignedIn("audience or nonce of another sign-in")
        return SignedIn(user, datetime.fromtimestamp(ends, UTC))

    def _post(self, path: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
        url = f"{self.api_url}/oauth2/v2.1/{path}"
        try:
            # encode_multipart: LINE takes urlencoded forms only
            answer = _pool().request(
                "POST", url, fields=fields, encode_multipart=False, timeout=_TIMEOUT, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise SendFailed(f"LINE Login: {type(error).__name__}", retryable=True) from error
        if answer.status >= 500 or answer.status == 429:
            raise SendFailed(f"LINE Login: {answer.status}", retryable=True)
        try:
            told = orjson.loads(answer.data)
        except orjson.JSONDecodeError:
            told = {}
        if answer.status != 200 or not isinstance(told, dict):
            said = told.get("error_description", "") if isinstance(told, dict) else ""
            raise NotSignedIn(str(said)[:100] or f"status {answer.status}")
        return told


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=4, retries=False)


def open_login(settings: Mapping[str, str]) -> LineLogin | None:
    """None where LINE_LOGIN_CHANNEL_ID is not set: nobody is offered to sign in."""
    channel = settings.get("LINE_LOGIN_CHANNEL_ID", "")
    if not channel:
        return None
    return LineLogin(
        channel_id=channel,
        secret=settings.get("LINE_LOGIN_SECRET", ""),
        api_url=(settings.get("LINE_API_URL") or API_URL).rstrip("/"),
        page_url=(settings.get("LINE_LOGIN_URL") or PAGE_URL).rstrip("/"),
    )
