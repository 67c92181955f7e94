"""A call to somebody on duty: what has happened, "press 1 and it is yours", said often enough for a sleeper.

The call's document travels with the order to ring, so nothing of ours need answer before they hear it. Key 1 comes
back as a step of the call, "duty", whose address names our message.
"""

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from channels import twiml
from channels import voice_fields as fields
from channels.contract import Event, InboundMessage, OutboundMessage, WebRequest
from wording import say

PREFIX = "duty:ack:"
STEP = "duty"
TIMES = 3
WRONG_KEYS = 2
SPOKEN_CHARACTERS = 700
"""Said three times with what to press, the document stays under the 4,000 that Twilio takes."""


def asks(message: OutboundMessage) -> bool:
    """Whether this message is to be acknowledged by key: it has the button that LINE shows for it."""
    return message.card is not None and any(b.value.startswith(PREFIX) for b in message.card.buttons)


def document(message: OutboundMessage, base: str) -> str:
    """base: PUBLIC_URL/hooks/<account>."""
    words = (message.spoken or message.text)[:SPOKEN_CHARACTERS]
    said = (twiml.say(words, "th"), twiml.say(say("duty.press"), "th"))
    url = f"{base}/{STEP}?{urlencode({'m': str(message.key)})}"
    rounds = [twiml.gather(*said, action=url, digits=1) for _ in range(TIMES)]
    return twiml.document(twiml.pause(1), *rounds, twiml.say(say("duty.unanswered"), "th"), twiml.hang_up())


def events(request: WebRequest, call: str) -> list[Event]:
    """Key 1 of the call that the message of this address began. Its sender is the call: no citizen's number."""
    key = fields.key(request, "m")
    if request.field("Digits") != "1" or not key:
        return []
    return [
        InboundMessage(
            event_id=f"call:{call}:duty",
            sender=f"call:{call}",
            sent_at=request.received_at,
            message_id=f"call:{call}:duty",
            choice=f"{PREFIX}{key}",
            facts={"call": call},
        )
    ]


def answer(request: WebRequest, base: str) -> str:
    """After a key: thanks, or the same offer again; whoever presses something else twice is let go."""
    if request.field("Digits") == "1":
        return _end("duty.pressed")
    tries = fields.count(request, "n") + 1
    if tries > WRONG_KEYS:
        return _end("duty.unanswered")
    url = f"{base}/{STEP}?{urlencode({'m': fields.key(request, 'm'), 'n': tries})}"
    offer: ET.Element = twiml.gather(twiml.say(say("duty.press"), "th"), action=url, digits=1)
    return twiml.document(offer, twiml.say(say("duty.unanswered"), "th"), twiml.hang_up())


def _end(key: str) -> str:
    return twiml.document(twiml.say(say(key), "th"), twiml.hang_up())
