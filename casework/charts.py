"""Charts for reports: bars drawn by typst, readable in grey print, every number beside its bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from casework.documents import printing


@dataclass(frozen=True, slots=True)
class Row:
    """values: one for each series, None where there is none; shown: how each is written beside its bar."""

    label: str
    values: tuple[float | None, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """series: their names, at most three. note: where the figures come from and when."""

    title: str
    series: tuple[str, ...]
    rows: Sequence[Row]
    note: str = ""


_SOURCE = """
#let told = json(bytes(sys.inputs.data))
#set page(width: 16cm, height: auto, margin: 0.6cm, fill: white)
#set text(font: ("Saitrong Sarabun", "Libertinus Serif"), size: 15pt, lang: "th", fill: rgb("#1d2a2a"))
#let tones = (rgb("#0f5e5c"), rgb("#7fb3b0"), rgb("#b9a26a"))
#let most = calc.max(1e-9, ..told.rows.map(r => r.values.map(v => if v == none { 0 } else { v })).flatten())
#let bar(value, tone, shown) = grid(columns: (8cm * value / most + 1pt, auto), column-gutter: 5pt, align: horizon,
  rect(width: 100%, height: 9pt, fill: tone, stroke: none), text(size: 13pt, shown))
#text(weight: "bold", size: 18pt, told.title)
#v(-4pt)
#if told.series.len() > 1 [
  #for (n, name) in told.series.enumerate() [#box(rect(width: 9pt, height: 9pt, fill: tones.at(n), stroke: none)) #text(size: 13pt, name) #h(10pt)]
]
#grid(columns: (4.6cm, 1fr), row-gutter: 7pt, column-gutter: 8pt, align: (right + horizon, left + horizon),
  ..told.rows.map(r => (text(size: 14pt, r.label), stack(spacing: 3pt,
    ..r.values.enumerate().map(((n, v)) => bar(if v == none { 0 } else { v }, tones.at(n), r.shown.at(n)))))).flatten())
#text(size: 12pt, fill: rgb("#55605f"), told.note)
"""


def drawn(chart: Chart, kind: Literal["svg", "png"]) -> bytes:
    """The chart as SVG (letters as outlines, so that no font is needed) or PNG of 150 dots an inch."""
    told = orjson.dumps(chart).decode()
    more = {"ppi": 150} if kind == "png" else {}
    return printing.drawing(_SOURCE.encode(), {"data": told}, kind, **more)
