"""Files that staff send: pictures and PDF, made fit for every channel, and how each channel carries them."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from casework.pictures import tidied
from store import files
from store.ids import new_id
from wording import say

LARGEST = 10_000_000
"""Bytes: LINE shows no larger picture (Messaging API reference, image message; checked 2026-11-26)."""
MOST = 4
"""With the words they are the five bubbles of one call to LINE."""
_SIDE = 2560
_MOST_PIXELS = 80_000_000
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF")
_UNDECODABLE = (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError)

Address = Callable[[UUID], tuple[str, str]]
"""An attachment's id → the address at which a provider may fetch it for a while, and that of its small copy."""


class Unfit(Exception):
    """key: the sentence that says why this file cannot be sent."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def keep(folder: Path, stream: IO[bytes], name: str) -> dict[str, Any]:
    """Store one file; a row for the draft. Unfit for what is no picture or PDF. OSError: the disk is full."""
    data = stream.read(LARGEST + 1)
    if not data or len(data) > LARGEST:
        raise Unfit("enclosure.big" if data else "enclosure.empty")
    media_type = files.media_type(data)
    if media_type != "application/pdf":
        data, media_type = _picture(data), "image/jpeg"
    thumb = tidied(data, media_type).thumb
    return {
        "stored": files.put(folder, data),
        "thumb": files.put(folder, thumb) if thumb else "",
        "media_type": media_type,
        "name": Path(name).name[:120],
        "size": len(data),
    }


def _picture(data: bytes) -> bytes:
    """As JPEG, upright, without the camera's notes: LINE takes JPEG and PNG alone, and the small copy is one too."""
    import pi_heif  # a second library of codecs, loaded when the first file comes

    pi_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(data), formats=[*_PICTURES, "HEIF"]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Unfit("enclosure.big")
            opened.thumbnail((_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            flat = Image.new("RGB", upright.size, "white")
            flat.paste(upright, mask=upright.getchannel("A"))
            out = io.BytesIO()
            flat.save(out, "JPEG", quality=85)
    except _UNDECODABLE as error:
        raise Unfit("enclosure.kind") from error
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Enclosures:
    """rows: as keep() made them. link: the citizen's own page of the case. open: providers reach our addresses."""

    rows: Sequence[Mapping[str, Any]] = ()
    link: str = ""
    open: bool = False
    address: Address = field(default=lambda _: ("", ""))

    @property
    def shown_in_line(self) -> list[Mapping[str, Any]]:
        return [row for row in self.rows if self.open and row["media_type"].startswith("image/")]

    def words(self, words: str, kind: str, language: str) -> str:
        """The words as they leave by a channel of this kind: what it cannot show is told of (no links in an SMS)."""
        if kind == "line" and len(self.shown_in_line) < len(self.rows):
            return f"{words}\n{say('enclosure.link', language, url=self.link)}"
        if kind in {"sms", "voice"} and self.rows:
            return f"{words}\n{say('enclosure.see', language)}"
        return words

    def attached(self, message: UUID, account: str, now: datetime) -> list[dict[str, Any]]:
        """Rows of the attachment table, in their order."""
        return [
            {
                "id": new_id(now), "message_id": message, "position": at, "kind": "image" if row["thumb"] else "file",
                "state": "stored", "account": account, "stored": row["stored"], "thumb": row["thumb"],
                "name": row["name"], "media_type": row["media_type"], "size": row["size"], "created_at": now,
            }
            for at, row in enumerate(self.rows)
        ]  # fmt: skip

    def parts(self, attached: Sequence[Mapping[str, Any]], kind: str) -> list[dict[str, str]]:
        """What of them travels with the message itself: pictures, to LINE."""
        if kind != "line" or not self.open:
            return []
        return [carried(row["id"], self.address) for row in attached if row["kind"] == "image"]


def carried(attachment: UUID, address: Address) -> dict[str, str]:
    """A picture of a message's parts, under addresses that are good from now on."""
    whole, small = address(attachment)
    return {"id": str(attachment), "url": whole, "preview": small}
