"""Answers that a centre gives often: written once, with fields that are filled from the case."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from casework.access import Actor, NotAllowed, keeps_templates
from store import audit, templates
from store.db import Session
from store.ids import new_id
from store.templates import ReplyTemplate

FIELDS = ("number", "org", "place", "staff")
"""What may stand in braces; the words for them in each language are template.field.* of the wording."""
LONGEST = 2000
_BRACES = re.compile(r"\{([^{}]*)\}")


class BadTemplate(Exception):
    """No title or no words; or name: what stands in braces and nobody can fill."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name or "empty")
        self.name = name


def filled(words: str, facts: Mapping[str, str]) -> str:
    """facts: name in braces → what stands there. A field without a fact leaves nothing behind."""
    return re.sub(r"  +", " ", _BRACES.sub(lambda found: facts.get(found[1].strip(), ""), words)).strip()


def put(
    session: Session,
    actor: Actor,
    *,
    key: UUID | None,
    org: str,
    title: str,
    words: str,
    category: str,
    names: frozenset[str],
    now: datetime,
) -> None:
    """A new template (key None) or a changed one. names: the fields as they may be written. BadTemplate."""
    _must(actor, org)
    if not title or not words:
        raise BadTemplate
    for found in _BRACES.finditer(words):
        if found[1].strip() not in names:
            raise BadTemplate(found[0])
    row = _mine(session, key, org) if key else None
    if row is None:
        row = ReplyTemplate(
            id=new_id(now), org=org, title=title, words=words, by_staff_id=actor.id, updated_at=now
        )
    row.title, row.words, row.category, row.by_staff_id, row.updated_at = (
        title,
        words,
        category,
        actor.id,
        now,
    )
    session.add(row)
    audit.note(session, "template.put", now=now, staff_id=actor.id, org=org, detail=str(row.id))


def drop(session: Session, actor: Actor, *, key: UUID, org: str, now: datetime) -> None:
    _must(actor, org)
    session.delete(_mine(session, key, org))
    audit.note(session, "template.dropped", now=now, staff_id=actor.id, org=org, detail=str(key))


def _must(actor: Actor, org: str) -> None:
    if org not in keeps_templates(actor):
        raise NotAllowed("template")


def _mine(session: Session, key: UUID, org: str) -> ReplyTemplate:
    row = templates.one(session, key)
    if row is None or row.org != org:
        raise NotAllowed("template")
    return row
