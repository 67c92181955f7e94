"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    audit,
    cases,
    corrections,
    entry,
    messages,
    orgs,
    pairs,
    people,
    search,
    shapes,
    staff,
    templates,
)

MODULES = (audit, cases, corrections, entry, messages, orgs, pairs, people, search, shapes, staff, templates)
metadata = SQLModel.metadata
