"""What happens to organisations between two imports: decided for a day, foreseen, taken into force, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import succession
from store.register import touch
from store.register_acts import Effect, current, perform
from store.register_log import Act, Author, BadChange, OrgChange, due, note, write

__all__ = ["Act", "Author", "BadChange", "Change", "decide", "foresee", "take_effect", "withdraw"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for. other: the body it is merged into, or the code of the new one of a split."""

    act: Act
    org: str
    other: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def renamed(org: str, name: str) -> Change:
    """A new name; citizens may go on using the old one."""
    return Change(Act.RENAME, org, facts={"name": name})


def upgraded(org: str, kind: str, name: str = "") -> Change:
    """อบต. → เทศบาล and the like, perhaps with a new name; the code stays, so do cases and staff."""
    return Change(Act.UPGRADE, org, facts={"kind": kind, "name": name})


def alias_added(org: str, alias: str) -> Change:
    """Another spelling or an earlier name; "อบต.แม่สาย" counts with that rank, "แม่สาย" with any the LAO has."""
    return Change(Act.ALIAS, org, facts={"alias": alias})


def alias_removed(org: str, alias: str) -> Change:
    return Change(Act.UNALIAS, org, facts={"alias": alias})


def merged(org: str, into: str) -> Change:
    """`into` takes over what `org` covered, its cases, staff, accounts and villages."""
    return Change(Act.MERGE, org, into)


def split_off(
    org: str, code: str, kind: str, name: str, tambons: Iterable[str], *, shared: bool = False
) -> Change:
    """A new body for these tambons; shared: the old one keeps a part of each. Open cases stay where they are."""
    return Change(
        Act.SPLIT, org, code, {"kind": kind, "name": name, "tambons": list(tambons), "shared": shared}
    )


def decide(session: Session, change: Change, by: Author, *, on: date | None = None) -> OrgChange:
    """Write it down, and take it into force if its day has come. BadChange if it makes no sense as things stand."""
    day = on or by.today
    foresee(session, change, by, on=day)
    row = write(session, change.act, change.org, by, on=day, other=change.other, **change.facts)
    if day <= by.today:
        apply(session, row, by)
        touch(session)
    return row


def foresee(session: Session, change: Change, by: Author, *, on: date | None = None) -> Effect:
    """What it would do, found by doing it and taking it back; BadChange if it makes no sense."""
    if on is not None and abs((on - by.today).days) > _YEARS:
        raise BadChange("วันที่มีผลอยู่ไกลเกินไป", "the day is too far away")
    session.flush()
    attempt = session.begin_nested()
    try:
        return perform(session, change.act, change.org, change.other, change.facts, on or by.today, by)
    finally:
        attempt.rollback()
        session.expire_all()


_YEARS = 5 * 366
"""Days; a typing slip in the year is no plan."""


def take_effect(session: Session, now: datetime) -> int:
    """Everything whose day has come; how many changes. What no longer makes sense is left with its trouble told."""
    clock, done = Author(now), 0
    for row in due(session, clock.today):
        attempt = session.begin_nested()
        try:
            apply(session, row, Author(now, row.staff_id))
        except BadChange as error:
            attempt.rollback()
            row.trouble = str(error)
            note(session, row, clock, "trouble")
            continue
        attempt.commit()
        done += 1
    late = succession.sweep(session, now, clock.today)
    if done or late:
        touch(session)
    return done


def apply(session: Session, row: OrgChange, by: Author) -> None:
    """Now, as of its day; what stood before is kept with it."""
    org = current(session, row.org or "")
    before = {"name": org.name, "type": org.type, "aliases": list(org.aliases)}
    effect = perform(session, Act(row.act), org.code, row.other, row.facts, row.effective, by)
    told = f"{effect.before} → {effect.after}" if effect.before != effect.after else effect.after
    row.facts = {**row.facts, "before": before, "detail": told}
    row.applied_at = by.now
    note(session, row, by, f"{row.act}.in_force")


def withdraw(session: Session, change: UUID, by: Author) -> OrgChange:
    """A change that has not come into force is taken back; BadChange if it has."""
    row = session.get(OrgChange, change, with_for_update=True)
    if row is None or row.applied_at or row.withdrawn_at:
        raise BadChange("รายการนี้มีผลแล้วหรือถูกยกเลิกแล้ว", "this change is in force or withdrawn already")
    row.withdrawn_at, row.withdrawn_by = by.now, by.staff
    note(session, row, by, "withdrawn")
    return row
