"""Whether anybody keeps watch: organisations whose alarms would tonight find nobody on duty."""

from datetime import datetime, timedelta

from sqlmodel import Session

from casework import roster
from store import duty
from store.ids import BANGKOK

MORNING = timedelta(hours=8, minutes=30)


def unmanned(session: Session, now: datetime) -> list[str]:
    """Codes of organisations at work in which, at some time until the next morning, nobody who can be rung is on duty."""
    orgs = duty.orgs_at_work(session)
    shifts = duty.shifts(session, orgs)
    reachable = {contact.staff_id for contact in duty.proven(session, {shift.staff_id for shift in shifts})}
    until = _morning_after(now)
    return [org for org in orgs if roster.gaps([s for s in shifts if s.org == org], now, until, reachable)]


def _morning_after(now: datetime) -> datetime:
    """Half past eight of the next morning, Bangkok time."""
    today = roster.midnight(now.astimezone(BANGKOK).date())
    morning = today + MORNING
    return morning if now < morning else morning + roster.DAY
