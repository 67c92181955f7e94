"""A mail a day to staff who want one: how much waits under the bell, and nothing of any case."""

import logging
from datetime import datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID

from channels.mail import MailFailed
from channels.mail import send as post
from store import shift_notes
from store.db import Database
from store.ids import BANGKOK
from wording import say

log = logging.getLogger("saitrong.mailing")

FROM = time(7, 30)
"""Bangkok time from which the day's mail may go."""


def send(database: Database, smtp_url: str, *, url: str, now: datetime) -> int:
    """Those due today, each at most once a day; how many went out. No transaction is open while one is sent."""
    here = now.astimezone(BANGKOK)
    if here.time() < FROM:
        return 0
    with database.session() as session:
        rows = shift_notes.claim_digests(session, here.date())
    return sum(
        _one(database, smtp_url, staff, address, [*lines], url, now)
        for (staff, address), lines in groupby(rows, lambda row: (row.id, row.email))
    )


def _one(
    database: Database, smtp_url: str, staff: UUID, address: str, lines: list[Any], url: str, now: datetime
) -> bool:
    counts = "\n".join(f"- {say(f'told.{line.what}')}: {line.n}" for line in lines)
    body = say("mailing.body", counts=counts, url=f"{url}/notices")
    try:
        post(smtp_url, to=address, subject=say("mailing.subject", n=sum(line.n for line in lines)), body=body)
    except MailFailed as failed:
        log.warning("mail not sent staff=%s error=%s", staff, failed)
        with database.session() as session:
            shift_notes.forget(session, staff, now.astimezone(BANGKOK).date())
        return False
    return True
