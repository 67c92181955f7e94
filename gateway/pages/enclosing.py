"""The files of a draft as an answer will carry them, and what a press would do as the page of a case opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from casework.enclosures import Enclosures
from casework.outlook import Line, outlook
from gateway.guard import house
from gateway.pages import sentfiles
from gateway.pages.casefile import Casefile
from store.db import utc_now


def enclosed(digits: str, rows: Sequence[Mapping[str, Any]], at: datetime | None = None) -> Enclosures:
    """at: when the answer leaves, None for now. Providers reach our addresses only where they are public ones."""
    public = house().settings.public_url
    return Enclosures(
        rows,
        link=f"{public}/track/mine/{digits}",
        open=public.startswith("https://"),
        address=sentfiles.addresses(at or utc_now()),
    )


def lines_of(case: Casefile, words: str) -> Sequence[Line]:
    files = enclosed(case.reference, case.typed.files if case.typed else ())
    return outlook(case.ways[0], case.row, words, files, house().channels, now=utc_now())
