"""What a reading proposes for a case and how it gives way to what a person said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from store.cases import NeedState, Track
from store.db import changed
from store.ids import new_id
from store.needs import Need


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
                " text = case when text = '' then left(:words, 500) else text end,"
                " marks = cast(:marks as text[]), kind = case when 'kind' = any(decided) then kind else :kind end,"
                " category = case when 'category' = any(decided) then category else cast(:category as text[]) end,"
                " vulnerable = case when 'vulnerable' = any(decided) then vulnerable"
                " else cast(:vulnerable as text[]) end,"
                " urgency = case when 'urgency' = any(decided) then urgency else least(urgency, :urgency) end,"
                f" emergency_numbers = {joined('emergency_numbers')} where id = :case"
            ),
            rows,
        )


def adopt(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """What the same person said just before a case was opened, and what opened none (a greeting), is a piece of it.

    rows: {"case", "conversation", "since"}.
    """
    if rows:
        session.execute(
            text(
                "with mine as (update message set case_id = :case where conversation_id = :conversation"
                " and direction = 'in' and case_id is null and state = 'triaged' and group_id = ''"
                " and sent_at >= :since and choice in ('', 'sticker') returning 1)"
                ' update "case" set message_count = message_count + (select count(*) from mine) where id = :case'
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


NEEDS = "select code, state, track from need where case_id = :case and state <> 'withdrawn' order by created_at, code"
"""Each need of a case that stands, in the order they came (store/casefacts.py)."""


def set_need(session: Session, case: UUID, code: str, state: NeedState, *, now: datetime) -> bool:
    """Confirm, add or withdraw; False when a need has gone further than that and its own steps rule."""
    found = session.execute(
        text(
            "insert into need (id, case_id, code, state, track, created_at, since, stops, decision, decision_reason, note,"
            " version) select g.id, g.case_id, g.code, g.state, :track, :now, :now, false, '', '', '', 1 from (select cast(:id as uuid) as id,"
            " cast(:case as uuid) as case_id, cast(:code as text) as code, cast(:state as text) as state) g"
            " where g.state <> 'withdrawn' or exists (select from need n where n.case_id = g.case_id and n.code = g.code)"
            " on conflict (case_id, code) do update set state = excluded.state, since = excluded.since,"
            " due_at = null, paused_at = null, version = need.version + 1"
            " where need.state in ('proposed', 'confirmed', 'withdrawn') and need.state <> excluded.state"
        ),
        {
            "id": new_id(now), "case": case, "code": code, "state": state.value,
            "track": Track.COMMITTEE.value, "now": now,
        },
    )  # fmt: skip
    return changed(found) > 0


def confirm_needs(session: Session, case: UUID, *, now: datetime) -> None:
    session.execute(
        text(
            "update need set state = 'confirmed', since = :now, version = version + 1"
            " where case_id = :case and state = 'proposed'"
        ),
        {"case": case, "now": now},
    )


_FIRST = (
    "(select id from message where case_id = :case and direction = 'in' and state in ('triaged', 'parked')"
    " order by sent_at, id limit 1)"
)
_BACK = "state = 'received', attempts = 0, not_before = null, error = ''"


def set_back(session: Session, case: UUID) -> bool:
    """The case is read and routed anew; False when nothing of it was read yet."""
    done = session.execute(text(f"update message set {_BACK} where id = {_FIRST}"), {"case": case})
    return changed(done) > 0


def say_place(session: Session, case: UUID, place: str) -> bool:
    """As set_back; from now on this is the place that counts, whatever the words say."""
    done = session.execute(
        text(
            f"update message set {_BACK}, facts = facts || jsonb_build_object('place_said', cast(:place as text))"
            f" where id = {_FIRST}"
        ),
        {"case": case, "place": place},
    )
    return changed(done) > 0


def write_down(session: Session, case: UUID, message: UUID, words: str, *, by: UUID) -> bool:
    """Words for a message that has none of its own, or that a person wrote down before."""
    done = session.execute(
        text(
            f"update message set {_BACK}, text = :words,"
            " facts = facts || jsonb_build_object('written_by', cast(:by as text))"
            " where id = :message and case_id = :case and direction = 'in' and state in ('triaged', 'parked')"
            " and (text = '' or facts ? 'written_by') and not facts ? 'unsent'"
        ),
        {"case": case, "message": message, "words": words, "by": str(by)},
    )
    return changed(done) > 0
