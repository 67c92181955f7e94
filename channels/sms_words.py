"""What every way of text messages has in common: the words that stop and start them."""

from datetime import datetime

from channels.contract import Event, InboundMessage, Presence

STOP_WORDS = frozenset({"stop", "หยุด"})
START_WORDS = frozenset({"start", "เริ่ม"})


def said(message: InboundMessage) -> Event:
    """A message that is nothing but the word is a wish about messages; every other one is a message."""
    wish = message.text.strip().casefold()
    if wish not in STOP_WORDS | START_WORDS:
        return message
    return wished(message.event_id, message.sender, start=wish in START_WORDS, at=message.sent_at)


def wished(event_id: str, sender: str, *, start: bool, at: datetime) -> Presence:
    return Presence(event_id, sender, reachable=start, at=at, wished=True)
