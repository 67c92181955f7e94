"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, messages, orgs, people, register_log, shapes, staff

MODULES = (audit, cases, messages, orgs, people, register_log, shapes, staff)
metadata = SQLModel.metadata
