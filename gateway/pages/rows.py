"""Rows of a list of cases, drawn: fifty of them are most of a page's time (benchmarks/inbox.py), so no template is asked.

Words and names are empty below a full view. Everything a row holds is escaped here or comes so.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from flask import url_for
from markupsafe import Markup, escape

from casework.access import Sight, most
from gateway.pages import hits
from gateway.pages.drawn import Drawn, drawn
from gateway.pages.shown import channel_kind, language
from store.db import utc_now
from store.ids import grouped


class Line(NamedTuple):
    """One row, its pieces drawn; hits of a search marked. words, assignee: "" unless it may be read in full.

    head: who it is, or the number where that is hidden. one: number and version, for what is done with several at once.
    two: the second line of the row. id: by it the stream finds the row (gateway/static/live.js).
    """

    id: UUID
    reference: str
    address: Markup
    one: str
    unread: bool
    mark: Markup
    head: Markup
    words: Markup
    at: Markup
    place: Markup
    assignee: str
    two: Markup


def lines_of(
    rows: Sequence[Any],
    back: Mapping[str, Any],
    *,
    wanted: "re.Pattern[str] | None" = None,
) -> tuple[Line, ...]:
    """back: what the address of a case carries so that its page shows the same list beside it. wanted: what a search
    looked for; its rows hold `said` too (store/caselines.py)."""
    ink = drawn(language())
    address = url_for("cases.show", reference="0" * 12, **back)
    before, _, behind = str(escape(address)).partition("0" * 12)
    now = int(utc_now().timestamp()) // 60
    return tuple([_line(row, ink, now, f"{before}{row.reference}{behind}", wanted) for row in rows])


def _line(row: Any, ink: Drawn, now: int, address: str, wanted: "re.Pattern[str] | None") -> Line:
    full = _in_full(tuple(row.relation))
    told = hits.excerpt((row.text, *row.said), wanted) if wanted else row.text[: hits.LENGTH]
    words = hits.lit(told, wanted) if full else ink.summary
    place = hits.lit(row.place_text, wanted) if row.place_text else ink.no_place
    assignee = (row.assignee_name or "") if full else ""
    return Line(
        id=row.id,
        reference=row.reference,
        address=Markup(address),  # noqa: S704 made of the route's pattern and of digits
        one=f"{row.reference}.{row.version}" if full else "",
        unread=row.unread and full,
        mark=ink.marks[row.urgency],
        head=hits.lit(row.who, wanted) if full else escape(grouped(row.reference)),
        words=words or ink.no_words,
        at=ink.when(row.last_in_at, now),
        place=place,
        assignee=assignee,
        two=ink.second(row, channel_kind(row.account), place, assignee),
    )


@cache
def _in_full(relations: tuple[str, ...]) -> bool:
    return most(relations) == Sight.FULL


def drawn_rows(lines: Iterable[Line]) -> Markup:
    """The lines as an inbox shows them, one below the other; "" of none."""
    picks = drawn(language()).picks
    return Markup("".join([_drawn(line, picks) for line in lines]))  # noqa: S704


def _drawn(line: Line, picks: Markup) -> str:
    pick = (
        f'<label class="pick"><input type="checkbox" form="bulk" name="one" value="{line.one}"'
        f' aria-label="{picks} {line.reference}"></label>'
        if line.one
        else ""
    )
    head = f"<b>{line.head}</b> " if line.head else ""
    return (
        f'<div class="line">{pick}<a class="row{" unread" if line.unread else ""}" data-id="{line.id}"'
        f' href="{line.address}" hx-get="{line.address}">\n'
        f'  <span class="mark">{line.mark}</span>\n'
        f'  <span class="one">{head}<span>{line.words}</span></span>\n'
        f'  {line.at}\n  <span class="two">{line.two}</span>\n</a></div>\n'
    )
