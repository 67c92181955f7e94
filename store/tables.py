"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    audit,
    calendar,
    cases,
    dialogues,
    entry,
    errands,
    messages,
    orgs,
    people,
    persons,
    quota,
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
    errands,
    messages,
    orgs,
    people,
    persons,
    quota,
    search,
    shapes,
    staff,
    tasks,
    templates,
)
metadata = SQLModel.metadata
