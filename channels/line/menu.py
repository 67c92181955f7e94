"""The menu below the chat: what it offers, where each part may be touched, and its picture, drawn with our own font."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.clusters import cut
from channels.line.messages import MENU_LANGUAGE, MENU_LANGUAGES
from wording import say

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT = 2500, 1686
_COLUMNS = (0, 833, 1667, 2500)
_ROWS = (0, 843, 1686)
BAR_CLUSTERS = 14
_GAP, _ROUND = 12, 36
_PAPER, _GROUND, _INK, _DANGER = "#FFFFFF", "#E9EEEE", "#1B1F23", "#B3261E"
_THAI = re.compile(r"[\u0e00-\u0e7f]+(?:[ ]?[\u0e00-\u0e7f]+)*|[^\u0e00-\u0e7f]+")
_NAMES: Mapping[str, str] = {"th": "ภาษาไทย", "en": "English", "ms": "Melayu"}
"""Each language is offered in its own name."""


@dataclass(frozen=True, slots=True)
class Part:
    """box: left, top, right, bottom in pixels of the picture. icon: what is drawn above the label."""

    label: str
    icon: str
    box: tuple[int, int, int, int]
    action: Mapping[str, str]


def alias(language: str) -> str:
    return f"saitrong-{language}"


def parts(language: str, *, number: str) -> tuple[Part, ...]:
    """Six fields, the last shared by the other two languages. number: to call when a life is in danger."""
    written = [
        ("report", "pen"),
        ("status", "glass"),
        ("add", "plus"),
        ("staff", "person"),
    ]
    boxes = [(_COLUMNS[c], _ROWS[r], _COLUMNS[c + 1], _ROWS[r + 1]) for r in (0, 1) for c in (0, 1, 2)]
    found = [
        Part(_said(f"menu.{key}", language), icon, box, _writes(key, language))
        for (key, icon), box in zip(written, boxes, strict=False)
    ]
    danger = _said("menu.danger", language, number=number)
    found.append(
        Part(
            danger,
            "phone",
            boxes[4],
            {"type": "uri", "uri": f"tel:{number}", "label": danger.replace("\n", " ")},
        )
    )
    return (*found, *_switches(language, boxes[5]))


def _writes(key: str, language: str) -> dict[str, str]:
    """The same words a person at a computer types: there the menu is not shown."""
    words = say(f"menu.{key}", "th" if language == "th" else "en")
    return {"type": "message", "text": words, "label": cut(_said(f"menu.{key}", language), 20)}


def _switches(language: str, box: tuple[int, int, int, int]) -> list[Part]:
    left, top, right, bottom = box
    middle = (top + bottom) // 2
    halves = ((left, top, right, middle), (left, middle, right, bottom))
    others = [other for other in MENU_LANGUAGES if other != language]
    return [
        Part(
            _NAMES[other],
            "",
            half,
            {
                "type": "richmenuswitch",
                "richMenuAliasId": alias(other),
                "data": f"{MENU_LANGUAGE}{other}",
                "label": _NAMES[other],
            },
        )
        for other, half in zip(others, halves, strict=True)
    ]


def _said(key: str, language: str, **facts: str) -> str:
    return (
        say(f"menu_ms.{key.partition('.')[2]}", **facts) if language == "ms" else say(key, language, **facts)
    )


def request(language: str, *, number: str, colour: str) -> dict[str, Any]:
    """The menu as LINE wants it; its name changes with anything a person would see, so that setting up twice is once."""
    shown = parts(language, number=number)
    areas = [
        {
            "bounds": {"x": one.box[0], "y": one.box[1], "width": one.box[2] - one.box[0], "height": one.box[3] - one.box[1]},
            "action": dict(one.action),
        }
        for one in shown
    ]  # fmt: skip
    mark = sha256(repr((shown, colour, _LOOK)).encode()).hexdigest()[:10]
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": f"{alias(language)} {mark}",
        "chatBarText": cut(_said("menu.bar", language), BAR_CLUSTERS),
        "areas": areas,
    }


_LOOK = 1
"""Raised when the drawing below changes, so that accounts get the new picture."""


def picture(language: str, fonts: Path, *, number: str, colour: str) -> bytes:
    """A PNG below LINE's 1 MB. fonts: the folder with our Noto Sans Thai."""
    from PIL import Image, ImageDraw  # only `saitrong line setup` draws

    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    for one in parts(language, number=number):
        _draw(draw, one, _face(one, fonts), colour)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _face(one: Part, fonts: Path) -> "Faces":
    """As large as the field allows: many who read it have no glasses at hand."""
    from PIL import ImageFont

    room = one.box[2] - one.box[0] - 140
    for size in range(128, 60, -4):
        face = {
            script: ImageFont.truetype(fonts / f"noto-sans-thai-{script}-600-normal.woff2", size)
            for script in ("thai", "latin")
        }
        if max(_width(line, face) for line in one.label.split("\n")) <= room:
            break
    return face


def _draw(draw: "ImageDraw.ImageDraw", one: Part, face: "Faces", colour: str) -> None:
    left, top, right, bottom = one.box
    danger = one.icon == "phone"
    field = (left + _GAP, top + _GAP, right - _GAP, bottom - _GAP)
    draw.rounded_rectangle(field, _ROUND, fill=_DANGER if danger else _PAPER)
    middle = (left + right) // 2
    ink = _PAPER if danger else _INK
    if not one.icon:
        _write(draw, one.label, middle, (top + bottom) // 2, face, ink)
        return
    _icon(draw, one.icon, middle, top + 310, _PAPER if danger else colour)
    lines = one.label.split("\n")
    for number, line in enumerate(lines):
        _write(draw, line, middle, top + (630 if len(lines) == 1 else 575) + number * 130, face, ink)


Faces = Mapping[str, "ImageFont.FreeTypeFont"]


def _write(draw: "ImageDraw.ImageDraw", line: str, middle: int, height: int, face: Faces, ink: str) -> None:
    """Centred; Thai and Latin lie in two files of the font, so each run is drawn with its own."""
    x = middle - _width(line, face) / 2
    for run, font in _runs(line, face):
        draw.text((x, height), run, font=font, fill=ink, anchor="lm")
        x += font.getlength(run)


def _runs(line: str, face: Faces) -> "list[tuple[str, ImageFont.FreeTypeFont]]":
    return [(run, face["thai" if "\u0e00" <= run[0] <= "\u0e7f" else "latin"]) for run in _THAI.findall(line)]


def _width(line: str, face: Faces) -> float:
    return sum(font.getlength(run) for run, font in _runs(line, face))


def _icon(draw: "ImageDraw.ImageDraw", name: str, x: int, y: int, colour: str) -> None:
    """Plain shapes, thick enough for old eyes on a small phone."""
    thick = 34
    match name:
        case "pen":
            draw.rounded_rectangle((x - 150, y - 150, x + 150, y + 150), 30, outline=colour, width=thick)
            for row in (-60, 10, 80):
                draw.line((x - 85, y + row, x + (85 if row < 80 else 20), y + row), fill=colour, width=24)
        case "glass":
            draw.ellipse((x - 150, y - 150, x + 80, y + 80), outline=colour, width=thick)
            draw.line((x + 50, y + 50, x + 145, y + 145), fill=colour, width=44)
        case "plus":
            draw.ellipse((x - 160, y - 160, x + 160, y + 160), outline=colour, width=thick)
            draw.line((x - 85, y, x + 85, y), fill=colour, width=thick)
            draw.line((x, y - 85, x, y + 85), fill=colour, width=thick)
        case "person":
            draw.ellipse((x - 75, y - 165, x + 75, y - 15), fill=colour)
            draw.pieslice((x - 165, y + 5, x + 165, y + 315), 180, 360, fill=colour)
        case "phone":
            draw.rounded_rectangle((x - 95, y - 170, x + 95, y + 170), 34, outline=colour, width=thick)
            draw.ellipse((x - 22, y + 95, x + 22, y + 139), fill=colour)
