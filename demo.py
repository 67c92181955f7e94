"""What an empty installation begins with: the demo register, the six accounts, one person who may log in."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from sqlmodel import Session

from store import audit, orgs, register, staff
from store.gazetteer import province_name
from store.ids import BANGKOK, new_id
from store.orgs import OrgKind
from store.reference import DEMO
from store.register_import import import_folder
from store.staff import Membership, Role, Staff
from wiring import DEFAULT_ACCOUNTS

FIRST_EMAIL = "admin@saitrong.example"


class UnknownOrg(Exception):
    """No organisation of that code in the register."""


def load(session: Session, now: datetime) -> str | None:
    """Fill what is empty; the login line when the first staff member was made, else None."""
    if not orgs.register_version(session):
        _register(session, now)
    _accounts(session, now)
    return None if staff.any_staff(session) else _first_login(session, now)


def _register(session: Session, now: datetime) -> None:
    """The demo district is at work from the start, so that a plea from there finds its LAO."""
    import_folder(session, DEMO, now=now)
    session.flush()
    for row in orgs.register_rows(session)[0]:
        row.at_work = True


def _accounts(session: Session, now: datetime) -> None:
    session.flush()
    hubs = sorted(
        row.code for row in orgs.register_rows(session)[0] if row.kind == OrgKind.HUB and row.at_work
    )
    if not hubs:
        return
    for code, kind in DEFAULT_ACCOUNTS.items():
        orgs.put_account(session, code=code, kind=kind, home_org=hubs[0], name="", now=now)


def _first_login(session: Session, now: datetime) -> str:
    """A clerk and administrator of every demo organisation, so that one login shows the whole path."""
    password = secrets.token_urlsafe(12)
    person = add_staff(session, FIRST_EMAIL, password, now=now, name="ผู้ดูแลระบบ")
    for row in orgs.register_rows(session)[0]:
        if row.at_work:
            session.add(Membership(staff_id=person.id, org=row.code, role=Role.CLERK.value))
            session.add(Membership(staff_id=person.id, org=row.code, role=Role.ADMIN.value))
    return f"login: {FIRST_EMAIL} {password}"


def add_staff(session: Session, email: str, password: str, *, now: datetime, name: str = "") -> Staff:
    """A new staff member, or the one of that address with this password from now on."""
    found = staff.by_email(session, email)
    hashed = PasswordHasher().hash(password)
    if found is None:
        address = email.strip().lower()
        found = Staff(
            id=new_id(now), email=address, name=name, password_hash=hashed, active=True, created_at=now
        )
        session.add(found)
    else:
        found.password_hash = hashed
    session.flush()
    audit.note(session, "staff.password", now=now, staff_id=found.id)
    return found


def give_role(session: Session, person: Staff, org: str, role: Role, *, now: datetime) -> None:
    """A role in an organisation, which is at work on the system from its first staff member on."""
    if province := province_name(org.removeprefix("prov-") if org.startswith("prov-") else ""):
        register.ensure_province(session, org.removeprefix("prov-"), province, now.astimezone(BANGKOK).date())
    if orgs.org(session, org) is None:
        raise UnknownOrg(org)
    if session.get(Membership, (person.id, org, role.value)) is None:
        session.add(Membership(staff_id=person.id, org=org, role=role.value))
    orgs.set_at_work(session, org)
    register.touch(session)
    audit.note(session, "staff.role", now=now, staff_id=person.id, org=org, detail=role.value)
