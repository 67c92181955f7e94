"""The ways to the person of a case as they stand at this moment: parts for store/bundle.py."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

WAYS = """
select c.id, c.account, c.sender, c.reachable, c.unreachable_why,
    exists (select from silence q where q.phone = c.sender) as stopped,
    (select max(m.received_at) from message m where m.conversation_id = c.id and m.direction = 'in'
        and m.reply_token <> '' and not m.reply_used and m.received_at > cast(:now as timestamptz) - interval '1 minute'
        and m.sent_at > cast(:now as timestamptz) - interval '1 day') as free_at
from (select cast(:conversation as uuid) as id union select d.id from conversation d where d.person_id = :person) k
join conversation c on c.id = k.id where c.contact_id is null
order by c.opened_at desc limit 20
"""
"""Every conversation with this person; free_at: when the newest reply that costs nothing came."""
PREFERRED = """
select c.id, c.account from person p join conversation c on c.id = p.answers_to where p.id = :person and c.reachable
"""
PROVEN = """
select value from contact_point p where person_id = :person and kind = 'phone' and proven
    and not exists (select from silence s where s.phone = p.value) order by created_at desc limit 1
"""
QUOTAS = """
select account, allowed, used from quota where asked_at > cast(:now as timestamptz) - interval '6 hours'
"""
"""store/quota.py says how long an answer of the provider is believed."""
NOTICED = """
select exists (select from message where case_id = :case and purpose = 'notice'
    and sent_at > cast(:now as timestamptz) - interval '30 minutes' and sent_at <= :now) as lately
"""
PARTS = {"ways": WAYS, "preferred": PREFERRED, "proven": PROVEN, "quotas": QUOTAS, "noticed": NOTICED}


def of_person(session: Session, conversation: UUID, person: UUID | None) -> Any:
    """(id, account) of a conversation with this person, None when it is with somebody else."""
    return session.execute(
        text(
            "select id, account from conversation where id = :id and contact_id is null"
            " and person_id = cast(:person as uuid)"
        ),
        {"id": conversation, "person": person},
    ).first()
