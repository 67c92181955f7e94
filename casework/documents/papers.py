"""The data of a paper, made whole before it is drawn: every field there, unprintable signs gone, QR codes as pictures."""

import io
import unicodedata
from collections.abc import Mapping
from typing import Any

from casework.documents.figures import in_thai
from wording import say

Data = Mapping[str, Any]

_BLANK: dict[str, Any] = {
    "title": "", "subtitle": [], "footer": "", "author": "", "language": "th", "thai_digits": False, "wide": False,
    "blocks": [],
}  # fmt: skip
_LETTER: dict[str, Any] = {
    "draft": "", "emblem": "", "number": "", "office": [], "date": "", "subject": "", "to": "", "refer": "",
    "enclosures": [], "closing": "", "signer": {"name": "", "position": ""}, "contact": [],
}  # fmt: skip
_KEPT = "\n\t"


def whole(template: str, data: Data) -> dict[str, Any]:
    """What a template reads. KeyError for a field that no template knows: a slip of ours, not of a citizen."""
    known = _BLANK | (_LETTER if template == "letter" else {})
    unknown = data.keys() - known.keys()
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    filled: dict[str, Any] = known | dict(data)
    filled["blocks"] = [_with_code(block) for block in filled["blocks"]]
    filled = {name: printable(each) for name, each in filled.items()}
    if filled["thai_digits"]:
        filled = {name: in_thai(each, name) for name, each in filled.items()}
    if template == "letter":
        filled["words"] = _labels(filled["language"])
        filled["title"] = filled["title"] or filled["subject"]
        filled["closing"] = filled["closing"] or say("paper.closing", filled["language"])
    return filled


def printable(value: Any) -> Any:
    """Without what neither paper can hold: control characters, halves of pairs, non-characters; CR LF is one line end."""
    if isinstance(value, str):
        return "".join(sign for sign in value.replace("\r\n", "\n").replace("\r", "\n") if _prints(sign))
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def _prints(sign: str) -> bool:
    if sign in _KEPT:
        return True
    return unicodedata.category(sign) not in {"Cc", "Cs"} and ord(sign) & 0xFFFE != 0xFFFE


def _labels(language: str) -> dict[str, str]:
    return {
        "number": say("paper.number", language),
        "subject": say("paper.subject", language),
        "to": say("paper.to", language),
        "refer": say("paper.refer", language),
        "enclosures": say("paper.enclosures", language),
    }


def _with_code(block: Mapping[str, Any]) -> dict[str, Any]:
    """{"qr": address, "caption"} gets its drawing."""
    if "qr" not in block:
        return dict(block)
    import segno  # only papers with a code need it

    drawn = io.BytesIO()
    # every mask is readable; to look for the prettiest costs seven eighths of the time
    segno.make(block["qr"], error="m", micro=False, mask=4).save(drawn, kind="svg", border=2, scale=4)
    return {**block, "qr_svg": drawn.getvalue().decode()}
