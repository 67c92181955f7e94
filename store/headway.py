"""How a centre gets on, for its head: what waits, how long answers took, how channels do. Counts only, never a case.

Every statement is bounded: at most MOST cases, an equal share of each organisation, the newest or the most pressing
first, each by an index (case_access_list, case_of_owner, message_answered), so that a million cases cost no more than these.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.cases import ENDED_FROM

MOST = 10_000
NEWEST = 5_000
"""Messages looked back through for the last one of each account."""

_ANSWERED = """
left join lateral (select min(m.sent_at) as at from message m where m.case_id = c.id and m.direction = 'out'
    and m.staff_id is not null and m.state in ('sent', 'delivered', 'read')) f on true
"""
_WAITING = text(f"""
with mine as materialized (
    select c.assignee, coalesce(c.category[1], '') as category, c.opened_at, c.urgency, f.at is null as unanswered,
        count(*) over (partition by o.org) as of_org
    from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
        select a.case_id from case_access a where a.org = o.org and a.relation = 'owner' and a.rank < :ended
        order by a.rank limit :most) a
    join "case" c on c.id = a.case_id {_ANSWERED}
)
select case when grouping(assignee) = 0 then 'person' when grouping(category) = 0 then 'category' else 'all' end as by,
    assignee, category, count(*) as n, max(of_org) as fullest, count(*) filter (where urgency in ('U0', 'U1')) as urgent,
    count(*) filter (where unanswered) as unanswered, min(opened_at) as since,
    min(opened_at) filter (where unanswered) as unanswered_since,
    count(*) filter (where opened_at > :day) as today, count(*) filter (where opened_at <= :day and opened_at > :three) as days,
    count(*) filter (where opened_at <= :three and opened_at > :week) as week,
    count(*) filter (where opened_at <= :week and opened_at > :month) as month,
    count(*) filter (where opened_at <= :month) as older
from mine group by grouping sets ((), (assignee), (category)) order by n desc, since
""")
_TIMES = text(f"""
with mine as materialized (
    select c.opened_at, c.urgency, coalesce(c.category[1], '') as category, c.assignee, c.account, c.rating,
        date_trunc('week', c.opened_at at time zone 'Asia/Bangkok')::date as week,
        extract(epoch from f.at - c.opened_at) as first, t.first_within, t.whole_within,
        case when c.state in ('closed', 'helped') then extract(epoch from c.closed_at - c.opened_at) end as whole,
        c.state = 'helped' or coalesce(c.ended_as, '') = 'helped' as helped, c.state = 'closed' as closed,
        count(*) over (partition by o.org) as of_org
    from unnest(cast(:orgs as text[])) as o(org) cross join lateral (
        select * from "case" c where c.owner = o.org and c.opened_at >= :since
        order by c.opened_at desc limit :most) c
    join unnest(cast(:urgencies as text[]), cast(:firsts as float8[]), cast(:wholes as float8[]))
        as t(urgency, first_within, whole_within) on t.urgency = c.urgency {_ANSWERED}
    where c.kind not in ('spam', 'offtopic') and c.state not in ('merged', 'cancelled')
)
select case when grouping(week) = 0 then 'week' when grouping(assignee) = 0 then 'person'
        when grouping(category) = 0 then 'category' when grouping(urgency) = 0 then 'urgency'
        when grouping(account) = 0 then 'account' else 'all' end as by,
    week, assignee, category, urgency, account, count(*) as n, max(of_org) as fullest, count(first) as answered, count(whole) as ended,
    percentile_cont(0.5) within group (order by first) as first_half,
    percentile_cont(0.9) within group (order by first) as first_most,
    percentile_cont(0.5) within group (order by whole) as whole_half,
    percentile_cont(0.9) within group (order by whole) as whole_most,
    count(*) filter (where first <= first_within) as first_kept,
    count(*) filter (where coalesce(first, extract(epoch from :now - opened_at)) > first_within) as first_late,
    count(*) filter (where whole <= whole_within) as whole_kept,
    count(*) filter (where coalesce(whole, extract(epoch from :now - opened_at)) > whole_within) as whole_late,
    count(*) filter (where helped) as helped, count(*) filter (where closed and not helped) as merely,
    count(rating) as rated, avg(rating) as rating,
    array[count(*) filter (where rating = 1), count(*) filter (where rating = 2), count(*) filter (where rating = 3),
        count(*) filter (where rating = 4), count(*) filter (where rating = 5)] as stars
from mine group by grouping sets ((), (week), (assignee), (category), (urgency), (account))
order by week, n desc
""")
_LAST = text("""
select account, max(received_at) filter (where direction = 'in') as last, min(received_at) as looked
from (select account, direction, received_at from message order by id desc limit :newest) m group by account
""")
_UNSENT = text("""
select m.account, count(*) filter (where m.state in ('pending', 'sending')) as waiting,
    min(m.sent_at) filter (where m.state in ('pending', 'sending')) as since,
    count(*) filter (where m.state = 'failed') as failed, count(*) filter (where m.state = 'unsure') as unsure,
    count(*) filter (where m.state = 'withheld') as withheld
from (
    select account, state, sent_at, case_id from message where state in ('pending', 'sending')
    union all
    (select account, state, sent_at, case_id from message where state in ('unsure', 'withheld', 'failed', 'parked')
        and id > :floor order by id desc limit :newest)
) m join "case" c on c.id = m.case_id and c.owner = any(:orgs)
group by m.account
""")


def share(orgs: Sequence[str]) -> int:
    """How many cases of each organisation are looked at; a row whose `fullest` is as many stands for more."""
    return max(1, MOST // max(1, len(orgs)))


def waiting(session: Session, orgs: Sequence[str], *, now: datetime) -> list[Any]:
    """Open cases these organisations own: in all, by person (None: nobody), by first category ("": none)."""
    facts = {
        "orgs": list(orgs), "most": share(orgs), "ended": ENDED_FROM, "day": now - timedelta(days=1),
        "three": now - timedelta(days=3), "week": now - timedelta(days=7), "month": now - timedelta(days=30),
    }  # fmt: skip
    return list(session.execute(_WAITING, facts))


def times(
    session: Session,
    orgs: Sequence[str],
    *,
    since: datetime,
    now: datetime,
    first: Mapping[str, timedelta],
    whole: Mapping[str, timedelta],
) -> list[Any]:
    """Cases opened since: how long the first answer and the end took (seconds, median and 90th), how they ended.

    first, whole: the aims by urgency. late: the aim has passed, whether it was answered since or not.
    """
    codes = sorted(first)
    facts = {
        "orgs": list(orgs), "most": share(orgs), "since": since, "now": now, "urgencies": codes,
        "firsts": [first[code].total_seconds() for code in codes],
        "wholes": [whole[code].total_seconds() for code in codes],
    }  # fmt: skip
    return list(session.execute(_TIMES, facts))


def last_words(session: Session) -> tuple[dict[str, datetime], datetime | None]:
    """Account → its last inbound message among the newest of all; and how far back that look went."""
    rows = list(session.execute(_LAST, {"newest": NEWEST}))
    looked = min((row.looked for row in rows), default=None)
    return {row.account: row.last for row in rows if row.last}, looked


def unsent(session: Session, orgs: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Account → what of these organisations' answers waits, and what has not gone out in the last seven days."""
    floor = UUID(int=int((now - timedelta(days=7)).timestamp() * 1000) << 80)
    rows = session.execute(_UNSENT, {"orgs": list(orgs), "floor": floor, "newest": NEWEST})
    return {row.account: row for row in rows}
