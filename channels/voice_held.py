"""Recordings an exchange still holds: those of which no callback ever told become words all the same."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from channels.caller import number_of
from channels.contract import Attachment, InboundMessage, SendFailed
from channels.twilio_rest import TwilioRest
from channels.values import key_in
from channels.voice_fields import Caller

_FINISHED = frozenset({"completed"})


def event_ids(recordings: Iterable[Any]) -> Sequence[str]:
    """Of finished recordings that hold a sound; one still under way is asked for again later."""
    return [f"recording:{each.sid}" for each in recordings if each.status in _FINISHED and _seconds(each)]


def told_late(rest: TwilioRest, ids: Iterable[str], *, now: datetime) -> Sequence[InboundMessage]:
    """Each as its callback would have told it; one that cannot be asked about now holds up no other."""
    found = []
    for each in ids:
        with suppress(SendFailed):
            found.append(_told(rest, each, now))
    return found


def _told(rest: TwilioRest, event_id: str, now: datetime) -> InboundMessage:
    """Which topic was pressed the house knows by the steps of the call."""
    sid = event_id.removeprefix("recording:")
    recording, call = rest.recorded(sid)
    caller = Caller(key_in({"call": recording.call_sid}, "call"), number_of(_from(call)))
    return InboundMessage(
        event_id=event_id,
        sender=caller.sender,
        sent_at=_moment(recording.date_created, now),
        message_id=event_id,
        attachments=(
            Attachment(
                kind="audio",
                provider_id=rest.recording_url(sid),
                media_type="audio/mpeg",
                seconds=_seconds(recording) or None,
            ),
        ),
        phone=caller.number,
        facts={"call": caller.call},
    )


def _from(call: Any) -> str:
    """The SDK writes the name of Twilio's field with an underscore, since `from` is Python's."""
    return str(getattr(call, "from_", "") or getattr(call, "_from", "") or "")


def _seconds(recording: Any) -> int:
    told = str(recording.duration or "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 0


def _moment(at: object, now: datetime) -> datetime:
    if not isinstance(at, datetime):
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)
