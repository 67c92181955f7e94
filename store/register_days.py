"""The register of another day: as it was, or as the changes that are decided will make it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from store.orgs import Coverage, CoverageBefore, Org, OrgKind
from store.register import called, short_name
from store.register_changes import apply
from store.register_log import Author, BadChange, OrgChange, applied_after, coming


@dataclass(frozen=True, slots=True)
class Then:
    """names: organisation code → as people called it. coverage: tambon code → codes of its bodies, sorted."""

    names: Mapping[str, str]
    coverage: Mapping[str, tuple[str, ...]]


def on_day(session: Session, day: date, now: datetime) -> Then:
    """Nothing is written. A body counts from the day on which it first stood in an imported register."""
    session.flush()
    attempt = session.begin_nested()
    try:
        for row in coming(session):
            if row.effective <= day and not row.trouble:
                _try(session, row, now)
        return Then(_names(session, day), _coverage(session, day))
    finally:
        attempt.rollback()
        session.expire_all()


def _try(session: Session, row: OrgChange, now: datetime) -> None:
    attempt = session.begin_nested()
    try:
        apply(session, row, Author(now, row.staff_id))
        attempt.commit()
    except BadChange:
        attempt.rollback()


def _names(session: Session, day: date) -> dict[str, str]:
    there = (Org.kind == OrgKind.LAO.value, *_on(Org, day))
    found = {row.code: short_name(row) for row in session.scalars(select(Org).where(*there))}
    for row in applied_after(session, day):
        before = row.facts.get("before")
        if before and row.org in found:
            found[row.org] = called(before["type"], before["name"])
    return found


def _coverage(session: Session, day: date) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for tambon, org in _links(session, day):
        found.setdefault(tambon, set()).add(org)
    return {tambon: tuple(sorted(orgs)) for tambon, orgs in sorted(found.items())}


def _links(session: Session, day: date) -> Iterable[tuple[str, str]]:
    for table in (Coverage, CoverageBefore):
        columns = select(col(table.tambon_code), col(table.org)).where(*_on(table, day))
        yield from ((tambon, org) for tambon, org in session.execute(columns))


def _on(table: type[Org] | type[Coverage] | type[CoverageBefore], day: date) -> tuple[object, object]:
    return col(table.valid_from) <= day, or_(col(table.valid_to).is_(None), col(table.valid_to) > day)
