"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, call_backs, cases, entry, messages, orgs, people, search, shapes, staff, templates

MODULES = (audit, call_backs, cases, entry, messages, orgs, people, search, shapes, staff, templates)
metadata = SQLModel.metadata
