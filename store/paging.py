"""Where a page of a list begins."""

from typing import Any
from uuid import UUID

_FIRST = UUID(int=0)


def cursor(after: str) -> tuple[int, UUID]:
    """(rank, case id) after which a page begins; a cursor that is none begins at the top."""
    rank, _, key = after.partition("|")
    try:
        return (int(rank), UUID(key)) if rank.isdecimal() and len(rank) < 19 else (0, _FIRST)
    except ValueError:
        return 0, _FIRST


def cursor_of(row: Any) -> str:
    return f"{row.rank}|{row.id}"
