"""Answers that their writers hold back: for five seconds, in case of a slip, or until the hour they should go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

_TAKE = text("""
select id, coalesce(parts ->> 'typed', text) as words, (
    select coalesce(json_agg(json_build_object('stored', a.stored, 'thumb', a.thumb, 'media_type', a.media_type,
        'name', a.name, 'size', a.size) order by a.position), '[]') from attachment a where a.message_id = message.id)
    as files
from message where id = :id and case_id = :case and direction = 'out'
    and state = 'pending' and attempts = 0 and hold_until is not null for update
""")
# with it go the notice that tells of it, and the same words to others who reported the matter
_OF = """(select id from message where hold_until is not null and state = 'pending' and attempts = 0
    and (id = :id or facts ->> 'goes_with' = cast(:id as text)))"""
_FILES_AWAY = text(f"delete from attachment where message_id in {_OF}")
_AWAY = text(f"delete from message where id in {_OF}")


def withdraw(session: Session, case: UUID, message: UUID) -> Any:
    """The held message taken out of the outbox, and what goes with it: .words as they were typed, .files; None when it is on
    its way already.

    The lock waits for a worker that claims it at this very moment, and finds then that it is too late.
    """
    facts = {"id": message, "case": case}
    row = session.execute(_TAKE, facts).first()
    if row is not None:
        session.execute(_FILES_AWAY, facts)
        session.execute(_AWAY, facts)
    return row


def waiting(session: Session, *, orgs: Sequence[str], full: Sequence[str], limit: int = 200) -> list[Any]:
    """What waits for its hour in cases that these bodies see in full, the nearest first."""
    return list(
        session.execute(
            text(
                "select m.id, m.text, m.hold_until, m.account, c.reference, s.name as staff_name from message m"
                ' join "case" c on c.id = m.case_id left join staff s on s.id = m.staff_id'
                " where m.hold_until > now() + interval '10 s' and m.state = 'pending' and m.purpose = 'answer'"
                " and exists (select from case_access a where a.case_id = c.id and a.org = any(:orgs)"
                " and a.relation = any(:full)) order by m.hold_until, m.id limit :limit"
            ),
            {"orgs": list(orgs), "full": list(full), "limit": limit},
        )
    )


def let_go(session: Session, case: UUID, *, now: datetime, within: timedelta) -> None:
    """What waits in a case for less than `within` leaves now, ahead of whatever is said next."""
    session.execute(
        text(
            "update message set hold_until = :now, sent_at = :now where case_id = :case and direction = 'out'"
            " and state = 'pending' and attempts = 0 and hold_until > :now and hold_until <= :soon"
        ),
        {"case": case, "now": now, "soon": now + within},
    )
