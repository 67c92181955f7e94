"""Where a page of a list begins, and what its search box means to the database."""

from datetime import datetime
from typing import Any
from uuid import UUID


def cursor(after: str) -> tuple[str, datetime | None, UUID | None]:
    """The place after which a page begins; a cursor that is none begins at the top."""
    parts = after.split("|")
    try:
        return (
            (parts[0], datetime.fromisoformat(parts[1]), UUID(parts[2]))
            if len(parts) == 3
            else ("", None, None)
        )
    except ValueError:
        return "", None, None


def cursor_of(row: Any) -> str:
    return f"{row.urgency}|{row.last_in_at.isoformat()}|{row.id}"


def matching(words: str) -> dict[str, str]:
    digits = "".join(c for c in words if c.isdigit())
    like = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "search": words,
        "digits": digits,
        "digits_like": f"%{digits}%" if len(digits) >= 6 else "\x01",
        "like": f"%{like}%",
    }
