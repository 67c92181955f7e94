"""What else the person of a case has told us: their other cases, and words that belong to no case. Parts of a bundle."""

CASES = """
select c.id, c.reference, c.account, c.state, c.kind, c.category, c.urgency, c.place_text, c.opened_at,
    left(c.text, 160) as words, a.relation
from "case" c cross join lateral (select array_agg(x.relation) as relation from case_access x
    where x.case_id = c.id and x.org = any(:orgs) and x.relation = any(:any)) a
where c.person_id = :person and c.id <> :case and a.relation is not null
order by c.opened_at desc limit 20
"""
"""As far as these bodies may see them, the newest first."""
SINCE = "select from_at as begun_at from assignment where case_id = :case and to_at is null order by from_at desc limit 1"
"""When whoever has the case took it."""

# messages of the case; of no case, in any conversation of the person while this case ran; and with :whole those of
# the person's other cases that may be read in full
_IDS = """
select m.id from message m where m.case_id = :case
union all
select m.id from conversation d join message m on m.conversation_id = d.id, "case" c
where c.id = :case and d.contact_id is null and (d.id = :conversation or d.person_id = :person) and m.case_id is null
    and m.group_id = '' and m.purpose not in ('duty', 'code', 'group')
    and m.sent_at between c.opened_at - interval '1 hour' and coalesce(c.closed_at, :now) + interval '1 day'
union all
select m.id from "case" o join message m on m.case_id = o.id where :whole and o.person_id = :person and o.id <> :case
    and exists (select from case_access a where a.case_id = o.id and a.org = any(:orgs) and a.relation = any(:full))
"""
THREAD = f"""
select m.id, m.direction, m.account, m.state, m.sent_at, m.text, m.choice, m.latitude, m.longitude,
    m.purpose, m.sent_how, m.error, m.unreadable, m.urgent, m.sender_name, m.facts, m.hold_until,
    s.name as staff_name, o.reference as elsewhere, m.case_id is null as apart
from ({_IDS}) k join message m on m.id = k.id left join staff s on s.id = m.staff_id
left join "case" o on o.id = m.case_id and o.id <> :case
order by m.sent_at, m.direction, m.id
"""
"""The conversation with the person over every channel, as it was said. elsewhere: number of the other case it belongs
to. apart: it belongs to none."""
FILES = f"""
select a.id, a.message_id, a.kind, a.state, a.name, a.media_type, a.size, a.seconds, a.thumb, a.latitude, a.longitude
from ({_IDS}) k join message m on m.id = k.id and m.case_id is not null join attachment a on a.message_id = m.id
order by a.message_id, a.position
"""
