"""build(settings) -> House: every process begins here and holds one of these."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from channels.contract import Channel, NamesDestination
from channels.registry import MissingSecret, open_channel
from settings import Settings, SettingsError
from store.db import Database, connect
from store.orgs import Account, accounts
from store.queue import Nudges
from store.register import Directory, Shelf
from store.sealing import opened
from store.tables import metadata

log = logging.getLogger("saitrong.wiring")

DEFAULT_ACCOUNTS: Mapping[str, str] = {
    "line": "line",
    "sms": "sms",
    "smsth": "smsth",
    "voice": "voice",
    "web": "web",
    "desk": "desk",
    "screen": "screen",
}
"""Account code -> kind, opened even before the database can be asked (decisions.md 15)."""

LOOK_EVERY = 10.0


@dataclass(slots=True)
class House:
    """Settings, stores and channels of one process."""

    settings: Settings
    database: Database
    nudges: Nudges
    shelf: Shelf
    _channels: dict[str, Channel] = field(default_factory=dict)
    _opened: dict[str, datetime | None] = field(default_factory=dict)
    _looked: float = 0.0

    @property
    def files(self) -> Path:
        return self.settings.data_dir / "files"

    @property
    def spool(self) -> Path:
        return self.settings.data_dir / "spool"

    @property
    def quiet(self) -> timedelta:
        """Pieces of one person with no longer pause are one plea (decisions.md 6)."""
        return timedelta(seconds=self.settings.quiet_seconds)

    @property
    def readings(self) -> Path:
        """Versions of the reading that were trained here (triage/reading/versions.py)."""
        return self.settings.data_dir / "reading"

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Every open channel by account code, as of the last look at the accounts."""
        return self._channels

    def look_at_accounts(self) -> None:
        """Open the channels of account rows that are new, or whose settings have changed since the last look."""
        with self.database.session() as session:
            for account in accounts(session):
                if account.code not in self._channels or self._opened.get(account.code) != account.changed_at:
                    self._open(account)

    def look_now_and_then(self) -> None:
        """For processes that nobody asks for an account they do not know: at most one look in LOOK_EVERY seconds."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()
            self.look_at_accounts()

    def addressed(self, account: str, destination: str) -> str:
        """The account a shared address' request is for: its own if nobody of its kind has that destination."""
        kind = account.partition(".")[0]
        for code, channel in self._channels.items():
            if (
                channel.kind == kind
                and isinstance(channel, NamesDestination)
                and channel.destination == destination
            ):
                return code
        return account

    def open_defaults(self) -> None:
        """The accounts every installation has; one whose secret is not set stays closed, a wrong setting raises."""
        for account, kind in DEFAULT_ACCOUNTS.items():
            try:
                self._channels[account] = self.open(kind, account)
            except MissingSecret as missing:
                log.info("account=%s closed: %s", account, missing)

    def directory(self) -> Directory:
        return self.shelf.directory()

    def close(self) -> None:
        self.nudges.close()
        self.database.close()

    def _open(self, account: Account) -> None:
        own = opened(account.sealed, self.settings.secret_key, account=account.code)
        try:
            self._channels[account.code] = self.open(account.kind, account.code, own)
        except ValueError as error:
            log.warning("account=%s not opened: %s", account.code, error)
        else:
            self._opened[account.code] = account.changed_at

    def open(self, kind: str, account: str, own: Mapping[str, str] | None = None) -> Channel:
        settings = self.settings
        values = {**settings.channels, "SECRET_KEY": settings.secret_key}
        return open_channel(kind, account, values, settings.data_dir, settings.public_url, own)


def build(settings: Settings, *, pool_size: int = 8) -> House:
    """Connect to the engines the settings name; opens the default channels, asks the database nothing yet.

    SettingsError names a setting that is missing or that no channel knows.
    """
    if not settings.database_url or not settings.redis_url:
        raise SettingsError(
            "DATABASE_URL and REDIS_URL must be known here; `saitrong up` starts engines of its own"
        )
    if not settings.secret_key:
        raise SettingsError("SECRET_KEY is not set; `saitrong up` makes one in DATA_DIR on its first start")
    if not metadata.tables:  # importing it is the point: a foreign key needs every table known
        raise SettingsError("the program is not whole: store/tables.py knows no tables")
    database = connect(settings.database_url, pool_size=pool_size)
    house = House(settings, database, Nudges(settings.redis_url), Shelf(database))
    database.told = house.nudges.tell
    try:
        house.open_defaults()
    except ValueError as error:
        house.close()
        raise SettingsError(str(error)) from error
    return house
