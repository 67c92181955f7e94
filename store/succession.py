"""A body ends and another takes its place: its cases, staff, accounts and villages go over, each with a line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.db import changed

VERB = "body_merged"
"""The line in a case's story."""


@dataclass(frozen=True, slots=True)
class Moved:
    """cases: open ones that the body owned. seen: all that it could see. staff: memberships."""

    cases: int = 0
    seen: int = 0
    staff: int = 0
    accounts: int = 0
    villages: int = 0


# the stronger word wins where both bodies stood to a case: an accused body stays accused, whatever it was else
_STRONGER = "array['accused', 'owner', 'candidate', 'referred', 'hub', 'former']"
_EVENTS = """
insert into case_event (id, case_id, at, staff_id, verb, facts)
select gen_random_uuid(), case_id, :now, cast(:staff as uuid), :verb,
    jsonb_build_object('before', :old, 'owner', :new)
from case_access where org = :old
"""
_AUDIT = """
insert into audit (id, at, staff_id, action, case_id, org, detail)
select gen_random_uuid(), :now, cast(:staff as uuid), 'case.' || :verb, case_id, :new, :old from case_access where org = :old
"""
_ACCESS = f"""
insert into case_access (case_id, org, relation) select case_id, :new, relation from case_access where org = :old
on conflict (case_id, org) do update set relation = case
    when array_position({_STRONGER}, excluded.relation) < array_position({_STRONGER}, case_access.relation)
    then excluded.relation else case_access.relation end
"""
_ITS = "owner = :old and id in (select case_id from case_access where org = :old)"
"""By the index of case_access: cases have none on their owner."""
_ENDED = "state in ('closed', 'cancelled', 'merged')"
STEPS = {
    "open": f'select count(*) from "case" where {_ITS} and not {_ENDED}',
    "events": _EVENTS,
    "audit": _AUDIT,
    "cases": f'update "case" set owner = :new, version = version + 1, updated_at = :now where {_ITS}',
    "its_hub": 'update "case" set hub = :new where hub = :old and id in (select case_id from case_access where org = :old)',
    "asked": 'update "case" set ask_orgs = array_replace(ask_orgs, :old, :new) where asks_place and :old = any(ask_orgs)',
    "access": _ACCESS,
    "gone": "delete from case_access where org = :old",
    "members": "insert into membership (staff_id, org, role) select staff_id, :new, role from membership where org = :old on conflict do nothing",
    "left": "delete from membership where org = :old",
    "invited": "update invitation set org = :new where org = :old and used_at is null",
    "views": "update list_view set org = :new where org = :old",
    "templates": "update reply_template set org = :new where org = :old",
    # a team of the same name lives on in the successor's, with its people and cases
    "joined": "insert into team_member (team_id, staff_id) select n.id, m.staff_id from team o join team n on n.name = o.name and n.org = :new join team_member m on m.team_id = o.id where o.org = :old on conflict do nothing",
    "teamed": "update case_team g set team_id = n.id from team o join team n on n.name = o.name and n.org = :new where o.org = :old and g.team_id = o.id",
    "twice": "delete from team o where o.org = :old and exists (select from team n where n.org = :new and n.name = o.name)",
    "teams": "update team set org = :new where org = :old",
    "assign_rules": "update assign_rule set org = :new, active = false where org = :old",
    "shift_notes": "update shift_note set org = :new where org = :old",
    "calls": "update call_back set org = :new where org = :old",
    "duty": "update duty_shift set org = :new where org = :old",
    "rung": "update alarm set orgs = array_replace(orgs, :old, :new) where ended_at is null and :old = any(orgs)",
    "digests": "delete from digest where org = :old",
    "supports": "update contribution set org = :new where org = :old",
    "supported": "update contribution set hub = :new where hub = :old",
    "standards": "update rule_version set back_at = :now where org = :old and back_at is null",
    "areas": "delete from hub_area where org = :old",
    "serves": "update hub_area set valid_to = least(valid_to, greatest(valid_from, current_date)) where hub = :old",
    "campaigns": "update campaign set org = :new where org = :old",
    "agency": "update agency set org = :new where org = :old",
    "jobs": "update job set org = :new where org = :old and state not in ('done', 'recalled')",
    "letters": "update consent_request set org = :new where org = :old",
    "announced": "update announcement set org = :new where org = :old",
    # a meeting still to come is the successor's, with a number that its own cannot have; the secretary may give another
    "meetings": "update meeting set org = :new, number = number + 1000 where org = :old and state = 'planned'",
    "hours": "delete from office_hours where org = :old",
    "days": "delete from special_day where org = :old",
    "at_work": "update org set at_work = true where code = :new and exists (select from org o where o.code = :old and o.at_work)",
    "rests": "update org set at_work = false where code = :old",
    "accounts": "update account set home_org = :new where home_org = :old",
    "held": 'update "case" set holder = :new where holder = :old',
    "asked_by": "update referral set by_org = :new where by_org = :old and ended_at is null",
    "asked_to": "update referral set to_org = :new where to_org = :old and ended_at is null and not exists (select from referral r"
    " where r.case_id = referral.case_id and r.to_org = :new and r.ended_at is null)",
    "villages": "update moo_cover set org = :new where org = :old",
}


def move(session: Session, old: str, new: str, *, now: datetime, staff: UUID | None = None) -> Moved:
    """Everything of `old` is `new`'s from now on; safe to repeat. The history of both stays as it was written."""
    given = {"old": old, "new": new, "now": now, "staff": staff, "verb": VERB}
    done = {name: _step(session, statement, given) for name, statement in STEPS.items()}
    session.expire_all()
    return Moved(done["open"], done["gone"], done["left"], done["accounts"], done["villages"])


def _step(session: Session, statement: str, given: dict[str, Any]) -> int:
    wanted = {name: value for name, value in given.items() if f":{name}" in statement}
    for name in ("old", "new", "verb"):
        # the same parameter as text and as varchar is two types to PostgreSQL
        statement = statement.replace(f":{name}", f"cast(:{name} as text)")
    result = session.execute(text(statement), wanted)
    return int(result.scalar_one()) if statement.startswith("select") else changed(result)


_LATE = text("""
select o.code, o.successor from org o where o.successor is not null and o.valid_to <= :today and (
    exists (select from case_access a where a.org = o.code)
    or exists (select from membership m where m.org = o.code) or exists (select from account a where a.home_org = o.code)
    or exists (select from moo_cover m where m.org = o.code))
""")


def sweep(session: Session, now: datetime, today: Any) -> int:
    """What a worker with yesterday's register still gave to a body that has ended; how many bodies had some."""
    late = session.execute(_LATE, {"today": today}).all()
    for code, successor in late:
        move(session, code, successor, now=now)
    return len(late)
