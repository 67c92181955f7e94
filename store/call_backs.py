"""Numbers somebody should ring: calls that ended without a word, answers that an officer wants to give in person."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel

from store.db import changed, checked, instant, one_of


class CallBackReason(StrEnum):
    """abandoned: the caller hung up at the menu. answer: staff have something to say to the person of a case."""

    ABANDONED = "abandoned"
    ANSWER = "answer"


class CallBackState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class CallBack(SQLModel, table=True):
    """One number to ring. org: whose staff see it. call: the exchange's id of an abandoned call, "" otherwise.

    number: "" where it was withheld: counted, but nobody can be rung. note: what is to be said. tries: how often
    staff have rung in vain or not; tried_by, tried_at: who did last.
    """

    __tablename__ = "call_back"
    __table_args__ = (
        checked("call_back", "reason", CallBackReason),
        checked("call_back", "state", CallBackState),
        Index("call_back_open", "org", "number", postgresql_where=text("state = 'open'")),
        Index("call_back_at", "org", "at"),
        Index("call_back_of_call", "account", "call", unique=True, postgresql_where=text("call <> ''")),
    )
    id: UUID = Field(primary_key=True)
    org: str = Field(foreign_key="org.code")
    account: str
    call: str = ""
    number: str = ""
    reason: str = Field(sa_column=one_of(CallBackReason))
    state: str = Field(sa_column=one_of(CallBackState))
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    note: str = ""
    asked_by: UUID | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())
    tries: int = 0
    tried_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    tried_by: UUID | None = Field(default=None, foreign_key="staff.id")


# a late recording shows that the caller did speak: such a call is none to return, whenever it came to light
_WORDLESS = """
not exists (select from message m where (m.facts ->> 'call'::text) = b.call and m.direction = 'in' and b.call <> '')
"""
# nor is one whose caller rang again and spoke
_STILL = """
(b.reason <> 'abandoned' or not exists (
    select from conversation t join message m on m.conversation_id = t.id
    where t.account = b.account and t.sender = b.number and m.direction = 'in' and m.sent_at > b.at))
"""


def put_abandoned(session: Session, event: Any) -> None:
    """event: the raw row of a call's end. Safe to repeat; a call that has left words is none."""
    sender = event.facts["sender"]
    session.execute(
        text(
            "insert into call_back (id, org, account, call, number, reason, state, note, at, tries)"
            " select :id, a.home_org, a.code, cast(:call as text), :number, 'abandoned', 'open', '', :at, 0 from account a"
            " where a.code = :account and not exists (select from message m where m.direction = 'in'"
            " and (m.facts ->> 'call'::text) = cast(:call as text)) on conflict do nothing"
        ),
        {
            "id": event.id,
            "account": event.account,
            "call": event.facts.get("call", ""),
            "number": "" if sender.startswith("call:") else sender,
            "at": event.received_at,
        },
    )


def put(session: Session, row: CallBack) -> None:
    session.add(row)
    session.flush()


def unread(session: Session, *, call: str) -> bool:
    """Whether something said in this call has not been read yet."""
    return bool(
        session.execute(
            text(
                "select exists (select from message m where m.direction = 'in' and m.state = 'received'"
                " and (m.facts ->> 'call'::text) = :call)"
            ),
            {"call": call},
        ).scalar()
    )


def release_after(session: Session, *, call: str) -> None:
    """What waits to be written until the call is over may be sent now."""
    session.execute(
        text(
            "update message set not_before = null where direction = 'out' and state = 'pending' and case_id in"
            " (select m.case_id from message m where m.direction = 'in' and (m.facts ->> 'call'::text) = :call)"
        ),
        {"call": call},
    )


def release_ended(session: Session, calls: Sequence[str]) -> None:
    """The same for words that came after the end of their call, as out of a spool; such a call is none to return."""
    if calls:
        session.execute(
            text(
                "update message o set not_before = null from message m join call_back b"
                " on b.call = (m.facts ->> 'call'::text) where m.direction = 'in'"
                " and (m.facts ->> 'call'::text) = any(:calls)"
                " and o.case_id = m.case_id and o.direction = 'out' and o.state = 'pending'"
            ),
            {"calls": list(calls)},
        )
        session.execute(
            text(
                "delete from call_back where call = any(:calls) and reason = 'abandoned' and state = 'open'"
            ),
            {"calls": list(calls)},
        )


def waiting(session: Session, *, orgs: Sequence[str], limit: int = 100) -> list[Any]:
    """Open ones, one row a number and case, the longest waiting first: .ids, .calls (how many), .at (newest) …"""
    return list(
        session.execute(
            text(
                "select array_agg(b.id order by b.at) as ids, b.number, b.reason, b.case_id, b.org, count(*) as calls,"
                " min(b.at) as first_at, max(b.at) as at, max(b.tries) as tries, max(b.tried_at) as tried_at,"
                " max(b.note) as note, max(c.reference) as reference, max(s.name) as tried_by, max(w.name) as asked_by"
                ' from call_back b left join "case" c on c.id = b.case_id'
                " left join staff s on s.id = b.tried_by left join staff w on w.id = b.asked_by"
                f" where b.state = 'open' and b.org = any(:orgs) and b.number <> '' and {_WORDLESS} and {_STILL}"
                " group by b.number, b.reason, b.case_id, b.org order by min(b.at) limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


OF_CASE = """
select b.id, b.note, b.at, b.tries, s.name as asked_by from call_back b left join staff s on s.id = b.asked_by
where b.case_id = :case and b.state = 'open' and b.reason = 'answer' order by b.at
"""
"""What somebody is still to say by telephone, for the page of the case (store/casefacts.py)."""
HOW_MANY = f"""
select count(*) as calls from (select 1 from call_back b where b.state = 'open' and b.org = any(:orgs)
    and b.number <> '' and {_WORDLESS} and {_STILL} group by b.number, b.reason, b.case_id, b.org limit 100) open_ones
"""
"""How many rows `waiting` has, for the list's page (store/listframe.py)."""


def lately(session: Session, *, orgs: Sequence[str], limit: int = 30) -> list[Any]:
    """What has been settled, newest first."""
    return list(
        session.execute(
            text(
                "select b.number, b.reason, b.state, b.at, b.tries, b.tried_at, s.name as tried_by, c.reference"
                ' from call_back b left join staff s on s.id = b.tried_by left join "case" c on c.id = b.case_id'
                " where b.state <> 'open' and b.org = any(:orgs) order by b.tried_at desc nulls last limit :limit"
            ),
            {"orgs": list(orgs), "limit": limit},
        )
    )


def counts(session: Session, *, orgs: Sequence[str], since: datetime) -> Any:
    """Calls without a word since then: .calls, .withheld, .reached, .waiting."""
    return session.execute(
        text(
            "select count(*) as calls, count(*) filter (where b.number = '') as withheld,"
            " count(*) filter (where b.state = 'reached') as reached,"
            f" count(*) filter (where b.state = 'open' and b.number <> '' and {_STILL}) as waiting"
            f" from call_back b where b.reason = 'abandoned' and b.org = any(:orgs) and b.at > :since and {_WORDLESS}"
        ),
        {"orgs": list(orgs), "since": since},
    ).one()


def one(session: Session, call_back: UUID) -> CallBack | None:
    return session.get(CallBack, call_back)


def tried(session: Session, ids: Sequence[UUID], *, state: CallBackState, staff: UUID, now: datetime) -> int:
    """Somebody rang (or decided not to); how many were still open. Of two who press at once one is told 0."""
    return changed(
        session.execute(
            text(
                "update call_back set tries = tries + 1, tried_at = :now, tried_by = :staff, state = :state"
                " where id = any(:ids) and state = 'open'"
            ),
            {"ids": list(ids), "state": state.value, "staff": staff, "now": now},
        )
    )
