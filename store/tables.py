"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    alarms,
    audit,
    call_backs,
    cases,
    duty,
    entry,
    errands,
    messages,
    orgs,
    people,
    quota,
    search,
    shapes,
    staff,
    templates,
)

MODULES = (
    alarms,
    audit,
    call_backs,
    cases,
    duty,
    entry,
    errands,
    messages,
    orgs,
    people,
    quota,
    search,
    shapes,
    staff,
    templates,
)
metadata = SQLModel.metadata
