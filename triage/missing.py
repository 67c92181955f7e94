"""Which slots a message fills and which a new case still lacks; what is asked where is data (rules/dialogue.toml)."""

from typing import Any

from casework.phones import phones_in
from triage.judge import STICKER, Judged
from triage.reading.cues import rules
from triage.reading.danger import CRY
from triage.states import SLOTS


def filled(message: Any) -> frozenset[str]:
    """The place is not among them: it is filled once it leads somewhere (triage/joining.py), or by a pin."""
    found = {
        "what": has_words(message) or bool(message.choice and message.choice != STICKER),
        "phone": bool(message.phone or phones_in(message.text)),
        "photo": bool(message.has_photo),
        "danger": message.choice == "danger",
        "place": message.latitude is not None,
    }
    return frozenset(slot for slot, known in found.items() if known)


def has_words(message: Any) -> bool:
    return bool(message.text.strip()) and message.choice != STICKER


def lacking(message: Any, judged: Judged, channel: str) -> tuple[str, ...]:
    """Slots to be asked for in this channel for this kind of case that the first message leaves open."""
    if message.facts.get("campaign"):
        return ()  # its form has asked
    told, found = rules("dialogue"), judged.findings
    asked = set(told["channel"].get(channel, ())) & set(told["kind"].get(found.kind, ()))
    here = filled(message)
    open_slots = {
        "what": "what" not in here and not message.unreadable and not _has_sound(message),
        "danger": _danger_open(judged),
        "place": found.asks_place or (found.urgency == "U0" and message.latitude is None),
        "phone": "phone" not in here,
        "photo": "photo" not in here,
    }
    return tuple(slot for slot in SLOTS if slot in asked and open_slots[slot])


def _has_sound(message: Any) -> bool:
    """A recording says what happened; staff listen to it."""
    return bool(message.has_sound)


def _danger_open(judged: Judged) -> bool:
    """A bare cry for help; a chance of danger below the cut that makes it certain; what the door heard and the whole did not."""
    reading = judged.reading
    if reading is None:
        return False
    if bare_cry(judged):
        return True
    if reading.urgency == "U0":
        return False
    doubted = any(reason.startswith("doubted, ") for reason in reading.reasons)
    return doubted or reading.danger >= rules("dialogue")["danger"]["open_from"]


def bare_cry(judged: Judged) -> bool:
    reading = judged.reading
    if reading is None or reading.category or judged.findings.urgency != "U0":
        return False
    return any(reason.startswith(f"danger, {CRY}:") for reason in reading.reasons)


def plain(message: Any, judged: Judged) -> bool:
    """Whether the first message has said enough for a question to come with its acknowledgement.

    A missing place, or a message without any words, is plainly missing; for the rest a burst is waited for.
    """
    if judged.findings.asks_place or not has_words(message) or _danger_open(judged):
        return True
    return len(message.text) >= int(rules("dialogue")["plain"]["letters"])
