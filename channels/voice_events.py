"""What one step of a call tells the house: pressed keys, recordings, a number, the end; and the step itself."""

from collections.abc import Iterator
from dataclasses import replace

from channels import duty_call
from channels import voice_fields as fields
from channels.contract import (
    Abandoned,
    Event,
    Guess,
    InboundMessage,
    Receipt,
    ReceiptStatus,
    Step,
    Unknown,
    WebRequest,
)
from channels.hotline import tree
from channels.values import clean
from channels.voice_fields import ENDED, Caller

LONGEST_GUESS = 5000
_MACHINES = ("machine", "fax")
_STEPS = frozenset({*tree.STEPS, "fallback", "status"} - {"receipt", "answer"})
"""What a caller does; not callbacks, not the wait for the number, nor calls out, whose fate stands beside their words."""


def events(request: WebRequest, caller: Caller) -> Iterator[Event]:
    yield from _words(request, caller)
    if request.step in _STEPS and not outgoing(request):
        yield from _step(request, caller)


def outgoing(request: WebRequest) -> bool:
    return request.field("Direction").startswith("outbound")


def _words(request: WebRequest, caller: Caller) -> list[Event]:
    digits = request.field("Digits")
    match request.step:
        case "menu" if digits == "1":
            return [_pressed(request, caller, "danger")]
        case "record" | "recording":
            return _recording(request, caller)
        case "phone" if keyed := fields.keyed(request):
            # each number typed in is told; a later one of the same call replaces it
            said = _pressed(request, caller, f"phone:{fields.count(request, 's')}")
            return [replace(said, choice="phone", phone=keyed)]
        case "postcode" if keyed := fields.postcode(request):
            return [_pressed(request, caller, f"postcode:{keyed}", postcode=keyed)]
        case "body" if (code := fields.chosen(request)) is not None:
            return [_pressed(request, caller, f"body:{digits}", org=code)]
        case "dialled" if request.field("DialCallStatus") in tree.TALKED:
            return [_pressed(request, caller, "talked")]
        case "guess":
            return _guess(request)
        case "answer" if digits == "1":
            return [Receipt(f"call:{caller.call}:heard", caller.call, "read")]
        case duty_call.STEP:
            return duty_call.events(request, caller.call)
        case "machine":
            return _machine(request, caller)
        case "status":
            return _ended(request, caller)
        case _:
            return []


def _pressed(request: WebRequest, caller: Caller, choice: str, **facts: str) -> InboundMessage:
    """A key that says something of the case of this call."""
    event_id = f"call:{caller.call}:{choice}"
    return InboundMessage(
        event_id=event_id,
        sender=caller.sender,
        sent_at=request.received_at,
        message_id=event_id,
        choice=choice,
        language=fields.language_of(request),
        phone=caller.number,
        facts={"call": caller.call, **facts},
    )


def _recording(request: WebRequest, caller: Caller) -> list[Event]:
    """The step after <Record> and its callback name the same recording: whichever comes first is kept."""
    sid = fields.recorded(request)
    if not sid:
        return []
    if request.field("RecordingStatus") == "failed":
        return [Unknown(f"recording:{sid}:failed", "recording failed", caller.sender)]
    topic = fields.topic_of(request)
    return [
        InboundMessage(
            event_id=f"recording:{sid}",
            sender=caller.sender,
            sent_at=request.received_at,
            message_id=f"recording:{sid}",
            choice=f"topic:{topic}" if topic else "",
            attachments=(fields.audio(request),),
            language=fields.language_of(request),
            phone=caller.number,
            facts={"call": caller.call},
        )
    ]


def _guess(request: WebRequest) -> list[Event]:
    sid, text = fields.key(request, "RecordingSid"), clean(request.field("TranscriptionText")).strip()
    if not sid or not text:
        return []
    return [Guess(f"guess:{sid}", f"recording:{sid}", text[:LONGEST_GUESS])]


def _machine(request: WebRequest, caller: Caller) -> list[Event]:
    """Who picked up our call: a machine has not understood it, so a person must try again."""
    if not request.field("AnsweredBy").startswith(_MACHINES):
        return []
    return [Receipt(f"call:{caller.call}:machine", caller.call, "failed", "machine")]


def _ended(request: WebRequest, caller: Caller) -> list[Event]:
    """The end of a call. Whether a word was said in it the house knows by facts["call"] of its messages."""
    status = request.field("CallStatus")
    if status not in ENDED:
        return []
    event_id = f"call:{caller.call}:ended"
    if outgoing(request):
        state: ReceiptStatus = "delivered" if status == "completed" else "failed"
        return [Receipt(event_id, provider_id=caller.call, status=state, detail=status)]
    return [Abandoned(event_id, caller.sender, request.received_at, caller.call)]


def _step(request: WebRequest, caller: Caller) -> Iterator[Step]:
    """The counter in the address makes it one step however often the exchange tells of it."""
    key, detail = fields.done(request)
    if request.step == "status" and request.field("CallStatus") not in ENDED:
        return
    event_id = f"step:{caller.call}:{fields.count(request, 's')}:{request.step or 'begun'}"
    yield Step(event_id, caller.call, request.step or "begun", key, detail, request.received_at)
