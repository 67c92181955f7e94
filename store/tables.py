"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, entry, messages, orgs, people, search, shapes, staff

MODULES = (audit, cases, entry, messages, orgs, people, search, shapes, staff)
metadata = SQLModel.metadata
