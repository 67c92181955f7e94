"""Who acts in which tambon since when: begun, ended, begun again, and the times before kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from store.orgs import Coverage


def put_coverage(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or renew; a link that had ended begins anew, and the time before is kept."""
    if not rows:
        return
    statement, old = insert(Coverage), Coverage.__table__.c  # type: ignore[attr-defined]  # a FromClause to the checker, a Table at run time
    given = statement.excluded
    anew = or_(old.valid_to.is_not(None), old.extent != given.extent)
    renewed = {
        "extent": given.extent,
        "valid_to": None,
        "valid_from": case((anew, given.valid_from), else_=old.valid_from),
    }
    for start in range(0, len(rows), 5000):
        part = rows[start : start + 5000]
        _keep_before(session, part)
        session.execute(
            statement.on_conflict_do_update(index_elements=["tambon_code", "org"], set_=renewed), part
        )


_BEFORE = text("""
insert into coverage_before (tambon_code, org, valid_from, valid_to, extent)
select c.tambon_code, c.org, c.valid_from, least(coalesce(c.valid_to, n.day), n.day), c.extent
from coverage c join unnest(cast(:tambons as text[]), cast(:orgs as text[]), cast(:extents as text[]), cast(:days as date[]))
    as n (tambon, org, extent, day) on n.tambon = c.tambon_code and n.org = c.org
where (c.valid_to is not null or c.extent <> n.extent) and c.valid_from < n.day
on conflict do nothing
""")


def _keep_before(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    columns = {"tambons": "tambon_code", "orgs": "org", "extents": "extent", "days": "valid_from"}
    session.execute(_BEFORE, {name: [row[column] for row in rows] for name, column in columns.items()})


def cover(session: Session, tambon: str, code: str, extent: str, on: date) -> None:
    """From that day the body acts there, in this extent."""
    row = {"tambon_code": tambon, "org": code, "extent": extent, "valid_from": on, "valid_to": None}
    session.flush()
    put_coverage(session, [row])
    session.expire_all()


def end_coverage(session: Session, *, tambons: Sequence[str], kept: set[tuple[str, str]], on: date) -> int:
    """End the links of these tambons that a newer register no longer has; how many ended."""
    rows = session.scalars(
        select(Coverage).where(col(Coverage.tambon_code).in_(tambons), col(Coverage.valid_to).is_(None))
    ).all()
    ended = [row for row in rows if (row.tambon_code, row.org) not in kept]
    for row in ended:
        row.valid_to = on
    return len(ended)
