"""What a case sheet says of a case, for many cases in a fixed number of statements. Only what a committee needs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

WORDS = 1500
"""Letters of a citizen's own words on a sheet; who wants more opens the case."""


@dataclass(frozen=True, slots=True)
class Told:
    """words: what the citizen wrote, piece after piece. files: photos, recordings and papers that came with it."""

    words: str = ""
    files: int = 0


def told(session: Session, cases: Collection[UUID]) -> dict[UUID, Told]:
    rows = session.execute(
        text(
            "select m.case_id, left(string_agg(nullif(m.text, ''), E'\\n' order by m.sent_at, m.id), :most) as words,"
            " sum((select count(*) from attachment a where a.message_id = m.id)) as files from message m"
            " where m.case_id = any(:cases) and m.direction = 'in' and not m.facts ? 'unsent' group by m.case_id"
        ),
        {"cases": list(cases), "most": WORDS},
    )
    return {row.case_id: Told(row.words or "", int(row.files or 0)) for row in rows}


def checks(session: Session, cases: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Need → what was found about each criterion, and by which version of the criteria, the newest first."""
    rows = session.execute(
        text(
            "select k.need_id, k.criterion, k.found, k.criteria from need_check k join need n on n.id = k.need_id"
            " where n.case_id = any(:cases) order by k.at desc, k.criterion"
        ),
        {"cases": list(cases)},
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row)
    return found


def surveys(session: Session, cases: Collection[UUID]) -> dict[UUID, Any]:
    """Case → its newest visit, with the surveyor's name and how many pictures were taken."""
    rows = session.execute(
        text(
            "select distinct on (v.case_id) v.case_id, v.ended_at, v.found, v.damage, v.household, v.help_elsewhere,"
            " v.agrees, s.name as surveyor, (select count(*) from visit_photo p where p.visit_id = v.id) as photos"
            " from visit v join staff s on s.id = v.staff_id where v.case_id = any(:cases)"
            " order by v.case_id, v.ended_at desc"
        ),
        {"cases": list(cases)},
    )
    return {row.case_id: row for row in rows}
