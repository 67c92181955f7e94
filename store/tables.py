"""All tables in one import, for migrations and tests."""

from importlib import import_module

from sqlmodel import SQLModel

for _name in (
    "agencies",
    "agendas",
    "alarms",
    "announcements",
    "audit",
    "calendar",
    "call_backs",
    "campaigns",
    "cases",
    "checks",
    "citizens",
    "committee",
    "consents",
    "corrections",
    "dialogues",
    "duty",
    "entry",
    "errands",
    "help",
    "jobs",
    "messages",
    "needs",
    "notes",
    "orgs",
    "paperwork",
    "pairs",
    "passkeys",
    "people",
    "persons",
    "quota",
    "referrals",
    "register_log",
    "reply_drafts",
    "ruling",
    "rounds",
    "search",
    "shapes",
    "staff",
    "staff_notices",
    "tasks",
    "teams",
    "templates",
    "views",
    "visits",
):
    import_module(f"store.{_name}")
metadata = SQLModel.metadata
