"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, entry, errands, messages, orgs, people, quota, search, shapes, staff

MODULES = (audit, cases, entry, errands, messages, orgs, people, quota, search, shapes, staff)
metadata = SQLModel.metadata
