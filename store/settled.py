"""Where a case happened, once it is known, or once it is clear that the citizen does not know it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session


def place_case(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """A place that came later: {"case", "owner", "hub", "asks_place", the choices, codes …}; the owner moves with it."""
    if rows:
        session.execute(
            text(
                'update "case" set assignee = case when owner = :owner then assignee end, owner = :owner, hub = :hub, asks_place = :asks_place,'
                " ask_orgs = cast(:ask_orgs as text[]), ask_tambons = cast(:ask_tambons as text[]),"
                " registered_tambon = coalesce(:registered_tambon, registered_tambon), tambon_code = :tambon_code,"
                " amphoe_code = :amphoe_code, province_code = :province_code, moo = :moo,"
                " place_text = :place_text, version = version + 1 where id = :case"
            ),
            rows,
        )


def settle_question(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"case"}: the citizen does not know; staff will, the choices stay for them."""
    if rows:
        session.execute(
            text('update "case" set asks_place = false, version = version + 1 where id = :case'), rows
        )
