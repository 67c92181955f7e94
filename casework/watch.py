"""Whether anybody keeps watch: organisations whose alarms would tonight find nobody on duty."""

from datetime import datetime, timedelta

from sqlmodel import Session

from casework import roster
from store import duty
from store.duty import Kind
from store.ids import BANGKOK

MORNING = timedelta(hours=8, minutes=30)


def unmanned(session: Session, now: datetime) -> list[str]:
    """Codes of organisations at work in which, at some time until the next morning, nobody who can be rung is on duty."""
    orgs = duty.orgs_at_work(session)
    shifts = duty.shifts(session, orgs)
    reachable = {contact.staff_id for contact in duty.proven(session, {shift.staff_id for shift in shifts})}
    until = _morning_after(now)
    return [org for org in orgs if roster.gaps([s for s in shifts if s.org == org], now, until, reachable)]


def phone_on_duty(session: Session, org: str, now: datetime) -> str:
    """A proven telephone of the first on that organisation's roster who has one; "" without any."""
    for _, people in roster.on_duty(duty.shifts(session, [org]), now):
        phones = [each for each in duty.proven(session, people) if each.kind == Kind.PHONE]
        for person in people:
            for each in phones:
                if each.staff_id == person:
                    return each.value
    return ""


def _morning_after(now: datetime) -> datetime:
    """Half past eight of the next morning, Bangkok time."""
    today = roster.midnight(now.astimezone(BANGKOK).date())
    morning = today + MORNING
    return morning if now < morning else morning + roster.DAY
