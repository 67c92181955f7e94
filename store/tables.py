"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (  # fmt: skip
    audit,
    calendar,
    cases,
    dialogues,
    entry,
    errands,
    messages,
    orgs,
    people,
    quota,
    search,
    shapes,
    staff,
    tasks,
    templates,
)

MODULES = (
    audit, calendar, cases, dialogues, entry, errands, messages, orgs, people, persons, quota, search, shapes, staff, tasks,
    templates,
)  # fmt: skip
metadata = SQLModel.metadata
