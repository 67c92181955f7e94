"""Days and hours on which an organisation works: what differs from the rule, as rows that officials edit."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, SmallInteger, Time, text
from sqlmodel import Field, Session, SQLModel

from store.db import instant

EVERYONE = ""
"""The `org` of a row that holds for every organisation without one of its own."""


def fiscal_year(day: date) -> int:
    """The government's year, Buddhist: 2570 from 1 October 2569 to 30 September 2570."""
    return day.year + 543 + (day.month >= 10)


class OfficeHours(SQLModel, table=True):
    """When an organisation is open on one weekday (0 Monday … 6 Sunday), Bangkok time. Once it has a row for any
    weekday, the days without one are closed."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday between 0 and 6", name="office_hours_weekday"),
        CheckConstraint("opens < closes", name="office_hours_order"),
    )
    org: str = Field(primary_key=True)
    weekday: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    opens: time = Field(sa_column=Column(Time, nullable=False))
    closes: time = Field(sa_column=Column(Time, nullable=False))


class SpecialDay(SQLModel, table=True):
    """A day the cabinet (or an organisation) adds or moves. works: whether offices work on it. source: who says so."""

    __tablename__ = "special_day"
    org: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date, primary_key=True))
    works: bool = False
    name: str = ""
    source: str = ""
    set_by: UUID | None = Field(default=None, foreign_key="staff.id")
    set_at: datetime = Field(sa_column=instant())


def hours(session: Session) -> list[Any]:
    return list(session.execute(text("select org, weekday, opens, closes from office_hours")))


def days(session: Session, since: date) -> list[Any]:
    return list(
        session.execute(text("select org, day, works from special_day where day >= :since"), {"since": since})
    )


def listed(session: Session, orgs: Sequence[str], since: date) -> list[Any]:
    """The special days of these (EVERYONE: those of all) with name and source, the nearest first."""
    return list(
        session.execute(
            text(
                "select org, day, works, name, source from special_day where org = any(:orgs) and day >= :since"
                " order by day, org"
            ),
            {"orgs": list(orgs), "since": since},
        )
    )


def put_day(
    session: Session,
    *,
    org: str,
    day: date,
    works: bool,
    name: str,
    source: str,
    now: datetime,
    by: UUID | None = None,
) -> None:
    session.execute(
        text(
            "insert into special_day (org, day, works, name, source, set_at, set_by)"
            " values (:org, :day, :works, :name, :source, :now, :by) on conflict (org, day) do update set"
            " works = excluded.works, name = excluded.name, source = excluded.source, set_at = excluded.set_at,"
            " set_by = excluded.set_by"
        ),
        {"org": org, "day": day, "works": works, "name": name, "source": source, "now": now, "by": by},
    )


def drop_day(session: Session, *, org: str, day: date) -> None:
    session.execute(text("delete from special_day where org = :org and day = :day"), {"org": org, "day": day})


def drop_hours(session: Session, org: str) -> None:
    session.execute(text("delete from office_hours where org = :org"), {"org": org})


def put_hours(session: Session, *, org: str, weekday: int, opens: time, closes: time) -> None:
    session.execute(
        text(
            "insert into office_hours (org, weekday, opens, closes) values (:org, :weekday, :opens, :closes)"
            " on conflict (org, weekday) do update set opens = excluded.opens, closes = excluded.closes"
        ),
        {"org": org, "weekday": weekday, "opens": opens, "closes": closes},
    )
