"""What happens to organisations between two imports: names, ranks, mergers, splits, villages; who did it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from store import audit, orgs
from store.gazetteer import LAO_TYPES, tambon_name
from store.orgs import Coverage, MooCover, Org, OrgKind
from store.register import sms_name, touch

Pair = tuple[str, str]
"""(tambon code, village number)."""


class BadChange(ValueError):
    """The change makes no sense; nothing was done. The text says why, in Thai and English."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes the register, and when; None: the operator at the command line."""

    now: datetime
    staff: UUID | None = None


def rename(session: Session, code: str, name: str, by: Author) -> None:
    """From now on the new name; citizens may go on using the old one."""
    row = _current(session, code)
    _note(session, "register.rename", by, code, f"{_short(row)} → {_short(row, name=name)}")
    _with_old_name(row)
    row.name, row.sms_name = name, sms_name(_short(row, name=name))
    touch(session)


def upgrade(session: Session, code: str, kind: str, by: Author, *, name: str = "") -> None:
    """อบต. → เทศบาล and the like, perhaps with a new name; the code stays, so do cases and staff."""
    if kind not in LAO_TYPES:
        raise BadChange(f"ไม่รู้จักประเภท {kind} / no such type")
    row = _current(session, code)
    _note(
        session,
        "register.upgrade",
        by,
        code,
        f"{_short(row)} → {_short(row, kind=kind, name=name or row.name)}",
    )
    _with_old_name(row)
    row.type, row.name = kind, name or row.name
    row.sms_name = sms_name(_short(row))
    touch(session)


def add_alias(session: Session, code: str, alias: str, by: Author) -> None:
    """Another spelling or an earlier name; "อบต.แม่สาย" counts with that rank, "แม่สาย" with any the LAO has."""
    row = _current(session, code)
    if alias and alias not in row.aliases:
        row.aliases = [*row.aliases, alias]
        _note(session, "register.alias", by, code, f"+ {alias}")
        touch(session)


def remove_alias(session: Session, code: str, alias: str, by: Author) -> None:
    row = _current(session, code)
    if alias in row.aliases:
        row.aliases = [each for each in row.aliases if each != alias]
        _note(session, "register.alias", by, code, f"- {alias}")
        touch(session)


def merge(session: Session, code: str, into: str, on: date, by: Author) -> None:
    """From that day `into` covers what `code` covered, and answers to its name; `code` ends."""
    if code == into:
        raise BadChange("รวมกับตัวเองไม่ได้ / cannot merge with itself")
    old, new = _current(session, code), _current(session, into)
    for link in _links(session, code):
        link.valid_to = on
        _cover(session, link.tambon_code, into, link.extent, on)
    session.flush()
    _whole_where_alone(session, into)
    for cover in session.scalars(select(MooCover).where(col(MooCover.org) == code)).all():
        cover.org = into
    new.aliases = list(dict.fromkeys((*new.aliases, _short(old), *old.aliases)))
    old.valid_to = on
    _note(session, "register.merge", by, code, f"{_short(old)} → {_short(new)} ({into}) {on.isoformat()}")
    touch(session)


def split(session: Session, code: str, new: Org, tambons: Iterable[str], on: date, by: Author) -> None:
    """From that day the new organisation covers these tambons of the old one."""
    old = _current(session, code)
    mine = {link.tambon_code: link for link in _links(session, code)}
    wanted = list(dict.fromkeys(tambons))
    strange = [tambon for tambon in wanted if tambon not in mine]
    if strange or not wanted:
        raise BadChange(
            f"{_short(old)} ไม่ได้ดูแลตำบล {', '.join(strange) or '(ว่าง)'} / does not cover these tambons"
        )
    if session.get(Org, new.code):
        raise BadChange(f"มีรหัส {new.code} อยู่แล้ว / this code exists")
    new.valid_from, new.kind = on, OrgKind.LAO.value
    session.add(new)
    session.flush()
    for tambon in wanted:
        mine[tambon].valid_to = on
        _cover(session, tambon, new.code, mine[tambon].extent, on)
    _note(
        session,
        "register.split",
        by,
        code,
        f"{_short(new)} ({new.code}): {' '.join(wanted)} {on.isoformat()}",
    )
    touch(session)


def confirm_moo(session: Session, tambon: str, moo: str, org: str, by: Author) -> None:
    """Staff know whose this village is: used from now on for every plea from there."""
    _check_pair(session, (tambon, moo), org)
    row = {"tambon_code": tambon, "moo": moo, "org": org, "confirmed_by": by.staff, "confirmed_at": by.now}
    orgs.put_moo(session, [row])
    _note(session, "register.moo", by, org, f"{tambon} หมู่ {moo}")
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
    _note(
        session, "register.villages", by, org, " ".join(f"{tambon}/{moo}" for tambon, moo in sorted(wanted))
    )
    touch(session)


def _check_pair(session: Session, pair: Pair, org: str) -> None:
    tambon, moo = pair
    if not (moo.isdecimal() and moo == str(int(moo)) and 1 <= int(moo) <= 99):
        raise BadChange(f"หมู่ “{moo}” ไม่ใช่เลข 1–99 / not a village number")
    if not any(link.tambon_code == tambon for link in _links(session, org)):
        raise BadChange(f"{org} ไม่ได้ดูแลตำบล{tambon_name(tambon) or tambon} / does not cover this tambon")


def _current(session: Session, code: str) -> Org:
    row = session.get(Org, code)
    if row is None or row.kind != OrgKind.LAO.value or row.valid_to is not None:
        raise BadChange(f"ไม่มี อปท. รหัส {code} ที่ใช้อยู่ / no such organisation in force")
    return row


def _links(session: Session, code: str) -> list[Coverage]:
    found = select(Coverage).where(col(Coverage.org) == code, col(Coverage.valid_to).is_(None))
    return list(session.scalars(found).all())


def _cover(session: Session, tambon: str, org: str, extent: str, on: date) -> None:
    link = session.get(Coverage, (tambon, org))
    if link is None:
        session.add(Coverage(tambon_code=tambon, org=org, extent=extent, valid_from=on))
    elif link.valid_to is not None:
        link.valid_from, link.valid_to = on, None


def _whole_where_alone(session: Session, org: str) -> None:
    """Two that shared a tambon are one now: it has the tambon completely."""
    for link in _links(session, org):
        same = select(Coverage).where(
            col(Coverage.tambon_code) == link.tambon_code, col(Coverage.valid_to).is_(None)
        )
        if len(session.scalars(same).all()) == 1:
            link.extent = "completely"


def _short(row: Org, *, kind: str = "", name: str = "") -> str:
    return f"{LAO_TYPES.get(kind or row.type, ('', ''))[0]}{name or row.name}"


def _with_old_name(row: Org) -> None:
    row.aliases = list(dict.fromkeys((*row.aliases, _short(row))))


def _note(session: Session, action: str, by: Author, org: str, detail: str) -> None:
    audit.note(session, action, now=by.now, staff_id=by.staff, org=org, detail=detail)
