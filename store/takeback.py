"""What a person takes back or changes after they said it: words, files, and everywhere a copy of them lies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from store.ids import conversation_id

_BLANK = text("""
update message m set text = '', choice = '', latitude = null, longitude = null, unreadable = false, phone = '',
    state = 'triaged',
    facts = jsonb_build_object('unsent', true) || case when m.facts ? 'image_set_id'
        then jsonb_build_object('image_set_id', m.facts->'image_set_id') else '{}' end
from (select id, facts from message where account = :account and direction = 'in'
    and provider_message_id = :message_id and provider_message_id <> '' for no key update) before
where m.id = before.id returning m.id, m.case_id, before.facts as facts
""")
# a conversation too may be new: the unsend can be the first thing that reaches us
_TOMBSTONE = text("""
with talk as (
    insert into conversation (id, account, sender, name, language, reachable, unreachable_why, spam_count, opened_at)
    values (:conversation, :account, :sender, '', '', true, '', 0, :now) on conflict do nothing
)
insert into message (id, direction, account, conversation_id, state, provider_message_id, sent_at, received_at,
    text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts, reply_token,
    reply_used, purpose, parts, attempts, sent_how, error, segments)
values (:id, 'in', :account, :conversation, 'triaged', :message_id, :now, :now, '', '', '', '', '', '', false,
    false, false, '{"unsent": true}', '', false, '', '{}', 0, '', '', 0)
on conflict do nothing
""")
# what the case had taken over from the message: its words, its pin; the reasons quote the words that opened the case
_CASE = text("""
update "case" c set
    text = coalesce((select left(m.text, 500) from message m where m.case_id = c.id and m.direction = 'in'
        and m.text <> '' order by m.sent_at, m.id limit 1), ''),
    (latitude, longitude) = (select m.latitude, m.longitude from (select 1) one left join lateral (
        select latitude, longitude from message where case_id = c.id and direction = 'in' and latitude is not null
        order by sent_at desc limit 1) m on true),
    reasons = case when exists (select from message o join message u on u.id = :message where o.case_id = c.id
        and o.direction = 'in' and not o.facts ? 'unsent' and (o.sent_at, o.id) < (u.sent_at, u.id))
        then reasons else '{}' end, unread = true, version = version + 1, updated_at = :now
where c.id = :case
""")
_EMPTIED = text("""
update "case" c set place_text = '', moo = null, vulnerable = '{}' where c.id = :case and not exists (
    select from message m where m.case_id = c.id and m.direction = 'in' and not m.facts ? 'unsent')
""")
_FILES = text("""
update attachment a set state = 'gone', stored = '', thumb = '', name = '', url = '', error = 'unsent',
    latitude = null, longitude = null
from (select id, stored, thumb from attachment where message_id = :message for update) before
where a.id = before.id returning before.stored, before.thumb
""")
_BODIES = text("""
update raw_body set body = '' where id = any(cast(:bodies as uuid[]))
    or id = (select body_id from raw_event where id = :message)
""")
_EDIT = text("""
update message m set text = :text, facts = m.facts || jsonb_build_object('edited_at', cast(:at as text),
    'before', coalesce(m.facts->'before', '[]'::jsonb) || to_jsonb(before.text),
    'bodies', coalesce(m.facts->'bodies', '[]'::jsonb) || to_jsonb(cast(:body as text)))
from (select id, text from message where account = :account and direction = 'in'
    and provider_message_id = :message_id and provider_message_id <> '' for no key update) before
where m.id = before.id and not m.facts ? 'unsent' and coalesce(m.facts->>'edited_at', '') < :at
returning m.id, m.case_id, before.text as before
""")
_NAMED = text("""
select unnest(array[stored, thumb]) from attachment where stored = any(:names) or thumb = any(:names)
union select stored from visit_photo where stored = any(:names)
union select unnest(array[f ->> 'stored', f ->> 'thumb']) from reply_draft d, jsonb_array_elements(d.files) f
    where f ->> 'stored' = any(:names) or f ->> 'thumb' = any(:names)
""")
_KNOWN = text("""
select 1 from message where account = :account and direction = 'in' and provider_message_id = :message_id
    and provider_message_id <> ''
""")


def erase(
    session: Session, *, account: str, sender: str, message_id: str, event: UUID, now: datetime
) -> list[str]:
    """Erase a message everywhere but for its tombstone; names of stored files that must go from the disk too.

    Unknown (it has not come yet): a tombstone takes its place, so that it finds its key taken when it comes.
    """
    row = session.execute(_BLANK, {"account": account, "message_id": message_id}).first()
    if row is None:
        values = {"id": event, "account": account, "sender": sender, "message_id": message_id, "now": now}
        session.execute(_TOMBSTONE, values | {"conversation": conversation_id(account, sender)})
        return []
    files = session.execute(_FILES, {"message": row.id}).all()
    session.execute(_BODIES, {"message": row.id, "bodies": list(row.facts.get("bodies", ()))})
    if row.case_id:
        session.execute(_CASE, {"case": row.case_id, "message": row.id, "now": now})
        session.execute(_EMPTIED, {"case": row.case_id})
    return [name for file in files for name in (file.stored, file.thumb) if name]


def edit(
    session: Session, *, account: str, message_id: str, words: str, at: str, body: UUID, now: datetime
) -> bool:
    """New words for a known message, the old ones kept in its history; False when it has not come yet.

    at: ISO time of the edit; an older edit that comes late changes nothing.
    """
    values = {"account": account, "message_id": message_id, "text": words, "at": at, "body": str(body)}
    row = session.execute(_EDIT, values).first()
    if row is None:
        return session.execute(_KNOWN, values).first() is not None
    if row.case_id:
        session.execute(
            text(
                'update "case" set text = case when text = left(:before, 500) then left(:words, 500) else text end,'
                " unread = true, version = version + 1, updated_at = :now where id = :case"
            ),
            {"before": row.before, "words": words, "now": now, "case": row.case_id},
        )
    return True


def unshared(session: Session, names: list[str]) -> list[str]:
    """Those of the stored files that nothing names any more (the same photo may be stored once for two)."""
    kept = set(session.execute(_NAMED, {"names": names}).scalars()) if names else set()
    return [name for name in dict.fromkeys(names) if name not in kept]


def forget_edit(session: Session, event: UUID) -> None:
    """The words of an applied edit stand in the message now and nowhere else."""
    session.execute(text("update raw_event set facts = facts - 'text' where id = :id"), {"id": event})


def story_of(session: Session, *, account: str, message_id: str) -> Any:
    """The case the message belongs to, for its story; None for words without one."""
    return session.execute(
        text(
            "select case_id from message where account = :account and direction = 'in'"
            " and provider_message_id = :message_id and provider_message_id <> ''"
        ),
        {"account": account, "message_id": message_id},
    ).scalar()
