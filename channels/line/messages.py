"""One LINE message → the words, place and files of an InboundMessage."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast, get_args

from channels.contract import Attachment, AttachmentKind, Location
from channels.values import clean, key_in, mapping_in, number_in, text_in
from wording import say

MENU_LANGUAGE = "language:"
MENU_LANGUAGES = ("th", "en", "ms")
"""Languages of the menu, each with an alias of its own; a switch is told us as MENU_LANGUAGE + code."""


class Said(TypedDict, total=False):
    text: str
    choice: str
    location: Location
    attachments: tuple[Attachment, ...]
    unreadable: bool
    facts: Mapping[str, str]


def read_message(message: Mapping[str, Any]) -> Said:
    """What it says; a kind or shape we do not know is marked unreadable and kept."""
    said = _read(message)
    token = key_in(message, "markAsReadToken")
    return {**said, "facts": {**said.get("facts", {}), "read_token": token}} if token else said


def names_us(message: Mapping[str, Any]) -> bool:
    """Whether a group's message mentions our own account."""
    found = mapping_in(message, "mention").get("mentionees")
    return isinstance(found, list) and any(
        isinstance(each, dict) and each.get("isSelf") is True for each in found
    )


def _read(message: Mapping[str, Any]) -> Said:
    match message.get("type"):
        case "text" if isinstance(message.get("text"), str):
            return {"text": clean(message["text"])}
        case "sticker":
            return {"text": _sticker(message), "choice": "sticker"}
        case "location":
            return _location(message)
        case kind if kind in get_args(AttachmentKind):
            return _file(message, cast("AttachmentKind", kind))
        case _:
            return {"unreadable": True}


def _sticker(message: Mapping[str, Any]) -> str:
    """The sticker's own words: what its sender typed on it, else the first of LINE's keywords."""
    keywords = message.get("keywords")
    listed = keywords if isinstance(keywords, list) else []
    words = clean(message.get("text")) or ", ".join([clean(word) for word in listed if clean(word)][:3])
    return say("line.sticker_with", words=words) if words else say("line.sticker")


def _location(message: Mapping[str, Any]) -> Said:
    latitude, longitude = number_in(message, "latitude"), number_in(message, "longitude")
    label = " ".join(filter(None, (text_in(message, "title"), text_in(message, "address"))))
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return {"unreadable": True, "text": label}
    return {"location": Location(latitude, longitude, label)}


def _file(message: Mapping[str, Any], kind: AttachmentKind) -> Said:
    provider = mapping_in(message, "contentProvider")
    duration = number_in(message, "duration")
    attachment = Attachment(
        kind=kind,
        provider_id=key_in(message, "id"),
        url=text_in(provider, "originalContentUrl"),
        name=text_in(message, "fileName"),
        seconds=None if duration is None else round(duration / 1000),
        # only what LINE itself holds can be had through its content address
        external=provider.get("type", "line") != "line",
    )
    return {"attachments": (attachment,), "facts": _image_set(message)}


def _image_set(message: Mapping[str, Any]) -> dict[str, str]:
    """Photos sent together arrive one by one, in any order; old phones name neither index nor total."""
    found = mapping_in(message, "imageSet")
    return {f"image_set_{name}": key for name in ("id", "index", "total") if (key := key_in(found, name))}
