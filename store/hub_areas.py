"""Service areas: which LAO a further hub of an amphoe serves, from when to when. Without a row: the amphoe's first hub."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import instant
from store.gazetteer import Hub, hub_code, is_further
from store.orgs import Org
from store.register_rows import hub_row


class HubArea(SQLModel, table=True):
    """valid_to: the first day on which it no longer counts."""

    __tablename__ = "hub_area"
    __table_args__ = (Index("hub_area_of_hub", "hub"),)
    org: str = Field(primary_key=True, foreign_key="org.code")
    valid_from: date = Field(primary_key=True)
    hub: str = Field(foreign_key="org.code")
    valid_to: date | None = None
    set_at: datetime = Field(sa_column=instant())
    set_by: UUID | None = Field(default=None, foreign_key="staff.id")


_OF_AMPHOE = text("""
select a.*, coalesce(nullif(s.name, ''), s.email) as set_name from hub_area a join org o on o.code = a.org
left join staff s on s.id = a.set_by where o.amphoe_code = :amphoe order by a.valid_from desc, a.org
""")


def of_amphoe(session: Session, amphoe: str) -> list[Any]:
    """Everything that was, is and will be, the newest first."""
    return list(session.execute(_OF_AMPHOE, {"amphoe": amphoe}))


def pending(session: Session, laos: Sequence[str], today: date) -> set[str]:
    """Those of these LAOs about which something is decided for a later day."""
    rows = session.scalars(
        text(
            "select org from hub_area where org = any(:laos) and (valid_from > :today or valid_to > :today)"
        ),
        {"laos": list(laos), "today": today},
    )
    return set(rows)


def put(session: Session, wanted: Mapping[str, str], *, on: date, by: UUID | None, now: datetime) -> None:
    """LAO → hub from that day on, the amphoe's first hub too; what was decided for later days falls away."""
    laos = {"laos": list(wanted), "on": on}
    session.execute(text("delete from hub_area where org = any(:laos) and valid_from >= :on"), laos)
    session.execute(
        text(
            "update hub_area set valid_to = :on where org = any(:laos) and (valid_to is null or valid_to > :on)"
        ),
        laos,
    )
    session.add_all(
        HubArea(org=lao, hub=hub, valid_from=on, set_at=now, set_by=by)
        for lao, hub in wanted.items()
        if is_further(hub)
    )
    session.flush()


def put_missing(session: Session, wanted: Mapping[str, str], *, on: date, now: datetime) -> None:
    """What an import says of LAOs about which nobody here has said anything."""
    known = set(session.scalars(text("select org from hub_area")))
    put(session, {lao: hub for lao, hub in wanted.items() if lao not in known}, on=on, by=None, now=now)


def found(session: Session, amphoe: str, host: str, *, on: date) -> str:
    """One more hub in that amphoe, named by where it sits; its code. ValueError when one sits there already."""
    first = session.get_one(Org, hub_code(amphoe), with_for_update=True)
    rows = session.execute(
        text("select code, name, valid_to from org where kind = 'hub' and amphoe_code = :amphoe"),
        {"amphoe": amphoe},
    ).all()
    name = f"{first.name} ({host})"
    if any(row.name == name and row.valid_to is None for row in rows):
        raise ValueError(host)
    code = f"{first.code}-{max(_number(row.code) for row in rows) + 1}"
    session.add(Org(**hub_row(Hub(code, amphoe, name=name), {}, on)))
    session.flush()
    return code


def _number(code: str) -> int:
    """hub-9011 is the first, hub-9011-2 the second."""
    return int(code.rpartition("-")[2]) if is_further(code) else 1
