"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    alarms,
    audit,
    cases,
    citizens,
    duty,
    entry,
    errands,
    messages,
    orgs,
    people,
    quota,
    register_log,
    search,
    shapes,
    staff,
    templates,
)

MODULES = (
    alarms,
    audit,
    cases,
    citizens,
    duty,
    entry,
    errands,
    messages,
    orgs,
    people,
    quota,
    register_log,
    search,
    shapes,
    staff,
    templates,
)
metadata = SQLModel.metadata
