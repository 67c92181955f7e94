"""The telephone: every step of a call is a webhook of its own, and what was said is never lost with the line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from channels import duty_call, twiml, voice_events, voice_held
from channels import voice_fields as fields
from channels.caller import dialled, number_of, seal, unseal
from channels.contract import (
    Attachment,
    Brief,
    InboundMessage,
    Malformed,
    OutboundMessage,
    Reception,
    RecipientGone,
    SendFailed,
    WebRequest,
)
from channels.hotline import outgoing, tree
from channels.hotline.turn import Line, Turn
from channels.prompts import Prompts, Recorded
from channels.screen import ScreenSender
from channels.twilio_rest import TwilioRest
from channels.twilio_signature import check

SILENT_STEPS = frozenset({"recording", "status", "guess", "machine"})
"""Steps at which the exchange tells us something and nobody listens."""


@dataclass(eq=False)
class VoiceChannel:
    kind = "voice"
    writes_by = "sms"

    account: str
    public_url: str
    screen: ScreenSender
    prompts: Prompts
    auth_token: str = field(repr=False)
    auth_token_previous: str = field(default="", repr=False)
    staff_number: str = ""
    recognise: bool = False
    rest: TwilioRest | None = None

    def verify(self, request: WebRequest) -> None:
        check(request, self._tokens())

    def parse(self, request: WebRequest) -> Reception:
        """The words of this step; the document is answer()'s, since it may need the house's word."""
        call = fields.key(request, "CallSid")
        if not call:
            raise Malformed("no CallSid")
        caller = fields.Caller(call, self._number(request, call))
        return Reception(
            tuple(voice_events.events(request, caller)), lookup=fields.lookup_of(request, caller.sender)
        )

    def answer(
        self,
        request: WebRequest,
        reception: Reception,
        *,
        urgent: str,  # noqa: ARG002 the hotline says itself which number is for what
        brief: Brief | None,
    ) -> Reception:
        if request.step in SILENT_STEPS:
            return reception
        if request.step == duty_call.STEP:
            return Reception(reception.events, duty_call.answer(request, self._base()), twiml.MEDIA_TYPE)
        document = tree.document(self._line(), self._turn(request, brief))
        return Reception(reception.events, document, twiml.MEDIA_TYPE, reception.lookup)

    def prompt(self, address: str) -> Recorded | None:
        return self.prompts.file(address)

    def health(self) -> list[tuple[str, bool, str]]:
        """For `saitrong doctor`: (what, good, what to do). The account itself is the SMS channel's to tell."""
        if self.rest is None:
            return [("no account: nobody is rung up", True, "")]
        return self.rest.number_health("voice", self._base())

    def preload(self) -> None:
        if self.rest:
            self.rest.preload()

    def send(self, message: OutboundMessage) -> str:
        """Ring the person and say it; a key repeats or acknowledges it, a machine that answers is told of."""
        number = dialled(number_of(message.recipient))
        if not number:
            raise RecipientGone("no number to ring")
        if self.rest is None:
            return self.screen.send(message)
        if duty_call.asks(message):
            # a machine that picks up has heard nothing: the ladder goes on by itself until somebody acknowledges
            document = duty_call.document(message, self._base())
            return self.rest.call(to=number, twiml=document, status_url=f"{self._base()}/status")
        language = message.language if message.language in twiml.VOICES else "th"
        turn = Turn("answer", "", language, message=str(message.key))
        return self.rest.call(
            to=number,
            twiml=outgoing.spoken(self._line(), turn, message.spoken or message.text),
            status_url=f"{self._base()}/status",
            machine_url=f"{self._base()}/machine",
        )

    def fetch(self, attachment: Attachment, *, limit: int) -> tuple[bytes, str]:
        if self.rest is None:
            raise SendFailed("no account to fetch with", retryable=True, after=600)
        url = attachment.provider_id
        # without a suffix Twilio sends WAV, ten times the size
        named = "." in url.rpartition("/")[2]
        return self.rest.recording(url if named else f"{url}.mp3", limit=limit)

    def held(self, *, since: datetime) -> Sequence[str]:
        return voice_held.event_ids(self.rest.recordings(since=since)) if self.rest else ()

    def told_late(self, event_ids: Iterable[str], *, now: datetime) -> Sequence[InboundMessage]:
        return voice_held.told_late(self.rest, event_ids, now=now) if self.rest else ()

    def _line(self) -> Line:
        return Line(self._base(), self.prompts, self.staff_number, self.recognise)

    def _base(self) -> str:
        return f"{self.public_url}/hooks/{self.account}"

    def _tokens(self) -> list[str]:
        return [token for token in (self.auth_token, self.auth_token_previous) if token]

    def _number(self, request: WebRequest, call: str) -> str:
        """The caller's number; a recording's callback does not name it, so its address carries it sealed."""
        sealed = fields.key(request, "who")
        return unseal(sealed, call, self._tokens()) if sealed else number_of(request.field("From"))

    def _turn(self, request: WebRequest, brief: Brief | None) -> Turn:
        call = fields.key(request, "CallSid")
        number = self._number(request, call)
        keyed, kept = fields.keyed(request) if request.step == "phone" else "", fields.key(request, "num")
        if keyed:
            kept = seal(keyed, call, self.auth_token)
        elif kept:
            keyed = unseal(kept, call, self._tokens()) if request.step == "confirm" else ""
        return Turn(
            step=request.step,
            call=call,
            language=fields.language_of(request),
            tries=fields.count(request, "n"),
            asked=fields.count(request, "s"),
            digits=request.field("Digits"),
            topic=fields.topic_of(request),
            recording=fields.recorded(request) or fields.key(request, "rec"),
            sealed=seal(number, call, self.auth_token) if number else "",
            keyed=keyed,
            kept=kept,
            dial_status=request.field("DialCallStatus"),
            gone=fields.gone(request),
            reachable=bool(number or kept),
            danger=bool(request.field("danger")),
            postcode=fields.postcode(request),
            chosen=fields.chosen(request),
            message=fields.key(request, "m"),
            brief=brief,
        )
