"""The same papers as DOCX, by python-docx, for offices that go on writing in their own word processor."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casework.documents import wordparts as parts
from casework.documents.papers import Data, whole
from casework.documents.printing import Template, as_png

if TYPE_CHECKING:
    from docx.document import Document

MOST_CODES = 20
"""Beyond this many codes of QR a paper says their addresses: the library takes longer with every picture it adds."""


def docx(template: Template, data: Data) -> bytes:
    """The paper as DOCX (data: casework/documents/__init__.py); citizens' words are text runs, never fields or XML."""
    import docx as library  # a quarter of a second of XML library

    told = whole(template, data)
    paper = library.Document()
    parts.lay_out(paper, told)
    if template == "letter":
        _head(paper, told)
    else:
        _title(paper, told)
    few = sum("qr" in block for block in told["blocks"]) <= MOST_CODES
    for block in told["blocks"]:
        _draw(paper, block if few or "qr" not in block else _address(block))
    if template == "letter":
        _foot(paper, told)
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _address(block: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": f"{block['caption']}\n{block['qr']}", "size": 13}


def _title(paper: "Document", told: Mapping[str, Any]) -> None:
    if told["title"]:
        parts.words(paper, told["title"], size=20, bold=True, align="center")
    for line in told["subtitle"]:
        parts.words(paper, line, align="center")


def _head(paper: "Document", told: Mapping[str, Any]) -> None:
    word = told["words"]
    if told["draft"]:
        parts.words(paper, told["draft"], size=14, align="right")
    if told["emblem"]:
        parts.picture(paper, as_png(told["emblem"]), high=30)
    office = "\n".join(told["office"])
    parts.columns(paper, [[f"{word['number']} {told['number']}", office]])
    parts.columns(paper, [["", told["date"]]])
    opening = [(word["subject"], told["subject"]), (word["to"], told["to"]), (word["refer"], told["refer"])]
    opening.append((word["enclosures"], "\n".join(told["enclosures"])))
    for label, value in opening:
        if value:
            parts.words(paper, f"{label}\t{value}", hanging=22)


def _foot(paper: "Document", told: Mapping[str, Any]) -> None:
    parts.words(paper, "")
    parts.columns(paper, [["", told["closing"]]], center=True)
    parts.signatures(paper, [told["signer"]])
    for line in told["contact"]:
        parts.words(paper, line)


def _draw(paper: "Document", block: Mapping[str, Any]) -> None:
    match block:
        case {"heading": title}:
            size = 18 if block.get("level", 1) == 1 else 16
            parts.words(paper, title, size=size, bold=True, with_next=True, outline=block.get("level", 1))
        case {"text": said}:
            parts.words(
                paper, said, size=block.get("size", 16), bold=block.get("strong", False),
                align=block.get("align", "left"), indent=25 if block.get("indent") else 0,
            )  # fmt: skip
        case {"facts": pairs}:
            parts.facts(paper, pairs, label=block.get("label_width", 48))
        case {"rows": _}:
            parts.table(paper, block)
        case {"pen": title}:
            parts.pen(paper, title, block["lines"])
        case {"signatures": signers}:
            parts.signatures(paper, signers)
        case {"svg": drawing}:
            parts.picture(paper, as_png(drawing), wide=parts.TEXT_WIDTH * block.get("width", 100) / 100)
            parts.words(paper, block.get("caption", ""), size=13, align="center")
        case {"qr_svg": drawing}:
            parts.picture(paper, as_png(drawing), wide=24)
            parts.words(paper, block["caption"], size=13)
        case {"page": _}:
            paper.add_page_break()
        case _:
            parts.words(paper, "")
