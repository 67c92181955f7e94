"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    audit,
    calendar,
    cases,
    dialogues,
    entry,
    messages,
    orgs,
    people,
    search,
    shapes,
    staff,
    tasks,
    templates,
)

MODULES = (
    audit,
    calendar,
    cases,
    dialogues,
    entry,
    messages,
    orgs,
    people,
    search,
    shapes,
    staff,
    tasks,
    templates,
)
metadata = SQLModel.metadata
