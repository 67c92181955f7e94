"""Who stands to a case beside its owner, and the case's own row held for a change."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.cases import Case, Relation


def let_see(session: Session, case: UUID, org: str, relation: Relation, *, lower: bool = False) -> None:
    """One more body stands to the case; one that sees as much already keeps it, unless it is to be lowered."""
    weaker = "('hub', 'former', 'referred')" if lower else "('hub', 'former')"
    session.execute(
        text(
            "insert into case_access (case_id, org, relation) values (:case, :org, :relation) on conflict (case_id, org)"
            f" do update set relation = excluded.relation where case_access.relation in {weaker}"
        ),
        {"case": case, "org": org, "relation": relation.value},
    )


def held(session: Session, case: UUID) -> Case:
    """The row itself, locked and fresh; what this session changed before is written first."""
    session.flush()
    return session.get_one(Case, case, with_for_update=True, populate_existing=True)


def touch(session: Session, case: UUID, now: datetime) -> None:
    """Something in it is new: open pages show it, an older page of it is stale."""
    row = held(session, case)
    row.version += 1
    row.updated_at = now
    session.flush()


def leave(session: Session, case: UUID, org: str) -> None:
    """The case has left this hub's area: it keeps the number and the state."""
    session.execute(
        text(
            "update case_access set relation = 'former' where case_id = :case and org = :org"
            " and relation in ('hub', 'referred')"
        ),
        {"case": case, "org": org},
    )
