"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, entry, messages, orgs, people, register_log, search, shapes, staff

MODULES = (audit, cases, entry, messages, orgs, people, register_log, search, shapes, staff)
metadata = SQLModel.metadata
