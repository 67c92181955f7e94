"""The parts of a DOCX paper: page, paragraphs, tables, signatures. Sizes in points, lengths in millimetres."""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

TYPE = "TH SarabunPSK"
"""What Thai offices have on their machines; the PDF carries its own."""
TEXT_WIDTH = 160
DOTS = "." * 110


def lay_out(paper: "Document", told: Mapping[str, Any]) -> None:
    """A4, the margins of official letters, 16 pt, page numbers from the second page on."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if told["wide"]:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.different_first_page_header_footer = True
    normal = paper.styles["Normal"]
    normal.font.size = Pt(16)
    normal.paragraph_format.space_after = Pt(0)
    _face(normal.element.get_or_add_rPr(), 16)
    _page_number(section.header.paragraphs[0], thai=told["thai_digits"])
    for footer in (section.footer, section.first_page_footer):
        _run(footer.paragraphs[0], told["footer"], 12)
    paper.core_properties.title = told["title"][:250]
    paper.core_properties.author = told["author"][:250]
    paper.core_properties.comments = ""


def words(
    paper: "Document", said: str, *, size: float = 16, bold: bool = False, align: str = "left", indent: float = 0,
    hanging: float = 0, with_next: bool = False, outline: int = 0,
) -> "Paragraph":  # fmt: skip
    from docx.shared import Mm

    line = paper.add_paragraph()
    if outline:
        line._p.get_or_add_pPr().style = f"Heading{outline}"  # noqa: SLF001  (by name the library searches all styles)
    _align(line, align)
    if hanging or indent:
        line.paragraph_format.first_line_indent = Mm(-hanging) if hanging else Mm(indent)
    if hanging:
        line.paragraph_format.left_indent = Mm(hanging)
    if with_next:
        line.paragraph_format.keep_with_next = True
    _run(line, said, size, bold=bold)
    return line


def columns(paper: "Document", rows: Sequence[Sequence[str]], *, center: bool = False) -> "Table":
    """Halves side by side without lines."""
    made = paper.add_table(rows=0, cols=2)
    for row in rows:
        for cell, said in zip(made.add_row().cells, row, strict=True):
            _fill(cell, said, align="center" if center else "left")
    return made


def facts(paper: "Document", pairs: Sequence[Sequence[str]], *, label: float) -> None:
    made = paper.add_table(rows=0, cols=2)
    for name, value in pairs:
        cells = made.add_row().cells
        _fill(cells[0], name, bold=True)
        _fill(cells[1], value)
    _widths(made, [label, TEXT_WIDTH - label])


def table(paper: "Document", block: Mapping[str, Any]) -> None:
    """Its first row is repeated on every page; no row is torn by a page's end."""
    size = block.get("size", 14)
    made = paper.add_table(rows=1, cols=len(block["head"]), style="Table Grid")
    sides = block.get("align", ())
    for cell, said in zip(made.rows[0].cells, block["head"], strict=True):
        _fill(cell, said, size=size, bold=True, align="center")
    _mark(made.rows[0], "w:tblHeader")
    for row in block["rows"]:
        added = made.add_row()
        _mark(added, "w:cantSplit")
        for place, (cell, said) in enumerate(zip(added.cells, row, strict=True)):
            _fill(cell, said, size=size, align=sides[place] if place < len(sides) else "left")
    shares = block.get("widths") or [1] * len(block["head"])
    _widths(made, [TEXT_WIDTH * share / sum(shares) for share in shares])


def pen(paper: "Document", title: str, lines: int) -> None:
    words(paper, title, bold=True, with_next=True)
    for left in range(lines, 0, -1):
        words(paper, DOTS, with_next=left > 1)


def signatures(paper: "Document", signers: Sequence[Mapping[str, str]]) -> None:
    """Two beside each other; one stands on the right."""
    told = [_hand(signer) for signer in signers]
    told = ["", *told] if len(told) == 1 else told + [""] * (len(told) % 2)
    made = columns(paper, [told[place : place + 2] for place in range(0, len(told), 2)], center=True)
    for row in made.rows:
        _mark(row, "w:cantSplit")


def _hand(signer: Mapping[str, str]) -> str:
    name = signer["name"] or "." * 40
    return f"\n\n{signer.get('mark', '')}{'.' * 46}\n({name})\n{signer['position']}"


def picture(paper: "Document", png: bytes, *, wide: float = 0, high: float = 0) -> None:
    from docx.shared import Mm

    paper.add_picture(io.BytesIO(png), width=Mm(wide) if wide else None, height=Mm(high) if high else None)


def _fill(cell: "_Cell", said: str, *, size: float = 16, bold: bool = False, align: str = "left") -> None:
    line = cell.paragraphs[0]
    _align(line, align)
    _run(line, said, size, bold=bold)


def _align(line: "Paragraph", side: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE

    if side == "left":
        return
    line.alignment = {"center": SIDE.CENTER, "right": SIDE.RIGHT}[side]


def _run(line: "Paragraph", said: str, size: float, *, bold: bool = False) -> None:
    line.add_run(said).element.insert(0, deepcopy(_look(size, bold=bold)))


@cache
def _look(size: float, *, bold: bool) -> Any:
    """The properties of a run; a copy costs a hundredth of setting each by the library, and a dossier has 20,000 runs."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    run = Document().add_paragraph().add_run()
    run.font.size, run.font.bold, run.font.cs_bold = Pt(size), bold, bold
    run.font.color.rgb = RGBColor(0, 0, 0)
    marks = run.element.get_or_add_rPr()
    _face(marks, size)
    return marks


_AFTER_SIZE = (
    "w:highlight",
    "w:u",
    "w:effect",
    "w:bdr",
    "w:shd",
    "w:fitText",
    "w:vertAlign",
    "w:rtl",
    "w:cs",
    "w:em",
)
"""What may follow the size in a run's properties, in the order the format demands."""


def _face(marks: Any, size: float) -> None:
    """Thai is "complex script" to a word processor, which has its own face, size and language for it."""
    from docx.oxml.ns import qn

    fonts = marks.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), TYPE)
    language = marks.makeelement(qn("w:lang"), {qn("w:bidi"): "th-TH"})
    marks.insert_element_before(language, "w:eastAsianLayout", "w:specVanish", "w:oMath")
    sized = marks.makeelement(qn("w:szCs"), {qn("w:val"): str(int(size * 2))})
    marks.insert_element_before(sized, *_AFTER_SIZE, "w:lang")


def _widths(made: "Table", lengths: Sequence[float]) -> None:
    from docx.shared import Mm

    made.autofit = False
    for column, length in zip(made.columns, lengths, strict=True):
        column.width = Mm(length)
        for cell in column.cells:
            cell.width = Mm(length)


def _mark(row: "_Row", name: str) -> None:
    from docx.oxml.ns import qn

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  (the library has no name for this property)
    properties.append(properties.makeelement(qn(name), {}))


def _page_number(line: "Paragraph", *, thai: bool) -> None:
    from docx.oxml.ns import qn

    _align(line, "center")
    _run(line, "- ", 16)
    field = line.add_run()
    for kind, said in (("begin", ""), ("", " PAGE \\* ThaiArabic " if thai else " PAGE "), ("end", "")):
        name = "w:fldChar" if kind else "w:instrText"
        part = field.element.makeelement(qn(name), {qn("w:fldCharType"): kind} if kind else {})
        part.text = said or None
        field.element.append(part)
    _run(line, " -", 16)
