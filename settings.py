"""The only reader of the environment: each setting as NAME or as the file named by NAME_FILE."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SettingsError(Exception):
    """A setting that cannot be used; the text says which and what to write instead."""


HOUSE_NAMES = frozenset(
    {
        "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "PORT", "LIVE_PORT", "SECRET_KEY", "DATA_DIR",
        "REFERENCE_DIR", "LOG_LEVEL", "GATEWAY_PROCESSES", "WORKERS", "BIND", "PROXIES", "TILE_URL",
        "QUIET_SECONDS", "SMTP_URL",
    }
)  # fmt: skip
CHANNEL_PREFIXES = ("LINE_", "TWILIO_", "SMSTH_", "SCREEN_")


def read(environ: Mapping[str, str], name: str, default: str = "") -> str:
    """NAME, else the stripped text of the file NAME_FILE names, else the default."""
    if environ.get(name):
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE={path} cannot be read: {error.strerror}") from error


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int = 65535) -> int:
    text = read(environ, name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsError(f"{name}={text} is not a number between {least} and {most}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Settings:
    """public_url has no trailing slash. tile_url: "" means our own outlines alone. smtp_url: "" means that no mail is sent. channels: every LINE_…, TWILIO_…, SMSTH_… and SCREEN_… value, files resolved."""

    data_dir: Path
    database_url: str
    redis_url: str
    public_url: str
    port: int
    live_port: int
    secret_key: str = field(repr=False)
    reference_dir: Path | None
    log_level: str
    gateway_processes: int
    workers: int
    bind: str
    proxies: int
    quiet_seconds: int
    tile_url: str
    smtp_url: str = field(repr=False)
    channels: Mapping[str, str] = field(repr=False)


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings; SettingsError names the first one that cannot be used."""
    port = _number(environ, "PORT", 8000)
    reference = read(environ, "REFERENCE_DIR")
    level = read(environ, "LOG_LEVEL", "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingsError(f"LOG_LEVEL={level} is none of DEBUG, INFO, WARNING, ERROR")
    return Settings(
        data_dir=Path(read(environ, "DATA_DIR", "var")).absolute(),
        database_url=read(environ, "DATABASE_URL"),
        redis_url=read(environ, "REDIS_URL"),
        public_url=read(environ, "PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        port=port,
        live_port=_number(environ, "LIVE_PORT", port + 1),
        secret_key=read(environ, "SECRET_KEY"),
        reference_dir=Path(reference) if reference else None,
        log_level=level,
        gateway_processes=_number(environ, "GATEWAY_PROCESSES", 2, most=64),
        workers=_number(environ, "WORKERS", 2, most=64),
        bind=read(environ, "BIND", "127.0.0.1"),
        proxies=_number(environ, "PROXIES", 0, least=0, most=8),
        quiet_seconds=_number(environ, "QUIET_SECONDS", 30, least=0, most=600),
        tile_url=_tiles(environ),
        smtp_url=_mail(environ),
        channels=_channel_settings(environ),
    )


def _tiles(environ: Mapping[str, str]) -> str:
    """An address with the three numbers of a map tile in it, or nothing."""
    url = read(environ, "TILE_URL")
    named = all(part in url for part in ("{z}", "{x}", "{y}"))
    if url and not (named and url.startswith(("https://", "http://"))):
        raise SettingsError(f"TILE_URL={url} is no address with {{z}}, {{x}} and {{y}} in it")
    return url


def _mail(environ: Mapping[str, str]) -> str:
    """smtp://, or smtps:// with TLS from the first byte; the sender's address as ?from=, or nothing."""
    url = read(environ, "SMTP_URL")
    if url and not (url.startswith(("smtp://", "smtps://")) and "from=" in url):
        # the address itself may hold a password: it is not repeated here
        raise SettingsError("SMTP_URL is no smtp:// or smtps:// address with ?from=ADDRESS at its end")
    return url


def _channel_settings(environ: Mapping[str, str]) -> dict[str, str]:
    names = {
        name.removesuffix("_FILE") for name in environ if name.startswith(CHANNEL_PREFIXES) and environ[name]
    }
    return {name: read(environ, name) for name in sorted(names)}
