"""Papers as PDF, by typst (a wheel without system packages that breaks Thai lines by words)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import orjson

from casework.documents.papers import Data, whole

if TYPE_CHECKING:
    from typst import Fonts

Template = Literal["letter", "paper"]
HERE = Path(__file__).parent


def pdf(template: Template, data: Data) -> bytes:
    """The paper as PDF with its text readable and searchable (data: casework/documents/__init__.py)."""
    return _drawn(template, data, "pdf")[0]


def pictures(template: Template, data: Data, *, dots: float = 100) -> Sequence[bytes]:
    """The same pages as PNG, for the eyes and for what shows a paper on a screen. dots: an inch."""
    return _drawn(template, data, "png", ppi=dots)


def as_png(svg: str, *, dots: float = 200) -> bytes:
    """A drawing as PNG, for papers that hold no SVG."""
    source = (
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    )
    return _compiled(source, {"svg": svg}, "png", ppi=dots)[0]


def drawing(source: bytes, inputs: dict[str, str], kind: Literal["svg", "png"], **more: Any) -> bytes:
    """One page of typst of our own, in our type (casework/charts.py)."""
    return _compiled(source, inputs, kind, **more)[0]


def _drawn(template: Template, data: Data, kind: Literal["pdf", "png"], **more: Any) -> list[bytes]:
    told = orjson.dumps(whole(template, data)).decode()
    return _compiled(HERE / "templates" / f"{template}.typ", {"data": told}, kind, **more)


def _compiled(
    source: Path | bytes, inputs: dict[str, str], kind: Literal["pdf", "png", "svg"], **more: Any
) -> list[bytes]:
    import typst  # 40 MB of program that only who prints needs

    made = typst.compile(
        source, format=kind, root=HERE / "templates", font_paths=_fonts(), sys_inputs=inputs, **more
    )
    return made if isinstance(made, list) else [made or b""]


@cache
def _fonts() -> "Fonts":
    """Ours first; what the machine has stands in for letters that ours lacks (Jawi, Burmese)."""
    from typst import Fonts

    return Fonts(include_system_fonts=True, font_paths=[HERE / "fonts"])
