"""Outlines and villages in the database, so that every host of an installation has the same, and backups too."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlmodel import Field, Session, SQLModel, col

from store import orgs


class Outline(SQLModel, table=True):
    """A tambon's outline as WKB, WGS 84."""

    __tablename__ = "outline"
    tambon_code: str = Field(primary_key=True)
    shape: bytes


class Village(SQLModel, table=True):
    """A village by its code of eight digits: tambon and number (หมู่)."""

    __tablename__ = "village"
    code: str = Field(primary_key=True)
    name: str


VERSION = "shapes"
"""Name of the value that changes with outlines and villages (store.orgs.Meta)."""


def replace_outlines(session: Session, rows: Iterable[tuple[str, bytes]]) -> None:
    session.execute(delete(Outline))
    _copy(session, "copy outline (tambon_code, shape) from stdin", rows)


def replace_villages(session: Session, rows: Iterable[tuple[str, str]]) -> None:
    session.execute(delete(Village))
    _copy(session, "copy village (code, name) from stdin", rows)


def _copy(session: Session, statement: str, rows: Iterable[tuple[str, str | bytes]]) -> None:
    """COPY within the session's transaction: 75,000 rows in a second."""
    connection = session.connection().connection.driver_connection
    if connection is None:
        raise RuntimeError("the session has no connection")
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    orgs.put_meta(session, VERSION, str(uuid4()))


def outline_rows(session: Session) -> list[tuple[str, bytes]]:
    found = session.execute(
        select(col(Outline.tambon_code), col(Outline.shape)).order_by(col(Outline.tambon_code))
    )
    return [(code, shape) for code, shape in found]


def outlines_within(session: Session, prefix: str) -> list[tuple[str, bytes]]:
    """Those of one amphoe (four digits) or province (two)."""
    wanted = col(Outline.tambon_code).startswith(prefix, autoescape=True)
    found = session.execute(
        select(col(Outline.tambon_code), col(Outline.shape)).where(wanted).order_by(col(Outline.tambon_code))
    )
    return [(code, shape) for code, shape in found]


def villages_within(session: Session, tambons: Sequence[str]) -> list[tuple[str, str]]:
    """(code of eight digits, name) of these tambons' villages."""
    wanted = func.substr(Village.code, 1, 6).in_(tambons)
    found = session.execute(
        select(col(Village.code), col(Village.name)).where(wanted).order_by(col(Village.code))
    )
    return [(code, name) for code, name in found]


def village_rows(session: Session) -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, name in session.execute(
            select(col(Village.code), col(Village.name)).order_by(col(Village.code))
        )
    ]
