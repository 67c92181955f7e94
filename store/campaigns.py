"""Registration windows, who registered in them, and which registrations look like one household's twice."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel, col, select

from store.cases import NeedState
from store.db import checked, instant, one_of


class RegistrationState(StrEnum):
    """set_aside: a person found that it is another's again."""

    REGISTERED = "registered"
    SET_ASIDE = "set_aside"


class Campaign(SQLModel, table=True):
    """code: the last part of its public address. need: "field:need" that everybody in it asks for. fields: codes of
    casework/rules/campaign.toml. places: where clerks register, a line each, with hours. ended_at: closed early."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="campaign_order"),)
    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    org: str = Field(foreign_key="org.code", index=True)
    title: str
    need: str
    fields: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    places: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    note: str = ""
    opens_at: datetime = Field(sa_column=instant())
    closes_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    made_by: UUID = Field(foreign_key="staff.id")
    made_at: datetime = Field(sa_column=instant())


class Registration(SQLModel, table=True):
    """Beside its case, whose number is the registration's. same_*: what two registrations of one household share, ""
    where nothing was said. same_as: whose again it is, when it is set aside."""

    __tablename__ = "registration"
    __table_args__ = (
        checked("registration", "state", RegistrationState),
        Index("registration_order", "campaign_id", "case_id"),
        *(
            Index(
                f"registration_{name}",
                "campaign_id",
                name,
                postgresql_where=text(f"{name} <> '' and state = 'registered'"),
            )
            for name in ("same_phone", "same_house", "same_name")
        ),
    )
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    answers: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    tambon_code: str = ""
    same_phone: str = ""
    same_house: str = ""
    same_name: str = ""
    state: str = Field(sa_column=one_of(RegistrationState))
    same_as: UUID | None = Field(default=None, foreign_key="case.id")
    by_staff: UUID | None = Field(default=None, foreign_key="staff.id")
    at: datetime = Field(sa_column=instant())


def of_orgs(session: Session, orgs: Sequence[str]) -> list[Any]:
    """Campaigns of these bodies, the newest first, with how many registered."""
    return list(
        session.execute(
            text(
                "select c.*, (select count(*) from registration r where r.campaign_id = c.id and r.state = 'registered')"
                " as registered from campaign c where c.org = any(:orgs) order by c.opens_at desc limit 200"
            ),
            {"orgs": list(orgs)},
        )
    )


def by_code(session: Session, code: str) -> Campaign | None:
    return session.scalars(select(Campaign).where(col(Campaign.code) == code)).one_or_none()


def put_registrations(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(Registration).on_conflict_do_nothing(), list(rows))


_ROWS = """
select r.case_id, r.answers, r.tambon_code, r.state, r.at, r.by_staff, r.same_phone, r.same_house, r.same_name,
    c.reference, c.state as case_state, n.state as need_state, s.name as staff_name, k.reference as same_reference
from registration r join "case" c on c.id = r.case_id
    left join need n on n.case_id = r.case_id and n.code = :need
    left join staff s on s.id = r.by_staff left join "case" k on k.id = r.same_as
"""


def page(session: Session, campaign: Campaign, *, after: UUID | None = None, limit: int = 100) -> list[Any]:
    """Registrations as they came in."""
    return list(
        session.execute(
            text(
                f"{_ROWS} where r.campaign_id = :campaign and (cast(:after as uuid) is null or r.case_id > :after)"
                " order by r.case_id limit :limit"
            ),
            {"campaign": campaign.id, "need": campaign.need, "after": after, "limit": limit},
        )
    )


def latest(session: Session, campaign: Campaign, *, staff: UUID, limit: int = 8) -> list[Any]:
    """What this clerk registered last, the newest first."""
    return list(
        session.execute(
            text(
                f"{_ROWS} where r.campaign_id = :campaign and r.by_staff = :staff order by r.case_id desc limit :limit"
            ),
            {"campaign": campaign.id, "need": campaign.need, "staff": staff, "limit": limit},
        )
    )


def counts(session: Session, campaign: Campaign) -> Any:
    """registered, set_aside, and of the registered: proposed (nobody has confirmed), with the committee or further."""
    return session.execute(
        text(
            "select count(*) filter (where r.state = 'registered') as registered,"
            " count(*) filter (where r.state = 'set_aside') as set_aside,"
            " count(*) filter (where r.state = 'registered' and n.state in ('proposed', 'confirmed', 'surveying'))"
            " as waiting,"
            " count(*) filter (where r.state = 'registered' and n.state not in"
            " ('proposed', 'confirmed', 'surveying', 'withdrawn')) as listed"
            " from registration r left join need n on n.case_id = r.case_id and n.code = :need"
            " where r.campaign_id = :campaign"
        ),
        {"campaign": campaign.id, "need": campaign.need},
    ).one()


def alike(session: Session, campaign: Campaign, *, limit: int = 200) -> list[Any]:
    """Pairs that share a phone, a house, or a name in one village: (one, other, why); a person decides."""
    parts = " union all ".join(
        f"select a.case_id as one, b.case_id as other, '{why}' as why from registration a join registration b"
        f" on b.campaign_id = a.campaign_id and b.{why} = a.{why} and b.case_id > a.case_id"
        f" where a.campaign_id = :campaign and a.{why} <> '' and b.{why} <> '' and a.state = 'registered'"
        " and b.state = 'registered'"
        for why in ("same_phone", "same_house", "same_name")
    )
    return list(
        session.execute(
            text(
                f"select one, other, array_agg(why order by why) as why from ({parts}) found where not exists ("
                "select from case_pair p where p.verdict = 'apart' and p.one = found.one and p.other = found.other)"
                " group by one, other order by one, other limit :limit"
            ),
            {"campaign": campaign.id, "limit": limit},
        )
    )


def rows_of(session: Session, campaign: Campaign, cases: Sequence[UUID]) -> dict[UUID, Any]:
    rows = session.execute(
        text(f"{_ROWS} where r.campaign_id = :campaign and r.case_id = any(:cases)"),
        {"campaign": campaign.id, "need": campaign.need, "cases": list(cases)},
    )
    return {row.case_id: row for row in rows}


def registered(session: Session, case: UUID) -> Registration | None:
    return session.get(Registration, case, with_for_update=True)


def waiting(session: Session, campaign: Campaign, *, limit: int) -> list[Any]:
    """Registrations whose need has not reached the committee's list yet: (case_id, reference, state and id of the need)."""
    early = (NeedState.PROPOSED, NeedState.CONFIRMED, NeedState.SURVEYING)
    return list(
        session.execute(
            text(
                "select r.case_id, c.reference, n.id, n.state from registration r"
                ' join "case" c on c.id = r.case_id join need n on n.case_id = r.case_id and n.code = :need'
                " where r.campaign_id = :campaign and r.state = 'registered' and n.state = any(:early)"
                " and c.state not in ('closed', 'cancelled', 'merged') order by r.case_id limit :limit"
            ),
            {"campaign": campaign.id, "need": campaign.need, "early": list(early), "limit": limit},
        )
    )
