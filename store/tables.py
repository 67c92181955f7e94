"""All tables in one import, for migrations and tests."""

from sqlmodel import SQLModel

from store import audit, cases, citizens, messages, orgs, people, search, shapes, staff

MODULES = (audit, cases, citizens, messages, orgs, people, search, shapes, staff)
metadata = SQLModel.metadata
