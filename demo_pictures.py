"""Pictures and sounds of the demo cases: drawn by ourselves, small, nobody's house."""

import io
import math
import struct
import wave
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)
_GROUND: dict[str, tuple[int, int, int]] = {
    "flood": (133, 104, 74), "water": (88, 96, 70), "mud": (110, 82, 56), "road": (96, 96, 98),
    "roof": (118, 128, 84), "tree": (92, 124, 74), "wall": (140, 120, 96), "field": (150, 140, 70),
    "trash": (120, 116, 108),
}  # fmt: skip


def photo(kind: str, dice: Random) -> bytes:
    """A JPEG of a house under a grey sky with what the kind is about before it."""
    picture = Image.new("RGB", SIZE, (150 + dice.randrange(40), 165, 178))
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    ground = height - 120 - dice.randrange(40)
    draw.rectangle((0, ground, width, height), fill=_GROUND.get(kind, (120, 120, 110)))
    left = 90 + dice.randrange(140)
    draw.rectangle((left, ground - 120, left + 170, ground + 20), fill=(214, 200, 176))
    draw.rectangle((left + 60, ground - 60, left + 100, ground + 20), fill=(120, 82, 58))
    if kind != "roof":
        top = ((left - 20, ground - 120), (left + 190, ground - 120), (left + 85, ground - 180))
        draw.polygon(top, fill=(146, 74, 58))
    _before(draw, kind, ground, dice)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return out.getvalue()


def _before(draw: ImageDraw.ImageDraw, kind: str, ground: int, dice: Random) -> None:
    width, height = SIZE
    if kind in {"flood", "mud", "water"}:
        level = ground - dice.randrange(10, 50)
        draw.rectangle((0, level, width, height), fill=_GROUND[kind])
        for _ in range(26):
            x, y = dice.randrange(width), dice.randrange(level, height)
            draw.line((x, y, x + 40, y + dice.randrange(-2, 3)), fill=(170, 142, 108), width=2)
    elif kind == "tree":
        draw.line((20, height - 40, width - 60, ground - 70), fill=(84, 62, 44), width=22)
        draw.ellipse((width - 130, ground - 130, width - 10, ground - 20), fill=(58, 104, 52))
    elif kind == "trash":
        for _ in range(18):
            x, y = dice.randrange(width - 60), dice.randrange(ground + 10, height - 30)
            draw.ellipse((x, y, x + 50, y + 30), fill=(40 + dice.randrange(60), 44, 50))
    else:
        for n in range(6):
            y = ground + 14 + n * 18
            draw.line((0, y, width, y + dice.randrange(-6, 7)), fill=(92, 86, 70), width=3)


def sound(dice: Random) -> bytes:
    """A second of a soft tone as WAV: a recording without anybody's voice."""
    pitch, rate = dice.randrange(180, 320), 8000
    tone = (int(3000 * math.sin(2 * math.pi * pitch * n / rate)) for n in range(rate))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", each) for each in tone))
    return out.getvalue()
