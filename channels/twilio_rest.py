"""Twilio's REST API: messages and calls out, recordings in. Nothing sent here has a retry key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from channels.contract import MediaGone, OutcomeUnknown, RecipientGone, SendFailed
from channels.download import download

Told = tuple[str, bool, str]
Answer = TypeVar("Answer")

API_URL = "https://api.twilio.com"
TIMEOUT = 10.0
RATE_LIMIT_PAUSE = 5.0
# opted out, not a number, not a mobile, unreachable, blocked, unknown, landline: the next try will not differ
GONE_CODES = frozenset(
    {"21211", "21214", "21217", "21610", "21614", "30003", "30004", "30005", "30006", "13224"}
)
_FAILED = frozenset({"failed", "undelivered", "canceled"})


@dataclass(frozen=True)
class TwilioRest:
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    api_url: str = ""
    _loading: Lock = field(default_factory=Lock, repr=False, compare=False)

    def message(self, *, to: str, body: str, status_url: str) -> str:
        """Send an SMS; Twilio's sid of it."""
        return self._send(
            lambda: self._client.messages.create(
                to=to, from_=self.sender, body=body, status_callback=status_url
            )
        )

    def call(self, *, to: str, twiml: str, status_url: str, machine_url: str = "") -> str:
        """Ring a number and speak the document at once; Twilio's sid of the call.

        machine_url: is told, while the call goes on, whether a person or a machine has answered.
        """
        asked = {"status_callback": status_url}
        if machine_url:
            asked |= {
                "machine_detection": "Enable",
                "async_amd": "true",
                "async_amd_status_callback": machine_url,
            }
        return self._send(lambda: self._client.calls.create(to=to, from_=self.sender, twiml=twiml, **asked))

    def recordings(self, *, since: datetime, most: int = 1000) -> Sequence[Any]:
        """What callers left since then, newest first: .sid .call_sid .duration .status .date_created."""
        return self._asked(lambda: self._client.recordings.list(date_created_after=since, limit=most))

    def recorded(self, sid: str) -> tuple[Any, Any]:
        """One recording and the call it was made in."""

        def both() -> tuple[Any, Any]:
            found = self._client.recordings(sid).fetch()
            return found, self._client.calls(found.call_sid).fetch()

        return self._asked(both)

    def recording_url(self, sid: str) -> str:
        return f"{self._base}/2010-04-01/Accounts/{self.account_sid}/Recordings/{sid}"

    def recording(self, url: str, *, limit: int) -> tuple[bytes, str]:
        """A recording's MP3. The address comes from outside, so only Twilio's own host is asked."""
        if not url.startswith((f"{self._base}/", f"{API_URL}/")):
            raise MediaGone("not on the provider's host")
        return download(url, headers={"Authorization": self._basic()}, limit=limit)

    def account_health(self) -> list[Told]:
        """For `saitrong doctor`: whether the account may send."""
        account = self._asked(lambda: self._client.api.v2010.accounts(self.account_sid).fetch())
        active = account.status == "active"
        return [
            (f"Twilio account is {account.status}", active, "see Twilio's console: billing or a suspension")
        ]

    def number_health(self, what: str, address: str) -> list[Told]:
        """Whether what comes to our number ("sms" or "voice") is handed to our hook."""
        listed = self._asked(
            lambda: self._client.incoming_phone_numbers.list(phone_number=self.sender, limit=1)
        )
        if not listed:
            return [
                (
                    f"{self.sender} is no number of this account",
                    False,
                    "set TWILIO_FROM to one of its numbers",
                )
            ]
        told = getattr(listed[0], f"{what}_url")
        fix = f"set it to POST {address} on the number's page, or correct PUBLIC_URL"
        return [(f"{self.sender} hands {what} to {told or 'nobody'}", told == address, fix)]

    def preload(self) -> None:
        with self._loading:
            _ = self._client

    @property
    def _base(self) -> str:
        return (self.api_url or API_URL).rstrip("/")

    def _basic(self) -> str:
        import base64

        return "Basic " + base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()

    @cached_property
    def _client(self) -> Any:
        # the SDK loads a fifth of a second and 20 MB: only processes that send pay for it
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        client = Client(self.account_sid, self.auth_token, http_client=TwilioHttpClient(timeout=TIMEOUT))
        client.api.base_url = self._base
        return client

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """An answer about our account; nothing leaves by asking, so a doubt is only a failure."""
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException

        self.preload()
        try:
            return question()
        except TwilioException as error:
            raise SendFailed(
                f"Twilio: {getattr(error, 'status', 0)}, {error.args[0]}"[:120], retryable=False
            ) from error
        except (RequestException, ValueError) as error:
            raise SendFailed(f"Twilio not reached: {type(error).__name__}", retryable=True) from error

    def _send(self, create: Callable[[], Any]) -> str:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException

        self.preload()
        try:
            created = create()
        except TwilioException as error:
            raise _refusal(error) from error
        except RequestException as error:
            raise _connection_error(error) from error
        except ValueError as error:  # a 2xx whose body is no JSON: it may well have gone out
            raise OutcomeUnknown("Twilio: unreadable answer") from error
        return _sent(created)


def open_rest(values: Mapping[str, str]) -> TwilioRest | None:
    """None while the account or the sender is not configured: then nothing can be sent."""
    if not (values["ACCOUNT_SID"] and values["FROM"]):
        return None
    return TwilioRest(
        account_sid=values["ACCOUNT_SID"],
        auth_token=values["AUTH_TOKEN"],
        sender=values["FROM"],
        api_url=values["API_URL"],
    )


def _sent(created: Any) -> str:
    """A 2xx may still carry a failure in its body."""
    if not created.sid:
        raise OutcomeUnknown("Twilio: answer without a sid")
    if created.status in _FAILED:
        code = str(getattr(created, "error_code", "") or "")
        if code in GONE_CODES:
            raise RecipientGone(f"Twilio: {created.status} {code}")
        raise SendFailed(f"Twilio: {created.status} {code}", retryable=True)
    return str(created.sid)


def _refusal(error: Any) -> Exception:
    status, code = int(getattr(error, "status", 0) or 0), str(getattr(error, "code", "") or "")
    if code in GONE_CODES:
        return RecipientGone(f"Twilio: {code}")
    if status == 429 or code == "20429":
        return SendFailed("Twilio: 429, rate limit", retryable=True, after=RATE_LIMIT_PAUSE)
    if 400 <= status < 500:
        return SendFailed(f"Twilio: {status} {code}", retryable=False)
    return OutcomeUnknown(f"Twilio: {status} {code}")


def _connection_error(error: Exception) -> Exception:
    """Only where no connection came about did certainly nothing leave."""
    from requests.exceptions import ConnectTimeout, ProxyError, SSLError
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, ConnectTimeout | SSLError | ProxyError) or isinstance(reason, NewConnectionError):
        return SendFailed("Twilio not reached", retryable=True)
    return OutcomeUnknown(f"Twilio: {type(error).__name__}")
