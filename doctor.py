"""`saitrong doctor`: is everything as it should be, and if not, what to do. One line each."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from settings import Settings
from store.engines import EngineError, attach, outside, stop

if TYPE_CHECKING:
    from store.db import Database

LEAST_FREE_MB = 500
COMFORTABLE_FREE_MB = 2000

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """what: a short sentence. fix: what to do, "" when nothing is."""

    level: Level
    what: str
    fix: str = ""

    def line(self) -> str:
        return f"{self.level:4}  {self.what}{f': {self.fix}' if self.fix else ''}"


def checks(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """All findings, in the order a person would mend them. Starts no engine, changes nothing."""
    rooms: tuple[Callable[[Settings, Mapping[str, str]], Iterator[Finding]], ...] = (
        _settings,
        _disk,
        _spool,
        _engines,
        _providers,
    )
    return [finding for room in rooms for finding in room(settings, environ)]


def exit_code(findings: list[Finding]) -> int:
    return 1 if any(finding.level == "bad" for finding in findings) else 0


def _settings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    yield from _unknown_names(settings)
    real = [name for name in ("LINE_TOKEN", "TWILIO_ACCOUNT_SID") if settings.channels.get(name)]
    if real and not settings.public_url.startswith("https://"):
        yield Finding(
            "bad",
            f"PUBLIC_URL is {settings.public_url}, but {real[0]} is set",
            "providers need https: set PUBLIC_URL to the address they reach us at",
        )
    elif real:
        yield Finding("ok", f"PUBLIC_URL {settings.public_url}")
    else:
        yield Finding("warn", "no provider account: what would be sent goes to the screen channel")
    if not settings.secret_key:
        yield Finding("bad", "SECRET_KEY is not set", "set it, or run `make run` once, which makes one")
    if not real:
        return
    made = [name for name in ("LINE_SECRET", "TWILIO_AUTH_TOKEN") if not _named(environ, name)]
    wanted = {"LINE_TOKEN": "LINE_SECRET", "TWILIO_ACCOUNT_SID": "TWILIO_AUTH_TOKEN"}
    for name in (wanted[token] for token in real if wanted[token] in made):
        yield Finding(
            "bad", f"{name} is not the provider's", f"set {name} to what the provider's console shows"
        )


def _named(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def _unknown_names(settings: Settings) -> Iterator[Finding]:
    from channels.registry import KINDS, open_channel

    values = {**settings.channels, "SECRET_KEY": settings.secret_key}
    said = set()
    for kind in KINDS:
        try:
            open_channel(kind, kind, values, settings.data_dir, settings.public_url)
        except ValueError as error:
            if "is not set" not in str(error):
                said.add(str(error))
    yield from (Finding("bad", text, "correct the name") for text in sorted(said))


def _disk(settings: Settings, _environ: Mapping[str, str]) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield Finding("warn", f"{folder} does not exist yet", "the first `make run` makes it")
        return
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < LEAST_FREE_MB:
        yield Finding(
            "bad", f"{free} MB free for {folder}", "free some space now: the database stops when full"
        )
    elif free < COMFORTABLE_FREE_MB:
        yield Finding("warn", f"{free} MB free for {folder}", "free some space soon")
    else:
        yield Finding("ok", f"{free} MB free for {folder}")


def _spool(settings: Settings, _environ: Mapping[str, str]) -> Iterator[Finding]:
    folder = settings.data_dir / "spool"
    refused = len(list(folder.glob("*.refused")))
    if refused:
        yield Finding(
            "warn",
            f"{refused} spooled requests were set aside",
            f"forged, broken, or signed with a secret since replaced: look into {folder}, delete them when seen",
        )
    waiting = len(list(folder.glob("*.json")))
    if waiting:
        yield Finding(
            "warn",
            f"{waiting} requests wait on disk",
            "the gateway stores them once the database answers; look at its log if the number does not fall",
        )
    else:
        yield Finding("ok", "nothing waits on disk")


def _engines(settings: Settings, _environ: Mapping[str, str]) -> Iterator[Finding]:
    own = None
    if not (settings.database_url and settings.redis_url):
        own = attach(settings.data_dir)
        if own is None:
            yield Finding("warn", f"no embedded engines run for {settings.data_dir}", "make run starts them")
    try:
        yield from _database(settings.database_url or (own.database_url if own else ""))
        yield from _redis(settings.redis_url or (own.redis_url if own else ""))
    finally:
        if own:
            stop(own)


def _database(url: str) -> Iterator[Finding]:
    if not url:
        return
    try:
        yield Finding("ok", f"PostgreSQL {outside.check_database(url)} answers")
    except EngineError as error:
        yield Finding("bad", str(error))
        return
    from store import migrate
    from store.db import connect

    database = connect(url)
    try:
        with database.engine.connect() as connection:
            found = migrate.current(connection)
        if found == migrate.head():
            yield Finding("ok", f"tables are at revision {found}")
            yield from _duty(database)
    finally:
        database.close()
    if found == migrate.head():
        return
    yield Finding(
        "bad", f"tables are at revision {found or 'none'}, not {migrate.head()}", "saitrong migrate"
    )


def _duty(database: "Database") -> Iterator[Finding]:
    """Who would be rung tonight, and whether somebody waits to be answered now."""
    from casework import watch
    from store import alarmlists
    from store.db import utc_now

    with database.session() as session:
        unmanned, standing = watch.unmanned(session, utc_now()), alarmlists.counts(session)
    if unmanned:
        yield Finding(
            "warn",
            f"{len(unmanned)} organisations have nobody on duty tonight who can be reached ({', '.join(unmanned[:5])})",
            "their administrators fill /admin/roster; people on duty add a telephone or LINE at /me/contacts",
        )
    else:
        yield Finding("ok", "every organisation has somebody on duty tonight")
    if standing.ringing:
        yield Finding(
            "bad" if standing.oldest > 120 else "warn",
            f"{standing.ringing} alarms that nobody has acknowledged, the oldest for {int(standing.oldest)} s",
            "open /alarms now",
        )


def _redis(url: str) -> Iterator[Finding]:
    if not url:
        return
    try:
        yield Finding("ok", f"Redis {outside.check_redis(url)} answers")
    except EngineError as error:
        yield Finding("bad", str(error))
        return
    policy = outside.eviction(url)
    if policy not in {"noeviction", "unknown"}:
        yield Finding("warn", f"Redis may drop keys ({policy})", "set maxmemory-policy noeviction")


def _providers(settings: Settings, _environ: Mapping[str, str]) -> Iterator[Finding]:
    from channels.registry import open_channel

    values = {**settings.channels, "SECRET_KEY": settings.secret_key}
    for kind, token in (
        ("line", "LINE_TOKEN"),
        ("sms", "TWILIO_ACCOUNT_SID"),
        ("voice", "TWILIO_ACCOUNT_SID"),
        ("smsth", "SMSTH_KEY"),
    ):
        if not settings.channels.get(token):
            continue
        try:
            channel = open_channel(kind, kind, values, settings.data_dir, settings.public_url)
        except ValueError as error:
            yield Finding("bad", f"{kind}: {error}", "complete its settings (.env.example)")
            continue
        yield from provider_findings(kind, channel)


def provider_findings(name: str, channel: object) -> Iterator[Finding]:
    """What a channel's optional health() says: [(what, good, what to do)]."""
    from channels.contract import ChannelError

    health: Callable[[], list[tuple[str, bool, str]]] | None = getattr(channel, "health", None)
    if health is None:
        yield Finding("ok", f"{name}: is set up; its provider offers no check")
        return
    try:
        told = health()
    except ChannelError as error:
        yield Finding("bad", f"{name}: {error}", "check its token and the way out to the provider")
        return
    for what, good, fix in told:
        yield Finding("ok" if good else "bad", f"{name}: {what}", "" if good else fix)
