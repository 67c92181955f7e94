"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import (
    audit,
    cases,
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
    audit,
    cases,
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
