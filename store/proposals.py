"""What a reading proposes for a case and how it gives way to what a person said."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from store.cases import Need


def joined(column: str) -> str:
    """What the case has and what the message adds, each once, in the order they came."""
    return (
        f"array(select each from unnest({column} || cast(:{column} as text[])) with ordinality as u(each, place)"
        " group by each order by min(place))"
    )


def refine_case(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """What the whole of a burst, or words that a person corrected, say better: never over a person's word."""
    if rows:
        session.execute(
            text(
                'update "case" set version = version + 1, updated_at = :now, confidence = :confidence,'
                " reasons = cast(:reasons as text[]), read_by = :read_by, said_in = :said_in,"
                " marks = cast(:marks as text[]), kind = case when 'kind' = any(decided) then kind else :kind end,"
                " category = case when 'category' = any(decided) then category else cast(:category as text[]) end,"
                " vulnerable = case when 'vulnerable' = any(decided) then vulnerable"
                " else cast(:vulnerable as text[]) end,"
                " urgency = case when 'urgency' = any(decided) then urgency else least(urgency, :urgency) end,"
                f" emergency_numbers = {joined('emergency_numbers')} where id = :case"
            ),
            rows,
        )


def put_needs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Proposals; a need that stands there already, in whatever state, stays as a person left it."""
    if rows:
        session.execute(insert(Need).on_conflict_do_nothing(), rows)


def withdraw_proposals(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """rows: {"case", "needs": codes that are still read}: what only a first reading proposed goes again."""
    if rows:
        session.execute(
            text(
                "delete from need where case_id = :case and state = 'proposed'"
                " and not (code = any(cast(:needs as text[])))"
            ),
            rows,
        )
