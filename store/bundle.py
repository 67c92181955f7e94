"""Several small reads of one page in one exchange with the database.

Each part travels as JSON; by the names of their columns ids and times are given back as what they were: `id`, `…_id`
and `at`, `…_at`, `…_until`.
"""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store.db import clause


def bundle(session: Session, parts: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name → rows of its select, in their order, read by attribute. The selects share the facts."""
    columns = ", ".join(
        f"(select coalesce(json_agg(x), '[]') from ({select}) x) as {name}" for name, select in parts.items()
    )
    row = session.execute(clause(f"select {columns}"), dict(facts)).one()
    return {name: [_row(each) for each in getattr(row, name)] for name in parts}


def _row(told: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{name: _value(name, value) for name, value in told.items()})


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "id" or name.endswith("_id"):
        return UUID(value)
    if name == "at" or name.endswith(("_at", "_until")):
        return datetime.fromisoformat(value)
    return value
