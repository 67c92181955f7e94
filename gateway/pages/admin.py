"""For who keeps the installation: accounts, what could not be read, what did not go out, what waits on disk."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, render_template

from casework import watch
from casework.access import NotAllowed, keeps_account, keeps_templates, reads_log
from gateway.guard import audience, current_actor, house
from gateway.pages.costs import standings
from gateway.pages.roster import kept_by
from store import alarmlists, caselists, counting, orgs, spool
from store.db import utc_now
from store.staff import Role
from triage.ruling import may_rule

admin = Blueprint("admin", __name__)

STUCK = ("failed", "unsure", "withheld", "parked")


@admin.get("/admin")
@audience("staff")
def overview() -> str:
    actor = current_actor()
    if not (actor.has(Role.ADMIN) or actor.has(Role.OPERATOR)):
        raise NotAllowed("admin")
    waiting = spool.waiting(house().spool)
    with house().database.session() as session:
        accounts = orgs.accounts(session)
        return render_template(
            "admin.html",
            accounts=accounts,
            logs=reads_log(actor),
            templates=keeps_templates(actor),
            checks=any(keeps_account(actor, row.home_org) for row in accounts),
            open=house().channels,
            directory=house().shelf.directory(session),
            unreadable=caselists.unreadable(session),
            counts=[row for row in counting.waiting(session) if row.state in STUCK],
            standings=standings(session, actor),
            spooled=len(waiting),
            spooled_since=_age(waiting),
            rosters=kept_by(actor),
            unmanned=watch.unmanned(session, utc_now()),
            alarms=alarmlists.counts(session),
            may_rule=may_rule(actor, house().shelf.directory(session).homes),
        )


def _age(waiting: list[Path]) -> datetime | None:
    """When the oldest waiting file was written; a file may be drained while we look."""
    times = [path.stat().st_mtime for path in waiting[:1] if path.exists()]
    return datetime.fromtimestamp(times[0], UTC) if times else None
