"""The telephone: every step of a call is a webhook of its own, and what was said is never lost with the line."""

from dataclasses import dataclass, field, replace

from channels import duty_call, twiml
from channels import voice_fields as fields
from channels.caller import number_of, seal, unseal
from channels.contract import (
    Abandoned,
    Attachment,
    Brief,
    Event,
    InboundMessage,
    Malformed,
    OutboundMessage,
    Receipt,
    ReceiptStatus,
    Reception,
    RecipientGone,
    SendFailed,
    Unknown,
    WebRequest,
)
from channels.hotline import Hotline, Turn
from channels.screen import ScreenSender
from channels.twilio_rest import TwilioRest
from channels.twilio_signature import check

_ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_TALKED = frozenset({"completed", "answered"})
SPOKEN_CHARACTERS = 1500  # said twice, the document stays under the 4,000 Twilio takes


@dataclass(eq=False)
class VoiceChannel:
    kind = "voice"
    writes_by = "sms"

    account: str
    public_url: str
    screen: ScreenSender
    auth_token: str = field(repr=False)
    auth_token_previous: str = field(default="", repr=False)
    staff_number: str = ""
    rest: TwilioRest | None = None

    def verify(self, request: WebRequest) -> None:
        check(request, self._tokens())

    def parse(self, request: WebRequest) -> Reception:
        """The words of this step; the document is answer()'s, since it may need the house's word."""
        call = fields.key(request, "CallSid")
        if not call:
            raise Malformed("no CallSid")
        return Reception(
            tuple(self._events(request, call)), lookup=fields.lookup_of(request, self._sender(request, call))
        )

    def answer(
        self, request: WebRequest, reception: Reception, *, urgent: str, brief: Brief | None
    ) -> Reception:
        if request.step in {"recording", "status"}:
            return reception
        if request.step == duty_call.STEP:
            return Reception(reception.events, duty_call.answer(request, self._base()), twiml.MEDIA_TYPE)
        hotline = Hotline(self._base(), self.staff_number)
        document = hotline.document(self._turn(request, urgent, brief))
        return Reception(reception.events, document, twiml.MEDIA_TYPE, reception.lookup)

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: (what, good, what to do). The account itself is the SMS channel's to tell."""
        if self.rest is None:
            return [("no account: nobody is rung up", True, "")]
        return self.rest.number_health("voice", f"{self.public_url}/hooks/{self.account}")

    def preload(self) -> None:
        if self.rest:
            self.rest.preload()

    def send(self, message: OutboundMessage) -> str:
        """Ring the person and say it twice."""
        if not number_of(message.recipient):
            raise RecipientGone("no number to ring")
        if self.rest is None:
            return self.screen.send(message)
        if duty_call.asks(message):
            document = duty_call.document(message, self._base())
            return self.rest.call(to=message.recipient, twiml=document, status_url=f"{self._base()}/status")
        language = message.language if message.language in twiml.VOICES else "th"
        words = (message.spoken or message.text)[:SPOKEN_CHARACTERS]
        said = twiml.say(words, language)
        document = twiml.document(twiml.pause(1), said, twiml.pause(1), said, twiml.hang_up())
        return self.rest.call(to=message.recipient, twiml=document, status_url=f"{self._base()}/status")

    def fetch(self, attachment: Attachment, *, limit: int) -> tuple[bytes, str]:
        if self.rest is None:
            raise SendFailed("no account to fetch with", retryable=True, after=600)
        url = attachment.provider_id
        # without a suffix Twilio sends WAV, ten times the size
        named = "." in url.rpartition("/")[2]
        return self.rest.recording(url if named else f"{url}.mp3", limit=limit)

    def _base(self) -> str:
        return f"{self.public_url}/hooks/{self.account}"

    def _tokens(self) -> list[str]:
        return [token for token in (self.auth_token, self.auth_token_previous) if token]

    def _number(self, request: WebRequest, call: str) -> str:
        """The caller's number; a recording's callback does not name it, so its address carries it sealed."""
        sealed = fields.key(request, "who")
        return unseal(sealed, call, self._tokens()) if sealed else number_of(request.field("From"))

    def _sender(self, request: WebRequest, call: str) -> str:
        return self._number(request, call) or f"call:{call}"

    def _turn(self, request: WebRequest, urgent: str, brief: Brief | None) -> Turn:
        call = fields.key(request, "CallSid")
        number = self._number(request, call)
        told = bool(request.field("told")) or (request.step == "phone" and bool(fields.keyed(request)))
        return Turn(
            step=request.step,
            call=call,
            language=fields.language_of(request),
            tries=fields.tries(request),
            digits=request.field("Digits"),
            topic=fields.topic_of(request),
            recording=fields.recorded(request) or fields.key(request, "rec"),
            sealed=seal(number, call, self.auth_token) if number else "",
            dial_status=request.field("DialCallStatus"),
            gone=request.field("Digits") == "hangup" or request.field("CallStatus") in _ENDED,
            reachable=bool(number) or told,
            danger=bool(request.field("danger")),
            postcode=fields.postcode(request),
            chosen=fields.chosen(request),
            urgent=urgent,
            brief=brief,
        )

    def _events(self, request: WebRequest, call: str) -> list[Event]:
        match request.step:
            case "menu" if request.field("Digits") == "1":
                return [self._said(request, call, f"call:{call}:danger", choice="danger")]
            case "record" | "recording":
                return self._recording(request, call)
            case "phone" if fields.keyed(request):
                event_id = f"call:{call}:phone"
                return [self._said(request, call, event_id, choice="phone", phone=fields.keyed(request))]
            case "postcode" if keyed := fields.postcode(request):
                return [self._told(request, call, f"postcode:{keyed}", postcode=keyed)]
            case "body" if (code := fields.chosen(request)) is not None:
                return [self._told(request, call, f"body:{request.field('Digits')}", org=code)]
            case "dialled" if request.field("DialCallStatus") in _TALKED:
                return [self._said(request, call, f"call:{call}:talked", choice="talked")]
            case duty_call.STEP:
                return duty_call.events(request, call)
            case "status":
                return self._ended(request, call)
            case _:
                return []

    def _told(self, request: WebRequest, call: str, choice: str, **facts: str) -> InboundMessage:
        """A key that says something of the case of this call."""
        said = self._said(request, call, f"call:{call}:{choice}", choice=choice)
        return replace(said, facts={**said.facts, **facts})

    def _said(
        self, request: WebRequest, call: str, event_id: str, *, choice: str, phone: str = ""
    ) -> InboundMessage:
        return InboundMessage(
            event_id=event_id,
            sender=self._sender(request, call),
            sent_at=request.received_at,
            message_id=event_id,
            choice=choice,
            language=fields.language_of(request),
            phone=phone or self._number(request, call),
            facts={"call": call},
        )

    def _recording(self, request: WebRequest, call: str) -> list[Event]:
        """The step after <Record> and its callback name the same recording: whichever comes first is kept."""
        sid = fields.recorded(request)
        if not sid:
            return []
        if request.field("RecordingStatus") == "failed":
            return [Unknown(f"recording:{sid}:failed", "recording failed", self._sender(request, call))]
        topic = fields.topic_of(request)
        return [
            InboundMessage(
                event_id=f"recording:{sid}",
                sender=self._sender(request, call),
                sent_at=request.received_at,
                message_id=f"recording:{sid}",
                choice=f"topic:{topic}" if topic else "",
                attachments=(fields.audio(request),),
                language=fields.language_of(request),
                phone=self._number(request, call),
                facts={"call": call},
            )
        ]

    def _ended(self, request: WebRequest, call: str) -> list[Event]:
        """The end of a call. Whether a word was said in it the house knows by facts["call"] of its messages."""
        status = request.field("CallStatus")
        if status not in _ENDED:
            return []
        event_id = f"call:{call}:ended"
        if request.field("Direction").startswith("outbound"):
            state: ReceiptStatus = "delivered" if status == "completed" else "failed"
            return [Receipt(event_id, provider_id=call, status=state, detail=status)]
        return [Abandoned(event_id, self._sender(request, call), request.received_at)]
