"""The acts themselves: what a new name, a new rank, a merger or a split does to the rows, on its day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from store import covering, orgs, succession
from store.gazetteer import LAO_TYPES, amphoe_name, tambon_name
from store.orgs import Coverage, Org, OrgKind
from store.register import short_name, sms_name
from store.register_log import Act, Author, BadChange
from store.succession import Moved

LONGEST = 80
RANKS = ("TAO", "ThesabanTambon", "ThesabanMueang", "ThesabanNakhon")
"""What a body may be raised to; the others are the only ones of their kind."""


@dataclass(frozen=True, slots=True)
class Effect:
    """before, after: the body as people call it. tambons: those that get another body. moved: what goes with it."""

    before: str
    after: str
    tambons: tuple[str, ...] = ()
    moved: Moved = field(default_factory=Moved)


Facts = Mapping[str, Any]


def perform(
    session: Session, act: Act, org: str, other: str | None, facts: Facts, on: date, by: Author
) -> Effect:
    """Do it as of that day; BadChange, and nothing done, if it makes no sense."""
    if act is Act.MERGE:
        return _merge(session, org, other or "", on, by)
    if act is Act.SPLIT:
        return _split(session, org, other or "", facts, on)
    row = current(session, org)
    before = short_name(row)
    _NAMES[act](row, facts)
    if short_name(row) != before:
        _only_one(session, row)
    return Effect(before, short_name(row))


def current(session: Session, code: str) -> Org:
    row = session.get(Org, code)
    if row is None or row.kind != OrgKind.LAO.value or row.valid_to is not None:
        raise BadChange(f"ไม่มี อปท. รหัส {code} ที่ใช้อยู่", f"no organisation {code} in force")
    return row


# -- names and ranks ---------------------------------------------------------------------------------------------


def _rename(row: Org, facts: Facts) -> None:
    name = _clean(facts["name"])
    if name == row.name:
        raise BadChange("ชื่อนี้ใช้อยู่แล้ว", "it has this name already")
    _call(row, row.type, name)


def _upgrade(row: Org, facts: Facts) -> None:
    kind, name = str(facts["kind"]), _clean(facts["name"]) if facts.get("name") else row.name
    if kind not in RANKS:
        raise BadChange(f"ไม่รู้จักประเภท {kind}", f"no such type {kind}")
    if row.type not in RANKS or (kind, name) == (row.type, row.name):
        raise BadChange("เป็นประเภทนี้อยู่แล้ว หรือเปลี่ยนประเภทไม่ได้", "it has this rank already, or cannot change it")
    _call(row, kind, name)


def _call(row: Org, kind: str, name: str) -> None:
    """The new name; citizens may go on using the old one."""
    row.aliases = list(dict.fromkeys((*row.aliases, short_name(row))))
    row.type, row.name = kind, name
    row.sms_name = sms_name(short_name(row))


def _only_one(session: Session, row: Org) -> None:
    same = select(Org).where(Org.type == row.type, Org.name == row.name, Org.amphoe_code == row.amphoe_code)
    if any(other.code != row.code for other in session.scalars(same.where(*orgs.in_force(Org)))):
        raise BadChange(
            "มีหน่วยงานชื่อและประเภทนี้ในอำเภอเดียวกันแล้ว",
            "another body of this name and rank is in the amphoe",
        )


def _alias(row: Org, facts: Facts) -> None:
    alias = _text(facts["alias"])
    if alias in row.aliases:
        raise BadChange("มีชื่อนี้อยู่แล้ว", "this name is known already")
    row.aliases = [*row.aliases, alias]


def _unalias(row: Org, facts: Facts) -> None:
    if facts["alias"] not in row.aliases:
        raise BadChange("ไม่มีชื่อนี้", "no such name")
    row.aliases = [each for each in row.aliases if each != facts["alias"]]


def _text(given: object) -> str:
    found = " ".join(str(given).split())
    if not 2 <= len(found) <= LONGEST:
        raise BadChange(f"ชื่อต้องยาว 2–{LONGEST} ตัวอักษร", f"a name has 2 to {LONGEST} letters")
    return found


def _clean(given: object) -> str:
    """A bare name: its rank is told apart."""
    found = _text(given)
    if any(
        found.startswith(title) for kind, titles in LAO_TYPES.items() if kind in RANKS for title in titles
    ):
        raise BadChange("พิมพ์เฉพาะชื่อ ไม่ต้องมี อบต. หรือเทศบาลนำหน้า", "only the name, without its rank")
    return found


# -- mergers and splits ------------------------------------------------------------------------------------------


def _merge(session: Session, code: str, into: str, on: date, by: Author) -> Effect:
    """`into` covers what `code` covered, and answers to its name; `code` ends and resolves to it."""
    if code == into:
        raise BadChange("รวมกับตัวเองไม่ได้", "cannot merge with itself")
    old, new = current(session, code), current(session, into)
    if old.province_code != new.province_code:
        raise BadChange("หน่วยงานทั้งสองอยู่คนละจังหวัด", "the two are in different provinces")
    taken = links(session, code)
    for link in taken:
        link.valid_to = on
        covering.cover(session, link.tambon_code, into, _extent_after(session, link, into), on)
    new.aliases = list(dict.fromkeys((*new.aliases, short_name(old), *old.aliases)))
    old.valid_to, old.successor = on, into
    session.flush()
    moved = succession.move(session, code, into, now=by.now, staff=by.staff)
    return Effect(short_name(old), short_name(new), tuple(link.tambon_code for link in taken), moved)


def _extent_after(session: Session, link: Coverage, into: str) -> str:
    """Two that shared a tambon are one now: it has the tambon completely where no third is."""
    same = select(Coverage).where(
        col(Coverage.tambon_code) == link.tambon_code, col(Coverage.valid_to).is_(None)
    )
    others = {one.org for one in session.scalars(same)} - {link.org, into}
    return "partially" if others else "completely"


def _split(session: Session, code: str, new_code: str, facts: Facts, on: date) -> Effect:
    """The new body covers these tambons of the old one; where `shared`, both of them."""
    old, mine = current(session, code), {link.tambon_code: link for link in links(session, code)}
    wanted = list(dict.fromkeys(facts["tambons"]))
    strange = [tambon for tambon in wanted if tambon not in mine]
    if strange or not wanted:
        names = ", ".join(tambon_name(tambon) or tambon for tambon in strange)
        raise BadChange(
            f"{short_name(old)} ไม่ได้ดูแลตำบล{names}" if strange else "ไม่ได้เลือกตำบล",
            "does not cover these tambons" if strange else "no tambon is chosen",
        )
    if len(wanted) == len(mine) and not facts.get("shared"):
        raise BadChange(
            "หน่วยงานเดิมจะไม่เหลือตำบล ให้เปลี่ยนชื่อหรือรวมแทน", "nothing would be left: rename or merge instead"
        )
    _found_body(session, new_code, facts, old, wanted[0], on)
    for tambon in wanted:
        _part(session, mine[tambon], new_code, on, shared=bool(facts.get("shared")))
    return Effect(short_name(old), short_name(orgs.org(session, new_code) or old), tuple(wanted))


def _found_body(session: Session, code: str, facts: Facts, old: Org, tambon: str, on: date) -> None:
    kind, name = str(facts["kind"]), _clean(facts["name"])
    if kind not in RANKS:
        raise BadChange(f"ไม่รู้จักประเภท {kind}", f"no such type {kind}")
    if not (code.isascii() and code.isalnum() and 2 <= len(code) <= 12):
        raise BadChange("รหัสต้องเป็นตัวเลขหรืออักษรอังกฤษ 2–12 ตัว", "a code has 2 to 12 digits or Latin letters")
    if session.get(Org, code):
        raise BadChange(f"มีรหัส {code} อยู่แล้ว", f"the code {code} is taken")
    amphoe = tambon[:4] if amphoe_name(tambon[:4]) else old.amphoe_code
    row = Org(
        code=code, kind=OrgKind.LAO.value, type=kind, name=name, sms_name="", amphoe_code=amphoe,
        province_code=old.province_code, valid_from=on,
    )  # fmt: skip
    row.sms_name = sms_name(short_name(row))
    session.add(row)
    session.flush()


def _part(session: Session, link: Coverage, new: str, on: date, *, shared: bool) -> None:
    if shared:
        covering.cover(session, link.tambon_code, link.org, "partially", on)
        covering.cover(session, link.tambon_code, new, "partially", on)
        return
    extent, tambon = link.extent, link.tambon_code
    link.valid_to = on
    covering.cover(session, tambon, new, extent, on)


def links(session: Session, code: str) -> list[Coverage]:
    found = select(Coverage).where(col(Coverage.org) == code, col(Coverage.valid_to).is_(None))
    return list(session.scalars(found.order_by(col(Coverage.tambon_code))).all())


_NAMES: Mapping[Act, Callable[[Org, Facts], None]] = {
    Act.RENAME: _rename, Act.UPGRADE: _upgrade, Act.ALIAS: _alias, Act.UNALIAS: _unalias,
}  # fmt: skip
