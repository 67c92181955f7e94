"""The secrets `make run` makes on its first start: DATA_DIR/secrets.env, mode 600, NAME=value."""

import fcntl
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NAMES = ("SECRET_KEY", "LINE_SECRET", "TWILIO_AUTH_TOKEN", "SCREEN_SECRET")


def path(data_dir: Path) -> Path:
    return data_dir / "secrets.env"


def known_secrets(data_dir: Path) -> dict[str, str]:
    """What the file says; nothing if there was no first start."""
    file = path(data_dir)
    if not file.exists():
        return {}
    pairs = (line.partition("=") for line in file.read_text("utf-8").splitlines())
    return {name.strip(): value.strip() for name, sign, value in pairs if sign and not name.startswith("#")}


def first_secrets(data_dir: Path) -> dict[str, str]:
    """What the file says, with every name it lacks made now. Two processes at once get the same."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "secrets.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = known_secrets(data_dir)
        missing = {name: secrets.token_hex(32) for name in NAMES if name not in known}
        if missing:
            _write(path(data_dir), known | missing)
    return known | missing


def _write(file: Path, values: Mapping[str, str]) -> None:
    half = file.with_suffix(".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)


def filled_in(environ: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The environment with the secrets it does not name itself, be it as NAME or as NAME_FILE."""
    unnamed = {
        name: value
        for name, value in values.items()
        if not environ.get(name) and not environ.get(f"{name}_FILE")
    }
    return {**environ, **unnamed}
