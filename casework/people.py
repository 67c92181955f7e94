"""Who works here: invitations, roles, and the second factor of a login. Each change is audited."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pyotp

from casework.access import Actor, NotAllowed, may_administer
from store import audit, entry, orgs, passkeys, register
from store import staff as staff_store
from store.db import Session
from store.entry import Invitation, SecondFactor
from store.ids import new_id, token_hash
from store.staff import Role, Staff

SPARE_CODES = 8
_STEPS_ASIDE = 1
"""A telephone's clock may be half a minute off."""


class LastAdministrator(Exception):
    """An organisation keeps at least one active administrator, else nobody can mend it."""


def invite(
    session: Session, actor: Actor, *, email: str, org: str, roles: Sequence[Role], now: datetime
) -> str:
    """The secret part of the link; shown once, good for seven days and one account."""
    _must(actor, org, roles)
    token = secrets.token_urlsafe(24)
    session.add(
        Invitation(
            token_hash=token_hash(token), email=email.strip().lower(), org=org,
            roles=[role.value for role in roles], by_staff_id=actor.id, made_at=now,
        )
    )  # fmt: skip
    audit.note(session, "staff.invited", now=now, staff_id=actor.id, org=org, detail=" ".join(roles))
    return token


def accept(
    session: Session, invitation: Invitation, *, name: str, password_hash: str, now: datetime
) -> Staff:
    """The account the link promised. Whoever has one already keeps name and password and gains the roles."""
    found = staff_store.by_email(session, invitation.email)
    if found is None:
        found = Staff(
            id=new_id(now), email=invitation.email, name=name, password_hash=password_hash, created_at=now
        )
        session.add(found)
        session.flush()
    entry.set_roles(session, found.id, invitation.org, invitation.roles)
    orgs.set_at_work(session, invitation.org)
    register.touch(session)
    invitation.used_at = now
    audit.note(session, "staff.accepted", now=now, staff_id=found.id, org=invitation.org)
    return found


def give_roles(
    session: Session, actor: Actor, staff: UUID, org: str, roles: Sequence[Role], *, now: datetime
) -> None:
    """Exactly these roles; none takes the person out of the organisation."""
    _must(actor, org, roles)
    held = {row.id: row for row in entry.staff_of(session, [org])}
    if staff not in held:
        raise NotAllowed("admin")
    if Role.OPERATOR.value in held[staff].roles and not actor.has(Role.OPERATOR):
        raise NotAllowed("admin")
    others = [
        row for row in held.values() if row.id != staff and row.active and Role.ADMIN.value in row.roles
    ]
    if Role.ADMIN.value in held[staff].roles and Role.ADMIN not in roles and not others:
        raise LastAdministrator(org)
    entry.set_roles(session, staff, org, [role.value for role in roles])
    audit.note(
        session, "staff.roles", now=now, staff_id=actor.id, org=org, detail=f"{staff} {' '.join(roles)}"
    )


def set_active(session: Session, actor: Actor, staff: UUID, org: str, *, active: bool, now: datetime) -> None:
    """Close or open an account; closing ends every session. Only of a person who works for the actor's organisations alone."""
    person = _own(session, actor, staff, org)
    if person.id == actor.id:
        raise LastAdministrator(org)
    person.active = active
    if not active:
        entry.end_sessions(session, staff)
    audit.note(
        session,
        "staff.opened" if active else "staff.closed",
        now=now,
        staff_id=actor.id,
        org=org,
        detail=str(staff),
    )


def reset_second_factor(session: Session, actor: Actor, staff: UUID, org: str, *, now: datetime) -> None:
    """For a person whose telephone, codes or passkeys are lost; they are logged out everywhere."""
    person = _own(session, actor, staff, org)
    _forget_second_factor(session, person.id)
    audit.note(session, "staff.second_factor_reset", now=now, staff_id=actor.id, org=org, detail=str(staff))


def reset_at_the_console(session: Session, staff: UUID, *, now: datetime) -> None:
    """The same by whoever runs the machine: for the only administrator, whom nobody else can let in again."""
    _forget_second_factor(session, staff)
    audit.note(session, "staff.second_factor_reset", now=now, staff_id=staff, detail="console")


def _forget_second_factor(session: Session, staff: UUID) -> None:
    entry.drop_second_factor(session, staff)
    passkeys.drop(session, staff)
    entry.end_sessions(session, staff)


def _must(actor: Actor, org: str, roles: Sequence[Role]) -> None:
    if not may_administer(actor, org) or (Role.OPERATOR in roles and not actor.has(Role.OPERATOR)):
        raise NotAllowed("admin")


def _own(session: Session, actor: Actor, staff: UUID, org: str) -> Staff:
    _must(actor, org, ())
    person = entry.person(session, staff)
    rows = staff_store.orgs_of(session, staff)
    if person is None or org not in rows:
        raise NotAllowed("admin")
    if not all(may_administer(actor, each) for each in rows):
        raise NotAllowed("admin")
    return person


# -- the second factor -------------------------------------------------------------------------------------------


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, email: str, issuer: str) -> str:
    """The otpauth: address that an authenticator reads from a QR."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, now or half a minute aside; None for a wrong one."""
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    for step in range(present - _STEPS_ASIDE, present + _STEPS_ASIDE + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def switch_on(session: Session, staff: UUID, secret: str, code: str, *, now: datetime) -> list[str]:
    """Spare codes, shown once; [] when the code is not of this secret."""
    step = step_of(secret, code, now)
    if step is None:
        return []
    spare = [f"{secrets.randbelow(10**8):08d}" for _ in range(SPARE_CODES)]
    entry.drop_second_factor(session, staff)
    session.add(
        SecondFactor(
            staff_id=staff,
            secret=secret,
            last_step=step,
            spare=[token_hash(each) for each in spare],
            since=now,
        )
    )
    audit.note(session, "staff.second_factor_on", now=now, staff_id=staff)
    return spare


def switch_off(session: Session, staff: UUID, *, now: datetime) -> None:
    entry.drop_second_factor(session, staff)
    audit.note(session, "staff.second_factor_off", now=now, staff_id=staff)


def second_ways(session: Session, staff: UUID) -> tuple[str, ...]:
    """What this person may show after the password: a code, a passkey, both, or nothing."""
    ways = (("code", entry.second_factor(session, staff)), ("passkey", passkeys.of(session, staff)))
    return tuple(way for way, there in ways if there)


def second_holds(session: Session, factor: SecondFactor, code: str, now: datetime) -> bool:
    """Whether the code is the telephone's, not used before, or one of the spare ones."""
    digits = "".join(str(int(each)) for each in code if each.isdecimal())
    if len(digits) == 8:
        return entry.take_spare(session, factor.staff_id, digits)
    step = step_of(factor.secret, digits, now)
    return step is not None and entry.take_step(session, factor.staff_id, step)
