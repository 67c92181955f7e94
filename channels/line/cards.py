"""What we say as LINE's JSON: bubbles, buttons under them, and every limit of the platform kept here."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from channels.clusters import cut, cut_units, split_units
from channels.contract import Attachment, Button, Card, OutboundMessage

Json = dict[str, Any]

TEXT_UNITS = 5000
BUBBLES = 5
ALT_TEXT_UNITS = 1500
QUICK_REPLIES = 13
CARD_BUTTONS = 3
LABEL_CLUSTERS = 20
SENDER_UNITS = 20

# deep teal, red kept for life in danger, blue; white text on each has a contrast above 4.5:1
_TONES: Mapping[str, tuple[str, str]] = {
    "ok": ("#0F5E5C", "✓"),
    "danger": ("#B3261E", "⚠"),
    "info": ("#1F4E8C", "ℹ"),
}
_INK, _MUTED = "#1B1F23", "#5B6470"
_REFERENCE = re.compile(r"\d{4}-\d{4}-\d{4}")
_QUICK_ONLY = frozenset({"location", "camera", "camera_roll"})


def messages(message: OutboundMessage, colour: str = "") -> list[Json]:
    """At most five message objects, the quick replies on the last, as LINE wants them.

    colour: the account's own head colour, for what is neither danger nor mere information.
    """
    bubbles = [bubble for said in (message, *message.then) for bubble in _bubbles(said, colour)][:BUBBLES]
    # quick replies are only shown under the last bubble of the chat
    quick = [bubble.pop("quickReply") for bubble in bubbles if "quickReply" in bubble]
    if quick:
        bubbles[-1]["quickReply"] = quick[-1]
    return bubbles


def _bubbles(message: OutboundMessage, colour: str) -> list[Json]:
    quick = [*_moved_from(message.card), *message.buttons]
    bubbles = [_flex(message.card, message.text, colour)] if message.card else _texts(message.text)
    bubbles += [_picture(each) for each in message.attachments if each.kind == "image" and each.url]
    if quick:
        bubbles[-1]["quickReply"] = {"items": [_quick_reply(button) for button in quick[:QUICK_REPLIES]]}
    name = _sender_name(message.sender_name)
    return [bubble | {"sender": {"name": name}} for bubble in bubbles] if name else bubbles


def _texts(text: str) -> list[Json]:
    pieces = split_units(text, size=TEXT_UNITS, most=BUBBLES)
    # LINE refuses a bubble of blanks alone
    return [{"type": "text", "text": piece} for piece in pieces if piece.strip()] or [
        {"type": "text", "text": "…"}
    ]


def _picture(file: Attachment) -> Json:
    return {"type": "image", "originalContentUrl": file.url, "previewImageUrl": file.preview or file.url}


def _moved_from(card: Card | None) -> list[Button]:
    """LINE offers camera and location only under a bubble, never in it."""
    return [button for button in card.buttons if button.action in _QUICK_ONLY] if card else []


def _sender_name(name: str) -> str:
    """LINE refuses its own name as a sender's; its SDK counts code points where LINE counts clusters."""
    return "" if "line" in name.lower() else cut_units(name.strip(), SENDER_UNITS)


def _flex(card: Card, alt_text: str, colour: str) -> Json:
    alt = cut_units(alt_text or card.title, ALT_TEXT_UNITS)
    return {"type": "flex", "altText": alt, "contents": bubble(card, colour)}


def bubble(card: Card, own: str = "") -> Json:
    """Coloured head with a sign and a word, the reference big, a note, at most three buttons."""
    colour, sign = _TONES[card.tone]
    if own and card.tone == "ok":
        colour = own
    parts: Json = {
        "type": "bubble",
        "size": "mega",
        "header": _box([_words(f"{sign} {card.title}", weight="bold", size="lg", color="#FFFFFF")])
        | {"backgroundColor": colour, "paddingAll": "16px"},
    }
    body = [_line(label, value) for label, value in card.lines if value.strip()]
    if card.note.strip():
        # what is asked or must be done stands apart and as large as the rest
        body += [{"type": "separator"}] if body else []
        body.append(_words(cut_units(card.note, 1000), size="md", color=_INK))
    if body:
        parts["body"] = _box(body) | {"spacing": "md"}
    buttons = [button for button in card.buttons if button.action not in _QUICK_ONLY][:CARD_BUTTONS]
    if buttons:
        parts["footer"] = _box([_button(button, colour) for button in buttons]) | {"spacing": "sm"}
    return parts


def _box(contents: Sequence[Json]) -> Json:
    return {"type": "box", "layout": "vertical", "contents": list(contents)}


def _words(text: str, **style: str) -> Json:
    return {"type": "text", "text": text, "wrap": True, **style}


def _line(label: str, value: str) -> Json:
    """Label above its value: long Thai office names do not fit beside one on a small phone."""
    big = {"size": "xxl", "weight": "bold"} if _REFERENCE.fullmatch(value) else {"size": "md"}
    said = _words(cut_units(value, 500), color=_INK, **big)
    return _box([_words(cut_units(label, 100), size="sm", color=_MUTED), said]) if label.strip() else said


def _button(button: Button, colour: str) -> Json:
    filled = {"style": "primary", "color": colour} if button.action == "tel" else {"style": "secondary"}
    return {"type": "button", "height": "sm", "action": action(button), **filled}


def _quick_reply(button: Button) -> Json:
    return {"type": "action", "action": action(button)}


def action(button: Button) -> Json:
    label = cut(button.label, LABEL_CLUSTERS)
    return {"label": label, **_effect(button, label)}


def _effect(button: Button, label: str) -> Json:
    """What pressing does, in LINE's names."""
    match button.action:
        case "tel":
            return {"type": "uri", "uri": f"tel:{re.sub(r'[^0-9+*#]', '', button.value)}"}
        case "uri":
            return {"type": "uri", "uri": button.value}
        case "postback":
            return {"type": "postback", "data": button.value, "displayText": label}
        case "text":
            return {"type": "message", "text": cut(button.value or label, 300)}
        case "camera_roll":
            return {"type": "cameraRoll"}
        case "location" | "camera" as kind:
            return {"type": kind}
