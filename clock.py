"""The clock: what happens by the hour and not by a message, and the ladder of alarms, every second."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import OperationalError

from casework import (
    announcing,
    approval,
    assigning,
    attachments,
    calling,
    counting,
    digests,
    ladder,
    late,
    mailing,
    paperwork,
    reminding,
    rounds,
    saving,
)
from casework.alarm_rules import rules
from store import citizens, orgs, register_changes, reply_drafts, staff, staff_notices
from store.db import Session, utc_now
from store.queue import DELIVER, TRIAGE
from store.register import full_name
from triage import pipeline, recordings, ruling
from wiring import House

log = logging.getLogger("saitrong.clock")


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done every so often; safe to do twice, since two clocks may run."""

    name: str
    every: timedelta
    do: Callable[[House], None]


def forget_old(house: House) -> None:
    """Sessions that ended, counters of old tries, drafts and codes of citizens, drafts of staff."""
    with house.database.session() as session:
        staff.forget_old(session, utc_now())
        citizens.forget_old(session, utc_now())
        dropped = reply_drafts.forget_old(session, utc_now())
        staff_notices.forget_old(session, utc_now())
    attachments.forget(house.database, house.files, dropped)


def new_day(house: House) -> None:
    """Changes of the register whose day has come, and what a worker still gave to a body that ended."""
    with house.database.session() as session:
        register_changes.take_effect(session, utc_now())


def keep_committee(house: House) -> None:
    """Names that have hung their days come down, letters without an answer come back, papers of yesterday go."""
    with house.database.session() as session:
        announcing.take_down(session, utc_now())
        approval.remind(session, utc_now())
        paperwork.forget_old(session, house.files, utc_now())


def go_on(house: House) -> None:
    """Conversations in which something is due: the next question, or the end of waiting (triage/dialogue.py)."""
    with house.database.session() as session:
        done = pipeline.go_on(session, house.directory, now=utc_now())
    if done.answers:
        house.nudges.wake(DELIVER)


def lay_out(house: House) -> None:
    """The next slice of what everybody in an incident is answered (casework/rounds.py)."""
    with house.database.session() as session:
        laid = rounds.lay_out(session, now=utc_now())
    if laid:
        house.nudges.wake(DELIVER)


def fetch_untold(house: House) -> None:
    """What callers said although the exchange never told us."""
    if recordings.fetch_untold(house.database, house.channels, utc_now()):
        house.nudges.wake(TRIAGE)


def ask_quotas(house: House) -> None:
    """How many messages of the month are left at the providers (channels.md section 6)."""
    house.look_at_accounts()
    counting.ask_quotas(house.database, house.channels, now=utc_now())


def ring(house: House) -> None:
    """Alarms: opened, a step up the ladder, calls into the outbox; one clock at a time, whole or not at all."""
    with house.database.session() as session:
        told = ladder.climb(session, now=utc_now(), rules=rules())
        if told is None:
            return
        called = calling.call_out(
            session,
            now=utc_now(),
            rules=rules(),
            name=partial(_name, session),
            public_url=house.settings.public_url,
            texts_by=saving.texting(house.channels) or "sms",
        )
    if called:
        house.nudges.wake(DELIVER)
    house.nudges.ring(told.touched)


def _name(session: Session, code: str) -> str:
    """One look instead of the whole register in this process's memory."""
    found = orgs.org(session, code)
    return full_name(found) if found else code


def remind(house: House) -> None:
    """Requests to other bodies whose date is past, and steps that are late."""
    with house.database.session() as session:
        reminding.remind(session, utc_now())
    with house.database.session() as session:
        late.tell(session, utc_now())


def tell_week(house: House) -> None:
    """The weekly digest of each LAO, some at a time."""
    with house.database.session() as session:
        digests.make(session, utc_now())


def hand_out(house: House) -> None:
    """Cases that nobody has, by the rules of centres that made some; who has a page open takes part."""
    now = utc_now()
    with house.database.session() as session:
        count = assigning.by_rules(session, house.nudges.here(now.timestamp()), now=now)
    if count:
        log.info("handed out cases=%d", count)


def send_mails(house: House) -> None:
    """Once a day, to who wants it, how much waits under the bell; nothing unless SMTP_URL is set."""
    if house.settings.smtp_url:
        sent = mailing.send(
            house.database, house.settings.smtp_url, url=house.settings.public_url, now=utc_now()
        )
        log.info("mails sent=%d", sent)


def follow_rules(house: House) -> None:
    """What officials set over the rules (casework/standards.py) holds for the clock too."""
    ruling.follow(house.database)


CHORES = (
    Chore("follow the rules", timedelta(seconds=3), follow_rules),
    Chore("ring", timedelta(seconds=1), ring),
    Chore("hand out by the centres' rules", timedelta(seconds=5), hand_out),
    Chore("tell by mail what waits", timedelta(minutes=10), send_mails),
    Chore("forget old sessions and tries", timedelta(hours=1), forget_old),
    Chore("take changes of the register into force", timedelta(minutes=1), new_day),
    Chore("go on with conversations", timedelta(seconds=5), go_on),
    Chore("lay out answers to incidents", timedelta(seconds=2), lay_out),
    Chore("fetch recordings nobody told of", timedelta(minutes=5), fetch_untold),
    Chore("keep the committee's days", timedelta(minutes=10), keep_committee),
    Chore("tell each LAO its week", timedelta(minutes=1), tell_week),
    Chore("remind of what is late", timedelta(minutes=10), remind),
    Chore("ask what is left of the month", timedelta(hours=1), ask_quotas),
)
_QUIET = timedelta(minutes=1)
"""What happens more often is not worth a line each time."""


def main(house: House) -> None:
    """Run until SIGTERM or SIGINT; a chore that meets an absent database is tried again, in a minute at the latest."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    due = {chore.name: utc_now() for chore in CHORES}
    log.info("clock ready chores=%d", len(CHORES))
    while not ended.wait(0.5):
        for chore in CHORES:
            if utc_now() >= due[chore.name]:
                due[chore.name] = utc_now() + _attend(chore, house)


def _attend(chore: Chore, house: House) -> timedelta:
    """Do it; returns how long until the next time."""
    try:
        chore.do(house)
    except OperationalError as error:
        log.warning("chore put off name=%r error=%s", chore.name, type(error).__name__)
        return min(chore.every, _QUIET)
    except Exception:
        # a defect in one chore must not end the clock that alarms rely on
        log.exception("chore failed name=%r", chore.name)
        return min(chore.every, _QUIET)
    if chore.every >= _QUIET:
        log.info("chore done name=%r", chore.name)
    return chore.every
