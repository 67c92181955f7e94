"""Whose a village of a shared tambon is: confirmed one by one, or an organisation's whole table at once."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlmodel import Session, col

from store import orgs
from store.gazetteer import tambon_name
from store.orgs import MooCover
from store.register import touch
from store.register_acts import links
from store.register_log import Act, Author, BadChange, write

Pair = tuple[str, str]
"""(tambon code, village number)."""


def confirm_moo(session: Session, tambon: str, moo: str, org: str, by: Author) -> None:
    """Staff know whose this village is: used from now on for every plea from there."""
    _check_pair(session, (tambon, moo), org)
    row = {"tambon_code": tambon, "moo": moo, "org": org, "confirmed_by": by.staff, "confirmed_at": by.now}
    orgs.put_moo(session, [row])
    write(session, Act.MOO, org, by, done=True, detail=f"{tambon} หมู่ {moo}")
    touch(session)


def set_villages(session: Session, org: str, pairs: Iterable[Pair], by: Author) -> None:
    """The organisation's whole table of villages: what is not in it any more is no longer known."""
    wanted = set(pairs)
    for pair in sorted(wanted):
        _check_pair(session, pair, org)
    for row in session.scalars(select(MooCover).where(col(MooCover.org) == org)).all():
        if (row.tambon_code, row.moo) not in wanted:
            session.execute(
                delete(MooCover).where(
                    col(MooCover.tambon_code) == row.tambon_code, col(MooCover.moo) == row.moo
                )
            )
    rows = [
        {"tambon_code": tambon, "moo": moo, "org": org, "confirmed_by": by.staff, "confirmed_at": by.now}
        for tambon, moo in sorted(wanted)
    ]
    orgs.put_moo(session, rows)
    detail = " ".join(f"{tambon}/{moo}" for tambon, moo in sorted(wanted))
    write(session, Act.VILLAGES, org, by, done=True, detail=detail)
    touch(session)


def _check_pair(session: Session, pair: Pair, org: str) -> None:
    tambon, moo = pair
    if not (moo.isdecimal() and moo == str(int(moo)) and 1 <= int(moo) <= 99):
        raise BadChange(f"หมู่ “{moo}” ไม่ใช่เลข 1–99", "not a village number")
    if not any(link.tambon_code == tambon for link in links(session, org)):
        raise BadChange(f"{org} ไม่ได้ดูแลตำบล{tambon_name(tambon) or tambon}", "does not cover this tambon")
