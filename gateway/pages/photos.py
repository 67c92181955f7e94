"""Photos as they come from phones: judged by content, made smaller, rid of where and when they were taken.

Where a photo was taken is read once, for a plea without a place, and kept in no file.
"""

import hashlib
import hmac
import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import IO, Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from casework.heic import without_place
from store import files

LARGEST = 12 * 1024 * 1024
MOST = 5
_LONGEST_SIDE = 2560
_MOST_PIXELS = 80_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo. name: what the phone called it. position: where it was taken (degrees), if it said so."""

    stored: str
    media_type: str
    name: str
    position: tuple[float, float] | None = None

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
    if media_type == "image/heic":
        return _from_iphone(folder, data, name)
    if media_type not in _FORMATS and media_type != "image/gif":
        raise Refused("report.photo_type", name)
    position = None
    if media_type in _FORMATS:  # a GIF carries no place and may move: it stays as it is
        data, position = _cleaned(data, _FORMATS[media_type], _FORMATS[media_type], name)
    return Photo(files.put(folder, data), media_type, name, position)


def _from_iphone(folder: Path, data: bytes, name: str) -> Photo:
    """As JPEG, because few browsers show HEIC; one that our decoder does not know stays, without its place."""
    import pi_heif  # a second library of codecs, loaded when the first such photo comes

    pi_heif.register_heif_opener()
    try:
        small, position = _cleaned(data, "HEIF", "JPEG", name)
    except Refused as refused:
        if refused.key == "report.photo_big":
            raise
        return Photo(files.put(folder, without_place(data)), "image/heic", name)
    return Photo(files.put(folder, small), "image/jpeg", name, position)


def _cleaned(data: bytes, kind: str, kept: str, name: str) -> tuple[bytes, tuple[float, float] | None]:
    """The picture alone: upright, at most 2560 pixels a side, without the camera's notes; and its position."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Refused("report.photo_big", name)
            position = _position(opened)
            opened.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            colours = upright.info.get("icc_profile")
            upright.info = {}
            out = io.BytesIO()
            upright.save(out, kept, quality=85, icc_profile=colours)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        # whatever a broken picture makes a decoder say
        raise Refused("report.photo_broken", name) from error
    return out.getvalue(), position


def _position(opened: Image.Image) -> tuple[float, float] | None:
    """(latitude, longitude) of the camera's notes: Exif 2.32, GPS tags 1 to 4. Nonsense is no position."""
    try:
        told = opened.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(told[2]) * (-1 if told.get(1) == "S" else 1)
        longitude = _degrees(told[4]) * (-1 if told.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ArithmeticError, SyntaxError, OSError, struct.error):
        return None
    known = isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if known and (latitude or longitude) else None


def _degrees(parts: Sequence[Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


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
