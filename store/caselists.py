"""Read side of one case: its thread, files and story, and what may be said to whoever holds a number."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.ids import conversation_id
from store.triaging import STATE_TOLD

_CASE = text("""
select c.*, t.name as who, t.sender, t.reachable, t.unreachable_why, s.name as assignee_name,
    exists (select from silence q where q.phone = t.sender) as stopped,
    (select json_agg(json_build_array(a.org, a.relation)) from case_access a where a.case_id = c.id) as stands
from "case" c join conversation t on t.id = c.conversation_id left join staff s on s.id = c.assignee
where c.reference = :reference
""")


def by_reference(session: Session, reference: str) -> Any:
    """The case row with (org, relation) of everyone who stands to it, or None."""
    return session.execute(_CASE, {"reference": reference}).first()


def of_conversations(session: Session, conversations: Sequence[UUID], case: UUID | None = None) -> list[Any]:
    """What a citizen's own list shows of their cases, newest first; the named one alone when there is one."""
    return list(
        session.execute(
            text(
                f"select c.id, c.reference, c.conversation_id, c.account, {STATE_TOLD}, coalesce(c.holder, c.owner) as owner, c.opened_at, t.sender"
                ' from "case" c join conversation t on t.id = c.conversation_id'
                " where c.conversation_id = any(:conversations) and (cast(:case as uuid) is null or c.id = :case)"
                " order by c.opened_at desc limit 50"
            ),
            {"conversations": list(conversations), "case": case},
        )
    )


def standing(session: Session, case: UUID) -> list[tuple[str, str]]:
    """(org, relation) of everyone who stands to the case."""
    rows = session.execute(
        text("select org, relation from case_access where case_id = :case"), {"case": case}
    )
    return [(row.org, row.relation) for row in rows]


STORY = """
select e.at, e.verb, e.facts, s.name as staff_name from case_event e
left join staff s on s.id = e.staff_id where e.case_id = :case order by e.at, e.id
"""


def sent(session: Session, case: UUID, message: UUID) -> Any:
    """One message of ours in a case, with the parts it was made of, or None."""
    return session.execute(
        text(
            "select id, account, text, parts, language from message where id = :id and case_id = :case"
            " and direction = 'out'"
        ),
        {"id": message, "case": case},
    ).first()


def file(session: Session, attachment: UUID) -> Any:
    """An attachment with the case it belongs to, or None."""
    return session.execute(
        text(
            "select a.*, m.case_id, m.direction from attachment a join message m on m.id = a.message_id where a.id = :id"
        ),
        {"id": attachment},
    ).first()


_BRIEF = {
    "reference": "c.reference = :value",
    "sender": "c.conversation_id = cast(:value as uuid)",
    "event": "c.id = (select m.case_id from raw_event e join message m on m.id = e.id"
    " where e.account = :account and e.event_id = :value)",
}


def brief(session: Session, *, account: str, by: Literal["sender", "reference", "event"], value: str) -> Any:
    """Reference, owner and state of one case: the sender's newest, that of a full reference, that of an event."""
    told = str(conversation_id(account, value)) if by == "sender" else value
    return session.execute(
        text(
            f'select c.id, c.reference, coalesce(c.holder, c.owner) as owner, {STATE_TOLD}, c.opened_at, c.asks_place, c.ask_orgs, c.ask_tambons, c.conversation_id, c.phone from "case" c where {_BRIEF[by]}'
            " order by c.opened_at desc limit 1"
        ),
        {"account": account, "value": told},
    ).first()


def unreadable(session: Session, limit: int = 100) -> list[Any]:
    """Events kept raw for an operator: ids, account, reason; never their words."""
    return list(
        session.execute(
            text(
                "select id, account, event_id, facts, received_at from raw_event where state = 'unreadable'"
                " order by id desc limit :limit"
            ),
            {"limit": limit},
        )
    )


def last_answer(session: Session, case: UUID) -> str:
    """What staff wrote last to the citizen of a case, "" if nothing yet."""
    row = session.execute(
        text(
            "select text from message where case_id = :case and purpose = 'answer' and state <> 'failed'"
            " and not (state = 'pending' and coalesce(hold_until > now(), false))"
            " order by sent_at desc limit 1"
        ),
        {"case": case},
    ).first()
    return str(row.text) if row else ""


def words_of(session: Session, *, account: str, message: UUID) -> str:
    """The words of an answer, or of an end, that a call speaks."""
    row = session.execute(
        text(
            "select text from message where id = :id and account = :account and purpose in ('answer', 'closed')"
        ),
        {"id": message, "account": account},
    ).first()
    return str(row.text) if row else ""
