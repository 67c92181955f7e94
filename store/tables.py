"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    alarms,
    audit,
    calendar,
    call_backs,
    cases,
    citizens,
    dialogues,
    duty,
    entry,
    errands,
    messages,
    orgs,
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
    call_backs,
    cases,
    citizens,
    dialogues,
    duty,
    entry,
    errands,
    messages,
    orgs,
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
