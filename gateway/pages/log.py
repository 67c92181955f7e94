"""The log of who read and changed what (PDPA s.37, s.39), for auditors, administrators and heads."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, render_template, request

from casework.access import NotAllowed, reads_log
from gateway.guard import audience, current_actor, house
from store import audit
from store.audit import Asked
from store.db import utc_now
from store.ids import BANGKOK, typed_reference

log = Blueprint("log", __name__)

GROUPS = (
    "case",
    "login",
    "staff",
    "roster",
    "contact",
    "call",
    "export",
    "register",
    "hours",
    "team",
    "channel",
    "rule",
    "contribution",
    "hub",
    "standard",
)
PAGE = 100


@log.get("/admin/log")
@audience("staff")
def show() -> str:
    """Asking for the log is itself an entry of it."""
    actor = current_actor()
    orgs = reads_log(actor)
    if not orgs:
        raise NotAllowed("log")
    asked = _asked(orgs)
    with house().database.session() as session:
        rows = audit.log(session, asked, limit=PAGE + 1)
        audit.note(session, "log.read", now=utc_now(), staff_id=actor.id)
    return render_template("log.html", rows=rows[:PAGE], more=len(rows) > PAGE, groups=GROUPS)


def _asked(orgs: tuple[str, ...]) -> Asked:
    given = request.args
    until = _day(given.get("until", ""))
    return Asked(
        orgs=orgs,
        who=given.get("who", "").strip()[:80],
        reference=typed_reference(given.get("reference", "")) or given.get("reference", "").strip()[:20],
        action=given.get("action", "") if given.get("action") in GROUPS else "",
        since=_day(given.get("since", "")),
        until=until + timedelta(days=1) if until else None,
        before=_key(given.get("before", "")),
    )


def _day(text: str) -> datetime | None:
    """The beginning of that day in Bangkok; what is no date asks for nothing."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), BANGKOK)
    except (ValueError, OverflowError):
        return None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
