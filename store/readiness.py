"""What an organisation has been given to work with, counted: the facts of its onboarding page."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

_FACTS = text("""
select o.code, o.kind, o.phone, o.amphoe_code, o.at_work,
    (select coalesce(array_agg(distinct m.role), '{}') from membership m join staff s on s.id = m.staff_id and s.active
        where m.org = o.code) as roles,
    (select count(*) from invitation i where i.org = o.code and i.used_at is null) as invited,
    (select count(*) from office_hours h where h.org = o.code) as hours,
    (select count(*) from duty_shift d where d.org = o.code and d.removed_at is null) as shifts,
    (select count(*) from reply_template t where t.org = o.code) as templates,
    (select coalesce(array_agg(a.code order by a.code), '{}') from account a where a.home_org = o.code and a.active) as accounts,
    (select count(*) from agency g where g.removed_at is null and g.amphoe_code = o.amphoe_code) as agencies,
    (select count(distinct c.tambon_code) from coverage c join coverage x on x.tambon_code = c.tambon_code
        and x.org <> c.org and x.valid_to is null where c.org = o.code and c.valid_to is null) as shared,
    (select count(distinct v.tambon_code) from moo_cover v join coverage c on c.tambon_code = v.tambon_code
        and c.org = o.code and c.valid_to is null) as told_villages
from org o where o.code = :org
""")


def facts(session: Session, org: str) -> Any:
    """One row, None for a code that is nobody's."""
    return session.execute(_FACTS, {"org": org}).first()


def bodies(session: Session, words: str, *, limit: int = 30) -> list[Any]:
    """For who runs the installation: bodies of that name, or those without staff that had cases, the hub's first."""
    return list(
        session.execute(
            text(
                "select code, kind, type, name, at_work from org where valid_to is null and kind <> 'agency'"
                " and (code = :words or name ilike '%' || :like || '%') order by at_work desc, kind, name limit :limit"
            ),
            {"words": words, "like": words.replace("%", "").replace("_", ""), "limit": limit},
        )
    )
