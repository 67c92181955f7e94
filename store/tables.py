"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    alarms,
    audit,
    calendar,
    cases,
    citizens,
    corrections,
    dialogues,
    duty,
    entry,
    errands,
    messages,
    orgs,
    pairs,
    people,
    persons,
    quota,
    register_log,
    search,
    shapes,
    staff,
    tasks,
    templates,
)

MODULES = (
    alarms,
    audit,
    calendar,
    cases,
    citizens,
    corrections,
    dialogues,
    duty,
    entry,
    errands,
    messages,
    orgs,
    pairs,
    people,
    persons,
    quota,
    register_log,
    search,
    shapes,
    staff,
    tasks,
    templates,
)
metadata = SQLModel.metadata
