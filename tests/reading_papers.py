"""What a reader would copy out of our papers: the text of a PDF by its own letter tables, of a DOCX by its parts."""

import io
import re
import zlib
from collections.abc import Iterator

from docx import Document

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_INNER = rb"(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*"
_TOKEN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|ActualText<FEFF([0-9A-F]*)>|\((" + _INNER + rb")\)|<([0-9A-F]{4,})>|(BT)\b|(EMC)\b",
    re.DOTALL,
)


def pdf_text(made: bytes) -> str:
    """Every text of a PDF that typst made, page after page, a line for each run."""
    objects = {int(number): body for number, body in _OBJECT.findall(made)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    return "\n".join(
        _said(_opened(objects[_ref(page, b"Contents")]), _fonts(objects, _ref(page, b"Resources")))
        for page in pages
    )


def _ref(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    return int(found[1]) if found else 0


def _fonts(objects: dict[int, bytes], resources: int) -> dict[bytes, dict[bytes, str]]:
    return {name: _letters(objects, font) for name, font in _named_fonts(objects[resources])}


def pdf_pages(made: bytes) -> int:
    return len(re.findall(rb"/Type/Page/", made))


def docx_text(made: bytes) -> str:
    paper = Document(io.BytesIO(made))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def _opened(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]


def _named_fonts(body: bytes) -> Iterator[tuple[bytes, int]]:
    for listed in re.findall(rb"/Font<<(.*?)>>", body):
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed):
            yield name, int(number)


def _letters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    table = _opened(objects[_ref(objects[font], b"ToUnicode")])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
    return {bytes.fromhex(glyph.decode()): _utf16(letters) for glyph, letters in pairs}


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _said(stream: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    said, font, hidden = [], b"", False
    for chosen, actual, glyphs, plain, begins, ends in _TOKEN.findall(stream):
        if chosen:
            font = chosen
        elif actual:
            said.append(_utf16(actual))
            hidden = True
        elif begins:
            said.append("\n")
        elif ends:
            hidden = False
        elif (glyphs or plain) and not hidden:
            raw = _unescaped(glyphs) if glyphs else bytes.fromhex(plain.decode())
            said += [fonts[font].get(raw[at : at + 2], "") for at in range(0, len(raw), 2)]
    return "".join(said)


def _unescaped(raw: bytes) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8) & 255]) if sign.isdigit() else named.get(sign, sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, raw, flags=re.DOTALL)
