"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, call_backs, cases, messages, orgs, people, shapes, staff

MODULES = (audit, call_backs, cases, messages, orgs, people, shapes, staff)
metadata = SQLModel.metadata
