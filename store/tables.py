"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, corrections, messages, orgs, pairs, people, search, shapes, staff

MODULES = (audit, cases, corrections, messages, orgs, pairs, people, search, shapes, staff)
metadata = SQLModel.metadata
