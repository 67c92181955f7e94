"""Sending through LINE's SDK: one connection pool for the life of the process, every outcome told apart.

A push carries its retry key from the first attempt, so it may be tried again after any doubt. A reply has no
such key: after a doubt nobody knows, and OutcomeUnknown says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    MessagingApi,
    PushMessageRequest,
    ReplyMessageRequest,
)
from pydantic.v1 import ValidationError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from channels.contract import (
    OutboundMessage,
    OutcomeUnknown,
    QuotaSpent,
    RecipientGone,
    ReplyTokenInvalid,
    SendFailed,
)
from channels.line import cards

TIMEOUT = (3.0, 10.0)  # connect, read
RATE_LIMIT_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What LINE answered."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def first_sent_id(self) -> str:
        try:
            sent = orjson.loads(self.text)["sentMessages"]
            return str(sent[0]["id"])
        except (orjson.JSONDecodeError, LookupError, TypeError):
            return ""


def open_api(token: str, api_url: str = "") -> Any:
    """The SDK's client with one connection pool."""
    return MessagingApi(open_client(token, api_url))


def open_client(token: str, api_url: str = "") -> Any:
    # without a host the SDK knows LINE's own two (api and api-data)
    settings = Configuration(host=api_url.rstrip("/") or None, access_token=token)
    # no retries and no redirects behind our back: this module decides what is tried again
    settings.retries = False
    return ApiClient(settings)


class LineSender:
    def __init__(self, token: str, api_url: str = "", colour: str = "") -> None:
        self._api = open_api(token, api_url)
        self._colour = colour

    def send(self, message: OutboundMessage) -> str:
        if message.reply_token:
            return self._reply(message)
        if message.recipient.startswith("anon:"):
            raise RecipientGone("LINE did not name this person: only a reply token reaches them")
        return self._push(message)

    def _reply(self, message: OutboundMessage) -> str:
        parts = {"replyToken": message.reply_token, "messages": cards.messages(message, self._colour)}
        body = _built(ReplyMessageRequest, parts)
        try:
            answer = self._api.reply_message_with_http_info(body, _request_timeout=TIMEOUT)
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise SendFailed("LINE not reached", retryable=True) from error
        except ApiException as error:
            raise _reply_error(_verdict(error)) from error
        except UnicodeDecodeError as error:
            raise _reply_error(_undecodable(error)) from error
        except (HTTPError, ValidationError, ValueError) as error:
            raise OutcomeUnknown(f"reply: {type(error).__name__}") from error
        return _id_of(answer)

    def _push(self, message: OutboundMessage) -> str:
        bubbles = cards.messages(message, self._colour)
        body = _built(PushMessageRequest, {"to": message.recipient, "messages": bubbles})
        try:
            answer = self._api.push_message_with_http_info(
                body, x_line_retry_key=str(message.key), _request_timeout=TIMEOUT
            )
        except ApiException as error:
            return _push_judged(_verdict(error))
        except UnicodeDecodeError as error:
            return _push_judged(_undecodable(error))
        except (HTTPError, ValidationError, ValueError) as error:
            raise SendFailed(f"push: {type(error).__name__}", retryable=True) from error
        return _id_of(answer)


def _built(model: Any, parts: cards.Json) -> Any:
    """The SDK's own checks come before anything is sent."""
    try:
        return model.from_dict(parts)
    except ValidationError as error:
        raise SendFailed(f"LINE would refuse it: {error.errors()[0]['loc']}", retryable=False) from error


def _verdict(error: Any) -> _Verdict:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return _Verdict(status=int(error.status or 0), text=str(error.body or ""), headers=headers)


def _undecodable(error: UnicodeDecodeError) -> _Verdict:
    """The SDK trips over an error body that is not UTF-8; the status stands in the error it was handling."""
    cause = error.__context__
    return _Verdict(status=int(cause.status or 0) if isinstance(cause, ApiException) else 0)


def _id_of(answer: Any) -> str:
    sent = answer.data.sent_messages if answer.data else []
    return str(sent[0].id) if sent else str(answer.headers.get("x-line-request-id", ""))


def _push_judged(verdict: _Verdict) -> str:
    """The id of an already accepted push (409 answers a repeated retry key), else the error."""
    if verdict.status == 409:
        return verdict.first_sent_id() or verdict.headers.get("x-line-accepted-request-id", "")
    if verdict.status == 0 or verdict.status >= 500:
        raise SendFailed(f"push: {verdict.status}", retryable=True)
    raise _refusal(verdict)


def _reply_error(verdict: _Verdict) -> Exception:
    if verdict.status == 0 or verdict.status >= 500:
        return OutcomeUnknown(f"reply: {verdict.status}")
    return _refusal(verdict)


def _refusal(verdict: _Verdict) -> SendFailed:
    """LINE said no before delivering anything; why is told only by its words."""
    words = verdict.text.lower()
    match verdict.status:
        case 400 if "invalid reply token" in words:
            return ReplyTokenInvalid()
        case 400 if "'to'" in words or "failed to send messages" in words:
            return RecipientGone("LINE: 400, no such recipient")
        case 401 | 403:
            return SendFailed(f"LINE: {verdict.status}, channel token refused", retryable=False)
        case 429 if "monthly limit" in words:
            return QuotaSpent()
        case 429:
            return SendFailed("LINE: 429, rate limit", retryable=True, after=_pause(verdict.headers))
        case status:
            return SendFailed(f"LINE: {status}", retryable=False)


def _pause(headers: Mapping[str, str]) -> float:
    asked = headers.get("retry-after", "")
    return min(float(asked), 3600.0) if asked.isdecimal() else RATE_LIMIT_PAUSE
