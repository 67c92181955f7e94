"""How much of the month is left at each provider: asked by the clock, told to staff before it is gone."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from casework.saving import SAVE, WARN
from channels.contract import Channel, ChannelError, CountsPushes
from store import quota
from store.db import Database
from store.quota import Quota

log = logging.getLogger("saitrong.quota")


def ask_quotas(database: Database, channels: Mapping[str, Channel], *, now: datetime) -> int:
    """Ask every provider that counts; how many answered. One that does not keeps its last answer for six hours."""
    asked = 0
    for account, channel in channels.items():
        counts: object = channel
        if not isinstance(counts, CountsPushes):
            continue
        try:
            allowed, used = counts.pushes()
        except ChannelError as error:
            log.warning("quota not known account=%s error=%s", account, error)
            continue
        with database.session() as session:
            before = quota.put(session, account, allowed, used, now=now)
        _tell(Quota(account=account, allowed=allowed, used=used, asked_at=now), before)
        asked += 1
    return asked


def _tell(found: Quota, before: Quota | None) -> None:
    """Once for each step that is passed."""
    for step in (1.0, SAVE, WARN):
        if found.share >= step:
            if before is None or before.share < step:
                log.warning("quota account=%s used=%d of %s", found.account, found.used, found.allowed)
            return


def warnings(standings: Sequence[Quota], homes: Mapping[str, str], orgs: Sequence[str] | None) -> list[Any]:
    """Quotas that someone of these organisations must know of; orgs None: whoever keeps the installation."""
    return [
        each
        for each in standings
        if each.share >= WARN and (orgs is None or homes.get(each.account) in set(orgs))
    ]
