"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, errands, messages, orgs, people, quota, shapes, staff

MODULES = (audit, cases, errands, messages, orgs, people, quota, shapes, staff)
metadata = SQLModel.metadata
