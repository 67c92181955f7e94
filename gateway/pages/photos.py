"""Photos as they come from phones: judged by their content, made smaller, rid of where and when they were taken."""

import hashlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from casework.heic import without_place
from store import files

LARGEST = 12 * 1024 * 1024
MOST = 5
_LONGEST_SIDE = 2560
_MOST_PIXELS = 80_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo; name: what the phone called it."""

    stored: str
    media_type: str
    name: str

    def attachment(self) -> dict[str, str]:
        return {"stored": self.stored, "media_type": self.media_type, "name": self.name, "kind": "image"}


class Refused(Exception):
    """A file that is no photo we can take; key: the sentence that says why."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(key)
        self.key = key
        self.name = name


def take(folder: Path, stream: IO[bytes], name: str) -> Photo:
    """Judge, clean and store one upload; Refused says what is wrong with it. OSError: the disk is full."""
    data = stream.read(LARGEST + 1)
    if not data:
        raise Refused("report.photo_empty", name)
    if len(data) > LARGEST:
        raise Refused("report.photo_big", name)
    media_type = files.media_type(data)
    if media_type in _FORMATS:
        data = _cleaned(data, _FORMATS[media_type], name)
    elif media_type == "image/heic":
        data = without_place(data)
    elif media_type != "image/gif":  # a GIF carries no place and may move: it stays as it is
        raise Refused("report.photo_type", name)
    return Photo(files.put(folder, data), media_type, name)


def _cleaned(data: bytes, kind: str, name: str) -> bytes:
    """The picture alone: upright, at most 2560 pixels a side, without the camera's notes."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Refused("report.photo_big", name)
            opened.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            colours = upright.info.get("icc_profile")
            upright.info = {}
            out = io.BytesIO()
            upright.save(out, kind, quality=85, icc_profile=colours)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # whatever a broken picture makes a decoder say
        raise Refused("report.photo_broken", name) from error
    return out.getvalue()


def ticket(secret: str, nonce: str, photo: Photo) -> str:
    """Carried by the form that is shown again, so that good photos need not travel twice."""
    told = f"{photo.stored}.{photo.media_type}.{photo.name}"
    return f"{_seal(secret, nonce, told)}.{told}"


def redeem(secret: str, nonce: str, tickets: Sequence[str]) -> list[Photo]:
    """Photos of genuine tickets; anything else is nothing."""
    found = []
    for each in tickets[:MOST]:
        seal, _, told = each.partition(".")
        if hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(secret, nonce, told).encode()):
            stored, media_type, name = told.split(".", 2)
            found.append(Photo(stored, media_type, name))
    return found


def _seal(secret: str, nonce: str, told: str) -> str:
    message = f"photo {nonce} {told}".encode("utf-8", "replace")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:32]
