"""Was the same help asked for already? Person × event × need, across all centres that the reader may know of.

Event: the same incident, else the same category in the same month (a code names its category). Signs: the ID number,
compared by a keyed mark (casework/identity.py), which is certain; the person, a proven phone, the full name in the same
tambon, the house in the same village. A sign is a hint to the committee, never a decision.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from casework.access import Actor, Sight, Stands, sight
from store import double_help as rows
from store import identities
from store.cases import Relation
from store.db import Session
from store.ids import BANGKOK

SIGNS = ("id", "person", "phone", "name", "house")
"""The strongest first."""

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_HOUSE = re.compile(
    r"(?:บ้านเลขที่|เลขที่)\s*(\d+(?:/\d+)?)|(?<![\d/.-])(\d{1,4}/\d{1,4})(?=\s*(?:ม\.|หมู่|ซ\.|ซอย|ถ\.|ถนน|ต\.|ตำบล))"
)
_TITLE = re.compile(r"^(?:นางสาว|น\.ส\.|นาย|นาง|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง|คุณ|ลุง|ป้า|น้า|อา|ตา|ยาย|พี่)\s*")


@dataclass(frozen=True, slots=True)
class Other:
    """Another request for the same help. reference and state are "" where the reader may know only that it exists; identity:
    the ID number of both, covered, for who may read the other case in full."""

    need: str
    owner: str
    asked_at: datetime
    signs: tuple[str, ...]
    reference: str = ""
    state: str = ""
    decision: str = ""
    identity: str = ""


def check(session: Session, actor: Actor, needs: Sequence[Any]) -> dict[UUID, list[Other]]:
    """Need → the others, the strongest sign first. needs: rows of store/agendas.py. A fixed number of statements."""
    found: dict[UUID, dict[UUID, tuple[Any, set[str]]]] = defaultdict(dict)
    mine = {need.need_id: need for need in needs}
    for row in rows.by_identity(session, mine):
        _add(found, mine[row.mine], row, {"id"})
    for row in rows.by_person(session, mine):
        _add(found, mine[row.mine], row, {row.sign})
    for need, row, signs in _near(session, needs):
        _add(found, need, row, signs)
    cases = {row.case_id for others in found.values() for row, _ in others.values()}
    standing, covered = rows.standing(session, cases), identities.shown(session, cases)
    return {need: _sorted(actor, others, standing, covered) for need, others in found.items()}


def _add(found: dict[UUID, dict[UUID, tuple[Any, set[str]]]], need: Any, row: Any, signs: set[str]) -> None:
    if signs and row.case_id != need.case_id and same_event(need, row):
        found[need.need_id].setdefault(row.need_id, (row, set()))[1].update(signs)


def same_event(one: Any, other: Any) -> bool:
    if one.incident_id and one.incident_id == other.incident_id:
        return True
    return bool(one.code == other.code and _month(one.asked_at) == _month(other.asked_at))


def _month(at: datetime) -> tuple[int, int]:
    local = at.astimezone(BANGKOK)
    return local.year, local.month


def _near(session: Session, needs: Sequence[Any]) -> Iterable[tuple[Any, Any, set[str]]]:
    placed = [need for need in needs if need.tambon_code]
    if not placed:
        return
    codes, tambons = {need.code for need in placed}, {need.tambon_code for need in placed}
    # the months of all of them, and what an incident may reach back
    since = min(need.asked_at for need in placed) - timedelta(days=62)
    until = max(need.asked_at for need in placed) + timedelta(days=62)
    others = defaultdict(list)
    for row in rows.nearby(session, sorted(codes), sorted(tambons), since, until):
        for key in _keys(row):
            others[key].append(row)
    for need in placed:
        for key in _keys(need):
            for row in others[key]:
                yield need, row, {key[0]}


def _keys(row: Any) -> list[tuple[str, ...]]:
    """What must be equal: the kind of sign, the need, the place, the name or the house."""
    found: list[tuple[str, ...]] = []
    name = full_name(row.who)
    if name:
        found.append(("name", row.code, row.tambon_code, name))
    house = house_number(f"{row.said_place}\n{row.place_text}\n{row.text}")
    if house:
        found.append(("house", row.code, row.tambon_code, row.moo or "", house))
    return found


def full_name(shown: str) -> str:
    """First and last name without title and spaces, "" for a nickname, which many share."""
    words = _TITLE.sub("", shown.strip()).split()
    return "".join(words).lower() if len(words) > 1 else ""


def house_number(words: str) -> str:
    """ "99/1" of "บ้านเลขที่ ๙๙/๑ หมู่ 4", "" if none is said."""
    found = _HOUSE.search(words.translate(_DIGITS))
    return (found[1] or found[2]) if found else ""


def _sorted(
    actor: Actor,
    others: dict[UUID, tuple[Any, set[str]]],
    standing: dict[UUID, list[tuple[str, str]]],
    covered: dict[UUID, str],
) -> list[Other]:
    told = [
        _told(actor, row, signs, standing.get(row.case_id, []), covered.get(row.case_id, ""))
        for row, signs in others.values()
    ]
    return sorted(told, key=lambda other: (SIGNS.index(other.signs[0]), other.asked_at))


def _told(actor: Actor, row: Any, signs: set[str], standing: list[tuple[str, str]], covered: str) -> Other:
    much = sight(actor, [Stands(org, Relation(relation)) for org, relation in standing])
    known = Other(row.code, row.owner, row.asked_at, tuple(sorted(signs, key=SIGNS.index)))
    if much >= Sight.SUMMARY:
        known = replace(known, reference=row.reference, state=row.state, decision=row.decision)
    return replace(known, identity=covered) if much == Sight.FULL and "id" in signs else known
