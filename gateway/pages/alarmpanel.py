"""What the panel of a case shows of its alarms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from gateway.guard import house
from store import alarmlists
from store.db import Session
from store.register import Directory


def panel(session: Session, case: UUID) -> dict[str, Any]:
    """The newest alarm of a case, who was rung for it, and the names of the organisations; no alarm: None."""
    return panel_of(*alarmlists.newest(session, case), house().shelf.directory(session))


def panel_of(alarms: Sequence[Any], rings: Sequence[Any], directory: Directory) -> dict[str, Any]:
    """The same of rows that were read already, newest alarm first."""
    return {"alarm": alarms[0] if alarms else None, "rings": rings, "org_name": directory.name}
