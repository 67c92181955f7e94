"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import alarms, audit, cases, duty, entry, messages, orgs, people, search, shapes, staff

MODULES = (alarms, audit, cases, duty, entry, messages, orgs, people, search, shapes, staff)
metadata = SQLModel.metadata
