"""What the panel of a case shows of its alarms."""

from typing import Any
from uuid import UUID

from gateway.guard import house
from store import alarmlists
from store.db import Session


def panel(session: Session, case: UUID) -> dict[str, Any]:
    """The newest alarm of a case, who was rung for it, and the names of the organisations; no alarm: None."""
    found = alarmlists.of_case(session, case)
    newest = found[0] if found else None
    return {
        "alarm": newest,
        "rings": alarmlists.rings(session, [newest.id]).get(newest.id, []) if newest else [],
        "org_name": house().shelf.directory(session).name,
    }
