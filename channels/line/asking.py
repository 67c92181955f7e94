"""What we ask LINE besides sending: how much of the month is left, a name, and small signs in the chat."""

from collections.abc import Callable
from typing import Any

from linebot.v3.messaging import (
    ApiException,
    MarkMessagesAsReadByTokenRequest,
    ShowLoadingAnimationRequest,
)
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError

from channels.contract import OutcomeUnknown, SendFailed
from channels.line.send import RATE_LIMIT_PAUSE, TIMEOUT
from channels.values import clean

LOADING_SECONDS = 20
NAME_LENGTH = 100


class LineAsker:
    """api: the SDK's client, as open_api() makes it."""

    def __init__(self, api: Any) -> None:
        self._api = api

    def pushes(self) -> tuple[int | None, int]:
        """(allowed, used); None where the plan has no limit."""
        allowed = ask(self._api.get_message_quota).value
        used = ask(self._api.get_message_quota_consumption).total_usage
        return (None if allowed is None else int(allowed)), int(used)

    def name_of(self, user: str) -> str:
        """ "" for somebody who is no friend of the account, has blocked it, or gave no consent (404)."""
        profile = ask(self._api.get_profile, user, unset=404)
        return clean(profile.display_name).strip()[:NAME_LENGTH] if profile else ""

    def mark_read(self, token: str) -> None:
        request = MarkMessagesAsReadByTokenRequest.from_dict({"markAsReadToken": token})
        ask(self._api.mark_messages_as_read_by_token, request, unset=400)

    def show_waiting(self, user: str) -> None:
        request = ShowLoadingAnimationRequest.from_dict({"chatId": user, "loadingSeconds": LOADING_SECONDS})
        ask(self._api.show_loading_animation, request, unset=400)


def ask(question: Callable[..., Any], *values: Any, unset: int = 0, **named: Any) -> Any:
    """LINE's answer; None when it answers with the status that means: there is none."""
    try:
        return question(*values, **named, _request_timeout=TIMEOUT)
    except ApiException as error:
        status = int(error.status or 0)
        if status == unset:
            return None
        raise _refused(status) from error
    except HTTPError as error:
        raise SendFailed(f"LINE not reached: {type(error).__name__}", retryable=True) from error
    except (ValidationError, ValueError) as error:
        raise OutcomeUnknown("LINE: unreadable answer") from error


def _refused(status: int) -> SendFailed:
    again = status == 429 or status >= 500 or status == 0
    why = "channel token refused" if status in {401, 403} else "asked for its state"
    return SendFailed(f"LINE: {status}, {why}", retryable=again, after=RATE_LIMIT_PAUSE if again else None)
