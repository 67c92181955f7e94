"""What the citizen's pages remember between two requests: a draft, a code by SMS, an opened view, a used sign-in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

from store.db import changed, instant
from store.ids import token_hash

DRAFT_LASTS = timedelta(hours=24)
VIEW_LASTS = timedelta(hours=1)


class WebDraft(SQLModel, table=True):
    """What one browser has typed into the form so far; key_hash: of its cookie."""

    __tablename__ = "web_draft"
    key_hash: str = Field(primary_key=True)
    told: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    updated_at: datetime = Field(sa_column=instant(index=True))


class CitizenCode(SQLModel, table=True):
    """The one code that is out for a case. Only its hash is kept; phone: where it went, proven when it comes back."""

    __tablename__ = "citizen_code"
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    code_hash: str
    phone: str
    tries: int = 0
    ends_at: datetime = Field(sa_column=instant())


class CitizenView(SQLModel, table=True):
    """A browser that may read a conversation for an hour: of one case (a code came back) or all (LINE sign-in)."""

    __tablename__ = "citizen_view"
    token_hash: str = Field(primary_key=True)
    conversation_id: UUID = Field(foreign_key="conversation.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="case.id")
    ends_at: datetime = Field(sa_column=instant())


class UsedOnce(SQLModel, table=True):
    """Something that opens a door once: a nonce given out and not yet back, or an id token that was shown."""

    __tablename__ = "used_once"
    token_hash: str = Field(primary_key=True)
    ends_at: datetime = Field(sa_column=instant())


# -- drafts ------------------------------------------------------------------------------------------------------


def draft(session: Session, key: str, now: datetime) -> dict[str, Any]:
    """What was typed under this cookie; {} when nothing was, or too long ago."""
    row = session.get(WebDraft, token_hash(key)) if key else None
    return dict(row.told) if row and row.updated_at > now - DRAFT_LASTS else {}


def keep_draft(session: Session, key: str, told: Mapping[str, Any], now: datetime) -> None:
    session.merge(WebDraft(key_hash=token_hash(key), told=dict(told), updated_at=now))


# -- codes -------------------------------------------------------------------------------------------------------


def keep_code(session: Session, case: UUID, code: str, phone: str, ends_at: datetime) -> None:
    """A new code makes the one before it worthless."""
    hashed = _code_hash(case, code)
    session.merge(CitizenCode(case_id=case, code_hash=hashed, phone=phone, tries=0, ends_at=ends_at))


def try_code(session: Session, case: UUID, code: str, now: datetime, *, most: int) -> str | None:
    """The phone that the code was sent to, if it is the one; each code is good once and for so many tries."""
    row = session.get(CitizenCode, case, with_for_update=True)
    if row is None or row.ends_at <= now or row.tries >= most:
        return None
    row.tries += 1
    if row.code_hash != _code_hash(case, code):
        return None
    session.delete(row)
    return row.phone


def _code_hash(case: UUID, code: str) -> str:
    return token_hash(f"{case} {code}")


def _same(one: str, other: str) -> str:
    """Two ways of writing one Thai number are the same: as it was typed, and with its country code."""
    bare = "regexp_replace(regexp_replace({}, '\\D', '', 'g'), '^(0066|66|0)', '')"
    return f"{bare.format(one)} = {bare.format(other)}"


def prove_phone(session: Session, case: UUID, phone: str) -> None:
    """The number answered with the code that went there: it is theirs (contact_point.proven)."""
    session.execute(
        text(
            f"update contact_point set proven = true where kind = 'phone' and {_same('value', ':phone')}"
            ' and person_id = (select person_id from "case" where id = :case)'
        ),
        {"case": case, "phone": phone},
    )


def proven_phone(session: Session, case: UUID) -> str:
    """The phone of the case if its holder has proven it, else ""."""
    found = session.execute(
        text(
            'select c.phone from "case" c join contact_point p on p.person_id = c.person_id'
            f" where c.id = :case and p.kind = 'phone' and p.proven and {_same('p.value', 'c.phone')} limit 1"
        ),
        {"case": case},
    )
    return str(found.scalar() or "")


# -- views and sign-ins ------------------------------------------------------------------------------------------


def open_view(session: Session, token: str, conversation: UUID, case: UUID | None, now: datetime) -> None:
    ends = now + VIEW_LASTS
    session.add(
        CitizenView(token_hash=token_hash(token), conversation_id=conversation, case_id=case, ends_at=ends)
    )


def view(session: Session, token: str, now: datetime) -> CitizenView | None:
    row = session.get(CitizenView, token_hash(token)) if token else None
    return row if row and row.ends_at > now else None


def close_view(session: Session, token: str) -> None:
    session.execute(text("delete from citizen_view where token_hash = :hash"), {"hash": token_hash(token)})


def give_nonce(session: Session, nonce: str, ends_at: datetime) -> None:
    session.add(UsedOnce(token_hash=token_hash(nonce), ends_at=ends_at))


def take_nonce(session: Session, nonce: str, now: datetime) -> bool:
    """Whether we gave it out and nobody has used it yet; it is gone afterwards."""
    done = session.execute(
        text("delete from used_once where token_hash = :hash and ends_at > :now"),
        {"hash": token_hash(nonce), "now": now},
    )
    return changed(done) > 0


def first_use(session: Session, token: str, ends_at: datetime) -> bool:
    """Whether this token is shown for the first time."""
    done = session.execute(
        text("insert into used_once (token_hash, ends_at) values (:hash, :ends) on conflict do nothing"),
        {"hash": token_hash(token), "ends": ends_at},
    )
    return changed(done) > 0


def forget_old(session: Session, now: datetime) -> None:
    session.execute(text("delete from web_draft where updated_at < :old"), {"old": now - DRAFT_LASTS})
    for table in ("citizen_code", "citizen_view", "used_once"):
        session.execute(text(f"delete from {table} where ends_at < :now"), {"now": now})
