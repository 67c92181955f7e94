"""What a photo or video knows besides what it shows: the place is read out of it and then taken away, a small copy made.

Staff see the place beside the picture (attachment.latitude, longitude); nobody gets it with the file.
"""

import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from casework.heic import without_place

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_THUMB = 480
"""Pixels of the longer side: a third of a clerk's column, sharp on a phone's screen."""
_MOST_PIXELS = 80_000_000
_TIFF = (b"MM\x00*", b"II*\x00")
# ISO 6709 as phones write it into videos: +13.7563+100.5018+004.000/
_ISO6709 = re.compile(rb"([+-]\d{2}\.\d{3,8})([+-]\d{3}\.\d{3,8})([+-]\d{1,5}(?:\.\d{1,5})?)?/")
_UNDECODABLE = (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Tidied:
    """data: the file without its place. thumb: a small JPEG, empty if none can be made. place: (latitude, longitude)."""

    data: bytes
    thumb: bytes = b""
    place: tuple[float, float] | None = None


def tidied(data: bytes, media_type: str) -> Tidied:
    """Never raises for what is in the file: a broken picture is kept as it came, with its place blanked."""
    if media_type in _FORMATS:
        return _picture(data, _FORMATS[media_type])
    if media_type == "image/heic":
        return Tidied(without_place(data), place=_place_in_blocks(data))
    if media_type == "video/mp4":
        return Tidied(_ISO6709.sub(_zeroed, data), place=_place_of_video(data))
    return Tidied(data)


def _picture(data: bytes, kind: str) -> Tidied:
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return Tidied(without_place(data), place=_place_in_blocks(data))
            place = _place(opened.getexif())
            thumb = _thumb(opened)
            return Tidied(_bare(opened, data, kind), thumb, place)
    except _UNDECODABLE:
        return Tidied(without_place(data), place=_place_in_blocks(data))


def _bare(opened: Image.Image, data: bytes, kind: str) -> bytes:
    """The picture alone, upright. A JPEG that lies straight keeps its very pixels; a GIF carries no place."""
    if kind == "GIF":
        return data
    upright = ImageOps.exif_transpose(opened)
    straight = kind == "JPEG" and opened.getexif().get(ExifTags.Base.Orientation, 1) == 1
    colours = opened.info.get("icc_profile")
    kept: dict[str, Any] = {"quality": "keep"} if straight else {"quality": 90}
    if kind == "WEBP":
        kept = {"quality": 90, "save_all": getattr(opened, "n_frames", 1) > 1}
    source = opened if straight else upright
    source.info = {}
    out = io.BytesIO()
    source.save(out, kind, icc_profile=colours, **kept)
    return out.getvalue()


def _thumb(opened: Image.Image) -> bytes:
    small = ImageOps.exif_transpose(opened.copy())
    small.thumbnail((_THUMB, _THUMB))
    if small.mode not in {"RGB", "L"}:
        seen = small.convert("RGBA")
        small = Image.new("RGB", seen.size, "white")
        small.paste(seen, mask=seen.getchannel("A"))
    small.info = {}
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return _checked(latitude, longitude)


def _degrees(parts: Any, side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    return -found if side == negative else found


def _checked(latitude: float, longitude: float) -> tuple[float, float] | None:
    """(0, 0) is what a camera writes that does not know."""
    inside = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return (round(latitude, 6), round(longitude, 6)) if inside else None


def _place_in_blocks(data: bytes) -> tuple[float, float] | None:
    """Of a file that we cannot decode: each block that looks like Exif is asked."""
    for head in _TIFF:
        start = data.find(head)
        while start >= 0:
            exif = Image.Exif()
            try:
                exif.load(b"Exif\x00\x00" + data[start : start + 65536])
                found = _place(exif)
            except Exception:  # noqa: BLE001  four bytes of picture may look like the head of anything
                found = None
            if found:
                return found
            start = data.find(head, start + 4)
    return None


def _place_of_video(data: bytes) -> tuple[float, float] | None:
    found = _ISO6709.search(data)
    return _checked(float(found[1]), float(found[2])) if found else None


def _zeroed(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"\d", b"0", found[0])
