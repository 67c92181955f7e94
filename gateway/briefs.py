"""What may be said aloud about a case or a place that a caller asks for."""

from channels.contract import AreaBrief, Brief, CaseBrief, Lookup
from gateway.whose import Door
from store.caselists import brief
from store.db import OperationalError as EngineError
from store.gazetteer import tambons_of_postcode
from store.register import Directory
from triage.question import choices_of_postcode


def _area(directory: Directory, postcode: str) -> AreaBrief | None:
    """The bodies of a postcode, few enough to be read out, else none of them; None where there is no such postcode."""
    if not tambons_of_postcode(postcode):
        return None
    offered = choices_of_postcode(postcode, directory.register)
    return AreaBrief(tuple((one.org, directory.name(one.org)) for one in offered))


def look_up(door: Door, account: str, lookup: Lookup | None) -> Brief | None:
    """What may be said aloud about the case or place that is asked for; nothing while the database is away."""
    if lookup is None or door.away():
        return None
    try:
        if lookup.by == "postcode":
            return _area(door.house.directory(), lookup.value)
        with door.house.database.session() as session:
            row = brief(session, account=account, by=lookup.by, value=lookup.value)
    except EngineError:
        return None
    if row is None:
        return None
    held = door.house.shelf.held or door.house.directory()
    return CaseBrief(reference=row.reference, org_name=held.name(row.owner), state=row.state)
